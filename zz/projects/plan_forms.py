"""The small forms of a project's page: milestones, team, permits, the template, files, gates, stopping."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField, ValidationError

from zz import clock
from zz.files.models import AttachmentKind
from zz.projects.fields import DateField, ReferenceSelect, WholeNumber, enum_field, required, text, trimmed
from zz.projects.flow import ActivityAction
from zz.projects.vocabulary import GateEvidence, TeamRole
from zz.web.choices import choices as select_choices


def not_in_future(_form: Any, field: Any) -> None:
    """Refuse a day of something done that has not come yet."""
    if field.data and field.data > clock.today():
        raise ValidationError("不能晚于今天")


class RowForm(FlaskForm):
    """A form of one row; `version` refuses a stale click."""

    version = HiddenField()

    columns: tuple[str, ...] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        row = getattr(kwargs.get("obj"), "id", "new")
        for field in self:  # several of these forms may stand on one page
            field.id = field.label.field_id = f"{type(self).__name__.lower()}-{row}-{field.short_name}"

    @property
    def shown_version(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0

    def values(self) -> dict[str, Any]:
        """Return the row's columns as typed."""
        return {name: self[name].data for name in self.columns}


class MilestoneForm(RowForm):
    """A node of the timetable."""

    name = text("节点", 100, required("请填写节点名称"))
    planned_on = DateField("计划完成", [required("请填写计划完成日期")])
    done_on = DateField("实际完成", [not_in_future])
    responsible = text("责任人", 64)
    note = text("备注", 200)

    columns = ("name", "planned_on", "done_on", "responsible", "note")


class MemberForm(RowForm):
    """A person of the team."""

    role = enum_field("分工", TeamRole, blank=False)
    name = text("姓名", 64, required("请填写姓名"))
    unit_name = text("单位", 128)
    phone = text("电话", 32)

    columns = ("role", "name", "unit_name", "phone")


class PermitRecordForm(RowForm):
    """What the bureau that works on a permit records of it."""

    received_on = DateField("收件", [not_in_future])
    accepted_on = DateField("受理", [not_in_future])
    granted_on = DateField("办结", [not_in_future])
    document_number = text("文号", 64)
    note = text("备注", 200)
    upload = FileField("批文、证照")

    columns: tuple[str, ...] = ("received_on", "accepted_on", "granted_on", "document_number", "note")

    def validate_accepted_on(self, field: Any) -> None:
        """Received before accepted."""
        if field.data and self.received_on.data and field.data < self.received_on.data:
            raise ValidationError("受理不能早于收件")

    def validate_granted_on(self, field: Any) -> None:
        """Accepted before granted."""
        begun = self.accepted_on.data or self.received_on.data
        if field.data and begun and field.data < begun:
            raise ValidationError("办结不能早于收件或受理")


class PermitForm(PermitRecordForm):
    """How one permit stands: also whether it is needed, what was promised, and by when it is planned."""

    needed = BooleanField("本项目涉及此事项")
    committed_days = WholeNumber("承诺时限（日）", 0, 400)
    planned_on = DateField("计划办结")

    columns = ("needed", *PermitRecordForm.columns, "committed_days", "planned_on")


class PermitItemForm(RowForm):
    """A row of the template."""

    name = text("事项", 64, required("请填写事项名称"))
    bureau = text("承办单位", 64, required("请填写承办单位"))
    statutory_days = WholeNumber("法定时限（日）", 0, 400)
    committed_days = WholeNumber("承诺时限（日）", 0, 400)
    extension_days = WholeNumber("可延长（日）", 0, 400)
    calendar_days = BooleanField("按自然日计")
    government = BooleanField("政府投资适用")
    enterprise = BooleanField("企业投资适用")
    condition = text("适用条件", 32)
    after = text("前置事项", 120)
    active = BooleanField("启用")

    columns = (
        "name", "bureau", "statutory_days", "committed_days", "extension_days", "calendar_days", "government",
        "enterprise", "condition", "active",
    )  # fmt: skip

    def __init__(self, numbers: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.numbers = set(numbers)

    def validate_after(self, field: Any) -> None:
        """Name only items that there are."""
        unknown = [number for number in self.predecessors() if number not in self.numbers]
        if unknown:
            raise ValidationError(f"没有编号为 {'、'.join(unknown)} 的事项，请填写编号，以逗号分隔，如 05, 06")

    def validate_committed_days(self, field: Any) -> None:
        """A promise is not slower than the law."""
        statutory = self.statutory_days.data
        if field.data is not None and statutory is not None and field.data > statutory:
            raise ValidationError("承诺时限不能长于法定时限")

    def predecessors(self) -> list[str]:
        """Return the numbers of the items that come before."""
        typed = str(self.after.data or "").replace("，", ",").replace("、", ",")
        return [part.strip() for part in typed.split(",") if part.strip()]

    def values(self) -> dict[str, Any]:
        found = super().values()
        return {**found, "extension_days": found["extension_days"] or 0, "after": self.predecessors()}


UPLOADS = [kind for kind in AttachmentKind if kind != AttachmentKind.PERMIT]


class DocumentForm(RowForm):
    """A file for the project, by kind."""

    kind = SelectField("类别", choices=select_choices([(kind.value, kind.label) for kind in UPLOADS]))
    upload = FileField("文件")


class GateForm(FlaskForm):
    """What is laid before a gate, and the day that is set there."""

    version = HiddenField()
    kind = RadioField("依据", choices=[], validate_choice=False)
    existing = ReferenceSelect("选用已有资料")
    upload = FileField("或上传文件")
    photo_existing = ReferenceSelect("选用已有现场照片")
    photo = FileField("或上传现场照片")
    photo_on = DateField("拍摄日期", [not_in_future])
    on_day = DateField("日期")
    reason = TextAreaField("说明", filters=[trimmed], render_kw={"rows": 2})

    @property
    def evidence_kind(self) -> GateEvidence | None:
        """The kind that was chosen; None where none was."""
        return next((kind for kind in GateEvidence if kind.value == self.kind.data), None)

    @property
    def shown_version(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0

    def has_reason(self) -> bool:
        """Tell whether the reason is given, which a request needs; says so beside the field where it is not."""
        if not self.reason.data:
            self.reason.errors = ["请写明申请理由"]
        return bool(self.reason.data)


class ActivityForm(FlaskForm):
    """Suspending, terminating, resuming: always with a reason, with a file where there is one."""

    version = HiddenField()
    action = RadioField("操作", choices=[], validate_choice=False)
    reason = TextAreaField("理由", [required("请说明理由")], filters=[trimmed], render_kw={"rows": 3})
    upload = FileField("佐证材料")

    shown_version = GateForm.shown_version

    @property
    def chosen(self) -> ActivityAction | None:
        """The action that was chosen; None where none was."""
        return next((action for action in ActivityAction if action.value == self.action.data), None)
