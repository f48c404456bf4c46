"""Forms of the holder's acts."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import DateField, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, Optional

from zz import clock
from zz.assignments.vocabulary import AssignmentAction


class ActForm(FlaskForm):
    """What every act carries: the version the page was opened with."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return get_translations(["zh"])

    version = HiddenField()

    @property
    def opened_version(self) -> int | None:
        """The version of the assignment when the page was opened; None where the page did not say."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() else None


def _needed(text: str) -> list[Any]:
    return [InputRequired(text), Length(max=2000, message="最多 2000 个字。")]


class SignForm(ActForm):
    """签收."""


class PassOnForm(ActForm):
    """分办."""

    section = StringField(
        "股室和承办人", [InputRequired("请填写分办到的股室和承办人。"), Length(max=64, message="最多 64 个字。")]
    )


class NumberForm(ActForm):
    """来文号."""

    number = StringField("来文号", [Length(max=64, message="最多 64 个字。")], default="")


class ProgressForm(ActForm):
    """填报进展."""

    text = TextAreaField("进展情况", _needed("请写明进展情况。"))
    files = MultipleFileField("附件（选填）", [Optional()])


class ReplyForm(ActForm):
    """提交办理结果."""

    text = TextAreaField("办理结果", _needed("请写明办理结果。"))
    files = MultipleFileField("佐证材料（选填）", [Optional()])


class SendBackForm(ActForm):
    """退回交办方."""

    reason = TextAreaField("退回理由", _needed("请写明为什么不属于本单位职责。"))


class SuspendForm(ActForm):
    """挂起."""

    reason = TextAreaField("挂起理由", _needed("请写明等待什么（上级批复、法院判决等）。"))
    review_on = DateField("复核日期", [InputRequired("请填写复核日期。")])
    files = MultipleFileField("依据材料")

    def validate_review_on(self, field: DateField) -> None:
        """Refuse a day that is not to come."""
        if isinstance(field.data, date) and field.data <= clock.today():
            raise ValidationError("复核日期应在今天之后。")

    def validate_files(self, field: MultipleFileField) -> None:
        """Suspension needs its evidence."""
        if not any(f and f.filename for f in field.data or []):
            raise ValidationError("挂起须附依据材料（如上级来文、受理通知）。")


class ResumeForm(ActForm):
    """恢复办理."""


FORMS: dict[str, type[ActForm]] = {
    "sign": SignForm,
    "pass-on": PassOnForm,
    "number": NumberForm,
    "progress": ProgressForm,
    "reply": ReplyForm,
    "send-back": SendBackForm,
    "suspend": SuspendForm,
    "resume": ResumeForm,
}
TITLES = {
    "sign": "签收", "pass-on": "分办", "number": "登记来文号", "progress": "填报进展", "reply": "提交办理结果",
    "send-back": "退回交办方", "suspend": "申请挂起", "resume": "恢复办理",
}  # fmt: skip
MOVES = {
    "sign": AssignmentAction.SIGN,
    "reply": AssignmentAction.REPLY,
    "send-back": AssignmentAction.SEND_BACK,
    "suspend": AssignmentAction.SUSPEND,
    "resume": AssignmentAction.RESUME,
}
