"""Forms of the acts on a case, of its opening, and of the lists of reasons."""

from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from zz.enrolment.privacy.forms import CaseForm
from zz.projects.fields import ReferenceSelect, required, trimmed
from zz.web.choices import choices

LONGEST = 300
TOO_LONG = Length(max=LONGEST, message=f"最多 {LONGEST} 个字")


def words(label: str, *validators: Any) -> TextAreaField:
    """Make a field for a sentence or two."""
    return TextAreaField(label, [*validators, TOO_LONG], filters=[trimmed])


class ReasonField(SelectField):
    """One line of a list of reasons; its choices are given with the form."""

    def offer(self, reasons: list[str]) -> None:
        """Let one of `reasons` be chosen."""
        self.choices = choices([("", "请选择"), *((reason, reason) for reason in reasons)])


class BoxesField(SelectMultipleField):
    """Several of a list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ConfirmForm(CaseForm):
    """Nothing but the act itself."""


class CorrectionForm(CaseForm):
    """退回补正: what is missing or wrong."""

    items = BoxesField("需要补正的项目", [required("请勾选需要补正的项目")], choices=[], validate_choice=False)
    text = words("说明", Optional())


class ReasonForm(CaseForm):
    """A reason from the list, and a word of explanation."""

    reason = ReasonField("理由", [required("请选择理由")], choices=[], validate_choice=False)
    text = words("补充说明", Optional())


class NoteForm(CaseForm):
    """A word of explanation that must be there."""

    text = words("说明", required("请写明原因"))


class PlacementForm(CaseForm):
    """安排学位."""

    school = ReferenceSelect("安排到")
    override = words("超过标准班额的理由", Optional())


class SearchForm(CaseForm):
    """查找: a name, the whole ID number, or a case's number."""

    text = StringField(
        "姓名、编号或完整身份证号",
        [required("请输入要查找的内容"), Length(min=2, max=40, message="请输入 2 至 40 个字")],
        filters=[trimmed],
    )


class ReasonsForm(CaseForm):
    """修订理由清单: one reason a line."""

    lines = TextAreaField("理由（每行一条）", [required("请至少写一条理由，每行一条")])
    why = StringField(
        "修订说明", [required("请写明为什么修订"), Length(max=200, message="最多 200 个字")], filters=[trimmed]
    )
