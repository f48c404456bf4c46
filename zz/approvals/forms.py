"""Forms of requests: the decision, the withdrawal, sending again, and what concerns an assignment's clock."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, Optional

from zz.approvals.appliers import Applier
from zz.approvals.models import Approval
from zz.approvals.operations import Verdict
from zz.approvals.vocabulary import Decision
from zz.journal.operations import plain
from zz.web.choices import choices

LONG = Length(max=2000, message="最多 2000 个字。")
LARGEST = Decimal(100_000_000)
FILES_HINT = "照片、PDF、Word 或 Excel，每个不超过 20 MB"


class RequestForm(FlaskForm):
    """What every form here carries: the version the page was opened with."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return get_translations(["zh"])

    version = HiddenField()

    @property
    def opened_version(self) -> int | None:
        """The version when the page was opened; None where it did not say."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class DecisionForm(RequestForm):
    """审批意见."""

    seen = HiddenField()
    decision = RadioField("您的意见", choices=choices(Decision.options()), validate_choice=False)
    granted = DateField("同意延至", [Optional()])
    reason = TextAreaField("意见说明", [LONG])

    def validate_decision(self, field: RadioField) -> None:
        """One of three."""
        if field.data not in {decision.value for decision in Decision}:
            raise ValidationError("请选择同意、退回补充或不同意。")

    def validate_reason(self, field: TextAreaField) -> None:
        """A no needs its reason."""
        if self.decision.data in (Decision.SEND_BACK, Decision.REFUSE) and not (field.data or "").strip():
            raise ValidationError("退回补充或不同意须写明理由。")

    def verdict(self) -> Verdict:
        """Return what the approver says."""
        granted = {"due_on": self.granted.data.isoformat()} if "granted" in self and self.granted.data else {}
        reason = (self.reason.data or "").strip()
        return Verdict(Decision(self.decision.data), reason, str(self.seen.data or "")[:64], granted)


class WithdrawForm(RequestForm):
    """撤回申请."""

    reason = TextAreaField("撤回说明（选填）", [LONG])


class AskForm(RequestForm):
    """A request's reason and files."""

    reason = TextAreaField("申请理由", [InputRequired("请写明申请理由。"), LONG])
    files = MultipleFileField("佐证材料", [Optional()])


class ExtensionForm(AskForm):
    """申请延期."""

    due_on = DateField("申请延至", [InputRequired("请填写申请延至的日期。")])

    def after(self) -> dict[str, Any]:
        """Return what is asked for."""
        return {"due_on": plain(self.due_on.data)}


class SuspensionForm(AskForm):
    """申请挂起."""

    files = MultipleFileField("依据材料")
    review_on = DateField("复核日期", [InputRequired("请填写复核日期。")])

    def after(self) -> dict[str, Any]:
        """Return what is asked for."""
        return {"state": "suspended", "review_on": plain(self.review_on.data)}


class ReplyApprovalForm(AskForm):
    """提交审签."""

    reason = TextAreaField("办理结果", [InputRequired("请写明办理结果。"), LONG])

    def after(self) -> dict[str, Any]:
        """Return what is asked for."""
        return {"state": "replied"}


def _amount(_form: Any, field: Any) -> None:
    try:
        found = Decimal(str(field.data).replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValidationError("请填写数字，例如 32000 或 1250.5。") from None
    if not found.is_finite() or not 0 <= found <= LARGEST or -int(found.as_tuple().exponent) > 6:
        raise ValidationError("请填写不小于 0 的数字，最多 6 位小数。")


def resubmission_form(applier: Applier, approval: Approval) -> tuple[AskForm, list[str]]:
    """Return the form to send a request again, and the names of its fields: those of the patch that are typed."""
    fields: dict[str, Any] = {}
    shown: dict[str, Any] = {"reason": approval.reason, "version": str(approval.version)}
    for name, (_, after) in approval.patch.items():
        kind = applier.entry(name)
        if kind == "date":
            fields[name] = DateField(applier.label(name), [InputRequired("请填写日期。")])
            shown[name] = date.fromisoformat(after) if after else None
        elif kind == "money":
            fields[name] = StringField(applier.label(name), [InputRequired("请填写金额。"), _amount])
            shown[name] = after
    form: AskForm = type("ResubmissionForm", (AskForm,), fields)(data=shown)
    return form, list(fields)


def typed(form: AskForm, names: list[str]) -> Mapping[str, Any]:
    """Return what was typed into the patch's fields, in plain values."""
    found: dict[str, Any] = {}
    for name in names:
        value = form[name].data
        if isinstance(value, date):
            found[name] = value.isoformat()
        else:
            number = Decimal(str(value).replace(",", "").replace("，", ""))
            found[name] = format(number.normalize(), "f")
    return found
