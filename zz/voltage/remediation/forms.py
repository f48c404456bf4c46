"""Forms of the library and of remediation."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from zz.projects.fields import DateField, WholeNumber, enum_field, required, trimmed
from zz.projects.fields import text as line
from zz.voltage.remediation.vocabulary import Measure
from zz.web.choices import choices

PARAGRAPH = Length(max=2000, message="最多 2000 个字")
HIGHEST_TAP = 33


def paragraph(label: str, *validators: Any, **kwargs: Any) -> TextAreaField:
    """Make a field of several lines."""
    return TextAreaField(label, [*validators, PARAGRAPH], filters=[trimmed], **kwargs)


class MonthField(DateField):
    """A month as 2024-06; its data is the first day."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%Y-%m}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(f"{valuelist[0].strip()}-01")
        except ValueError:
            raise ValueError("年月格式应为 2024-06") from None


class VersionedForm(FlaskForm):
    """What every form carries: the version the page was opened with."""

    version = HiddenField()

    @property
    def shown_version(self) -> int | None:
        """The version that was shown; None where the page did not say."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None

    def uploads(self) -> list[Any]:
        """Return the files that were sent."""
        sent = self["photos"].data if "photos" in self else None
        return [file for file in (sent or []) if file and getattr(file, "filename", "")]


class DemandForm(VersionedForm):
    """派发: what the manager asks for."""

    demand = paragraph("治理要求", Optional())


class ReasonForm(VersionedForm):
    """An act that needs its reason."""

    reason = paragraph("理由", required("请写明理由"))


class SuspendForm(ReasonForm):
    """挂起 until a day."""

    until = DateField("挂起到期日", [required("请填写挂起到期日")])


class PlanForm(VersionedForm):
    """立计划: measure, how, who, and the month of a reserve project."""

    measure = enum_field("治理措施", Measure)
    text = paragraph("治理方案", required("请写明怎么治理"))
    people = line("治理人员", 100, required("请填写治理人员"))
    reserve_month = MonthField("计划完成年月", [Optional()])

    def validate_measure(self, field: Any) -> None:
        """Want a measure."""
        if field.data is None:
            raise ValidationError("请选择治理措施")


class WorkForm(VersionedForm):
    """登记治理情况: the day, the tap from → to, what was done, photos."""

    work_on = DateField("治理日期", [required("请填写治理日期")])
    tap_from = WholeNumber("原档位", 1, HIGHEST_TAP)
    tap_to = WholeNumber("现档位", 1, HIGHEST_TAP)
    text = paragraph("治理情况", required("请写明做了什么"))
    photos = MultipleFileField("现场照片", [Optional()])


class ClosureForm(VersionedForm):
    """申请闭环."""

    text = paragraph("治理结果", required("请写明治理结果"))


class VerificationForm(VersionedForm):
    """Does it hold?"""

    result = RadioField("验证结论", choices=choices([("accept", "验证通过"), ("return", "验证不通过，退回治理")]))
    text = paragraph("验证意见", Optional())
    due_on = DateField("重新完成期限", [Optional()])

    def validate_result(self, field: Any) -> None:
        """Want a decision."""
        if field.data not in ("accept", "return"):
            raise ValidationError("请选择验证结论")
