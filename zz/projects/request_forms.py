"""Forms of what is asked for about a project: planned dates, planned money, stopping and resuming."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Length

from zz.approvals.vocabulary import ApprovalKind
from zz.projects.fields import DateField, DecimalText, required, trimmed
from zz.projects.flow import ActivityAction
from zz.projects.plan_forms import GateForm


class ChangeForm(FlaskForm):
    """The reason and the papers of a request; `columns` are the project's columns that it asks to change."""

    version = HiddenField()
    reason = TextAreaField(
        "申请理由", [required("请写明申请理由"), Length(max=2000, message="最多 2000 个字")], filters=[trimmed],
        render_kw={"rows": 4},
    )  # fmt: skip
    files = MultipleFileField("佐证材料（选填）")

    columns: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    shown_version = GateForm.shown_version

    def values(self) -> dict[str, Any]:
        """Return what is asked for, by column."""
        return {name: self[name].data for name in self.columns}


class DatesForm(ChangeForm):
    """申请调整工期."""

    planned_start = DateField("计划开工")
    planned_finish = DateField("计划竣工")

    columns = ("planned_start", "planned_finish")


class MoneyForm(ChangeForm):
    """申请调整投资."""

    total_investment = DecimalText("总投资")
    annual_plan = DecimalText("年度计划投资")

    columns = money = ("total_investment", "annual_plan")


class StopForm(ChangeForm):
    """申请停缓建."""

    action = RadioField("操作", choices=[], validate_choice=False)

    @property
    def chosen(self) -> ActivityAction | None:
        """The action that was chosen; None where none was."""
        return next((action for action in ActivityAction if action.value == self.action.data), None)


FORMS: dict[ApprovalKind, type[ChangeForm]] = {
    ApprovalKind.DATES: DatesForm,
    ApprovalKind.MONEY: MoneyForm,
    ApprovalKind.ACTIVITY: StopForm,
}
