"""Forms of problems: bringing one up, assigning it, and the smaller acts."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from zz import clock
from zz.problems.vocabulary import Source, Urgency
from zz.projects.fields import DateField, ListedSelect, ReferenceSelect, enum_field, required, text, trimmed
from zz.web.choices import choices

PARAGRAPH = Length(max=2000, message="最多 2000 个字")


def paragraph(label: str, *validators: Any) -> TextAreaField:
    """Make a field of several lines."""
    return TextAreaField(label, [*validators, PARAGRAPH], filters=[trimmed])


def in_future(_form: Any, field: Any) -> None:
    """Refuse a date to finish by that is not to come."""
    if field.data and field.data <= clock.today():
        raise ValidationError("期限应在今天之后")


class ProblemForm(FlaskForm):
    """What every form about a problem carries: the version the page was opened with."""

    version = HiddenField()

    @property
    def shown_version(self) -> int | None:
        """The version that was shown; None where the page did not say."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None

    def uploads(self) -> list[Any]:
        """Return the files that were sent."""
        found: list[Any] = []
        for name in ("photos", "files"):
            sent = self[name].data if name in self else None
            found += [file for file in (sent or []) if file and getattr(file, "filename", "")]
        return found


class ReportForm(FlaskForm):
    """One matter of one project."""

    project_id = ReferenceSelect("项目")
    kind_id = ReferenceSelect("问题类型")
    title = text("问题", 100, required("请用一句话写明问题"))
    detail = paragraph("具体情况和诉求", Optional())
    urgency = enum_field("紧急程度", Urgency)
    source = ListedSelect("来源", [], choices=[], coerce=lambda value: Source(value) if value else None)
    leader_id = ReferenceSelect("批示领导")
    photos = MultipleFileField("现场照片或材料", [Optional()])
    confirmed = BooleanField("不是同一件事，继续上报")

    def uploads(self) -> list[Any]:
        """Return the files that were sent."""
        return [file for file in (self.photos.data or []) if file and getattr(file, "filename", "")]


class BoxesField(SelectMultipleField):
    """Several of a list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AssignForm(ProblemForm):
    """Lead, assisting units, urgency and date."""

    kind_id = ReferenceSelect("问题类型")
    lead = ListedSelect("主办单位", [required("请选择主办单位")], choices=[], coerce=str)
    assisting = BoxesField("协办单位", [Optional()], choices=[])
    urgency = RadioField("紧急程度", choices=choices(Urgency.options()))
    due_on = DateField("办结期限", [Optional(), in_future])
    reason = text("调整期限的理由", 200)
    verifier = RadioField("核验人", choices=[])

    @property
    def urgency_label(self) -> str:
        """The chosen urgency in words."""
        return Urgency(self.urgency.data).label


class VerificationForm(ProblemForm):
    """Does the lead's reply hold?"""

    result = RadioField(
        "核验意见", choices=choices([("accept", "同意办结，转现场销号"), ("return", "退回重办")]), default="accept"
    )
    text = paragraph("意见", Optional())
    due_on = DateField("重新办结期限", [Optional(), in_future])
    also = BoxesField("一并退回的协办单位", [Optional()], choices=[])


class WriteOffForm(ProblemForm):
    """What was seen on the site."""

    text = paragraph("现场核查情况", required("请写明现场核查情况"))
    photos = MultipleFileField("现场照片", [Optional()])


class ReasonForm(ProblemForm):
    """An act that needs its reason."""

    reason = paragraph("理由", required("请写明理由"))


class MergeForm(ProblemForm):
    """Which problem goes on for both."""

    into = ReferenceSelect("并入")
    reason = text("说明", 200)


class UrgeForm(ProblemForm):
    """Words of a reminder."""

    text = text("催办内容", 200)


class ReleaseForm(ProblemForm):
    """An assisting unit that need not reply."""

    assignment = ReferenceSelect("协办单位")
    reason = text("理由", 200, required("请写明免予反馈的理由"))


class SuperviseForm(ProblemForm):
    """A 督办单 by hand."""

    assignment = ReferenceSelect("督办单位")
    severity = RadioField("督办等级", choices=[])


class InstructionForm(ProblemForm):
    """A leader's words; entered for him, they need a photo of the paper."""

    leader_id = ReferenceSelect("批示领导")
    preset = RadioField("常用语", [Optional()], choices=[])
    text = paragraph("批示内容", Optional())
    due_on = DateField("重新确定办结期限", [Optional(), in_future])
    photos = MultipleFileField("批示原件照片", [Optional()])

    @property
    def words(self) -> str:
        """The instruction: what was typed, else the ready-made sentence."""
        return str(self.text.data or self.preset.data or "")


class ProposalForm(ProblemForm):
    """The centre's line to a leader; without a text, one that stands is taken back."""

    leader_id = ReferenceSelect("提请哪位市领导")
    text = text("建议（一句话）", 100)


class KindForm(ProblemForm):
    """A kind of problem and who usually leads."""

    name = text("类型名称", 32, required("请填写类型名称"))
    resource_guarantee = BooleanField("属于要素保障")
    urgency = enum_field("默认紧急程度", Urgency, blank=False)
    lead_unit_id = ReferenceSelect("建议主办单位")
    keywords = StringField("关键词", [Length(max=200, message="最多 200 个字")], filters=[trimmed])
    active = BooleanField("启用", default=True)
