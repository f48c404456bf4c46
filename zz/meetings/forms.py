"""Forms of meetings: arranging one, the agenda, who is there, a decision, cancelling."""

from datetime import datetime, time
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from zz import clock
from zz.meetings.vocabulary import MeetingKind, MeetingLevel
from zz.problems.vocabulary import Urgency
from zz.projects.fields import DateField, ListedSelect, ReferenceSelect, required, text, trimmed
from zz.web.choices import choices


class ActForm(FlaskForm):
    """What every form about a meeting carries: the version the page was opened with."""

    version = HiddenField()

    @property
    def shown_version(self) -> int | None:
        """The version that was shown; None where the page did not say."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


class BoxesField(SelectMultipleField):
    """Several of a list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TimeText(StringField):
    """A time of day, 15:00."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [required("请填写时间")], filters=[trimmed], **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what is no time."""
        if not validation_stopped and self.at is None:
            raise ValidationError("时间格式应为 15:00")

    @property
    def at(self) -> time | None:
        """The time that was typed."""
        try:
            return datetime.strptime(str(self.data or "").replace("：", ":"), "%H:%M").time()
        except ValueError:
            return None


class MeetingForm(ActForm):
    """A meeting as the centre arranges it."""

    level = RadioField("层级", choices=choices(MeetingLevel.options()), default=MeetingLevel.CITY.value)
    host_id = ReferenceSelect("召集的部门或镇街")
    kind = RadioField("类型", choices=choices(MeetingKind.options()), default=MeetingKind.REVIEW.value)
    title = text("会议名称", 100, required("请填写会议名称"))
    on_day = DateField("日期", [required("请填写日期")])
    time = TimeText("时间")
    place = text("地点", 64, required("请填写地点"))
    chair_id = ReferenceSelect("主持人")
    units = BoxesField("参会单位", [Optional()], choices=[])

    def validate_on_day(self, field: Any) -> None:
        """A meeting that is arranged is to come."""
        if field.data and field.data < clock.today():
            raise ValidationError("日期不能早于今天")

    def validate_chair_id(self, field: Any) -> None:
        """Somebody is in the chair."""
        if field.data is None:
            raise ValidationError("请选择主持人")

    def validate_host_id(self, field: Any) -> None:
        """A township's or a department's meeting says whose it is."""
        if self.level.data != MeetingLevel.CITY.value and field.data is None:
            raise ValidationError("部门或乡镇的会议，请选择召集单位")

    @property
    def starts_at(self) -> datetime:
        """The instant that was typed, of a valid form."""
        day = self.on_day.data or clock.today()
        return datetime.combine(day, self.time.at or time(), tzinfo=clock.SHANGHAI)

    def values(self) -> dict[str, Any]:
        """Return the columns of a Meeting as typed."""
        level = MeetingLevel(self.level.data)
        return {
            "level": level, "host_id": None if level == MeetingLevel.CITY else self.host_id.data,
            "kind": MeetingKind(self.kind.data), "title": self.title.data, "starts_at": self.starts_at,
            "place": self.place.data, "chair_id": self.chair_id.data,
        }  # fmt: skip

    def unit_ids(self) -> list[int]:
        """Return the units that are ticked."""
        return [int(value) for value in self.units.data or ()]


class AgendaForm(ActForm):
    """Which of the proposals are put on the agenda."""

    pick = BoxesField("列入议题", choices=[])

    def validate_pick(self, field: Any) -> None:
        """An agenda grows by something."""
        if not field.data:
            raise ValidationError("请至少勾选一项")


class AttendanceForm(ActForm):
    """Which units are there."""

    attended = BoxesField("到会单位", [Optional()], choices=[])

    def ids(self) -> set[int]:
        """Return the units that are ticked."""
        return {int(value) for value in self.attended.data or ()}


class CancelForm(ActForm):
    """Why it is cancelled."""

    reason = text("取消原因", 200, required("请写明取消原因，会通知参会单位"))


class DecisionForm(ActForm):
    """One decision on one matter."""

    kind = RadioField("决定", choices=[])
    text = TextAreaField(
        "决定内容", [required("请写明会议决定"), Length(max=2000, message="最多 2000 个字")], filters=[trimmed]
    )
    kind_id = ReferenceSelect("问题类型")
    lead = ListedSelect("主办单位", [Optional()], choices=[], coerce=str)
    assisting = BoxesField("协办单位", [Optional()], choices=[])
    urgency = RadioField("紧急程度", choices=choices(Urgency.options()), default=Urgency.ORDINARY.value)
    due_on = DateField("期限", [Optional()])

    def validate_due_on(self, field: Any) -> None:
        """What is decided is to be done from now on."""
        if field.data and field.data <= clock.today():
            raise ValidationError("期限应在今天之后")

    def validate_assisting(self, field: Any) -> None:
        """The lead does not assist itself."""
        if self.lead.data and self.lead.data in (field.data or ()):
            raise ValidationError("主办单位不再列为协办单位")
