"""The form of a project: what the centre writes, and the part of it that a bureau writes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_wtf import FlaskForm
from stdnum.cn import uscc
from wtforms import BooleanField, Field, HiddenField, TextAreaField, ValidationError
from wtforms.validators import Length

from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.projects import choices
from zz.projects.fields import (
    DateField,
    DecimalText,
    ReferenceSelect,
    WholeNumber,
    enum_field,
    required,
    text,
    trimmed,
)
from zz.projects.models import Project
from zz.projects.operations import YearValues
from zz.projects.vocabulary import InvestmentType, Level, Nature, Procedure, Stage, YearCategory
from zz.web.choices import choices as select_choices

CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")
PARAGRAPH = Length(max=2000, message="最多 2000 个字")
HELD = "须经审批：请在项目页“更多”中提出申请"
REFERENCES = ("responsible_unit_id", "township_id", "park_id", "commissioner_id", "liaison_leader_id")
NARRATIVE = ("physical_progress", "next_step", "remark")


def _paragraph(label: str) -> TextAreaField:
    return TextAreaField(label, [PARAGRAPH], filters=[trimmed], render_kw={"rows": 3})


class NarrativeForm(FlaskForm):
    """What a bureau writes of its own project."""

    version = HiddenField()
    physical_progress = _paragraph("形象进度")
    next_step = _paragraph("下一步计划")
    remark = _paragraph("备注")

    groups: tuple[tuple[str, tuple[str, ...]], ...] = (("进展", NARRATIVE),)
    questions: tuple[str, ...] | list[str] = ()
    owners: tuple[str, ...] | list[str] = ()
    units: dict[str, str] = {}
    hints: dict[str, str] = {}
    year_heading = ""

    @property
    def shown_version(self) -> int:
        """The version of the project that the form was opened on; 0 where it was tampered with."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0

    def grouped(self) -> Iterator[tuple[str, list[Field]]]:
        """Yield the fields under their headings."""
        for heading, names in self.groups:
            yield heading, [self[name] for name in names]

    def values(self) -> dict[str, Any]:
        """Return the project's columns as typed."""
        return {name: self[name].data for name in NARRATIVE}

    def year_values(self) -> YearValues | None:
        return None


class ProjectForm(NarrativeForm):
    """All facts of a project and its place in the year's list; `questions` are answered by a check mark."""

    name = text("项目名称", 200, required("请填写项目名称"))
    code = text("项目代码", 32)
    level = enum_field("级别", Level, blank=False, default=Level.COUNTY)
    nature = enum_field("建设性质", Nature)
    investment_type = enum_field("投资类型", InvestmentType)
    procedure = enum_field("办理方式", Procedure)
    industry = text("行业", 64)
    chain = text("产业链", 64)
    parent = text("所属项目", 200)
    statistical_inclusion = BooleanField("已入统")
    township_id = ReferenceSelect("镇街")
    park_id = ReferenceSelect("园区")
    address = text("建设地址", 200)
    content = _paragraph("建设规模及内容")
    land_mu = DecimalText("用地面积")
    start_year = WholeNumber("建设起始年", 1990, 2100)
    end_year = WholeNumber("建设终止年", 1990, 2100)
    total_investment = DecimalText("总投资")
    invested_before = DecimalText("开工至上年末累计")
    funding = text("资金来源", 200)
    responsible_unit_id = ReferenceSelect("责任单位")
    responsible_person = text("责任人", 64)
    liaison_leader_id = ReferenceSelect("联系领导")
    owner_name = text("项目业主", 128)
    owner_uscc = text("统一社会信用代码", 18)
    commissioner_id = ReferenceSelect("项目专员")
    planned_start = DateField("计划开工")
    planned_finish = DateField("计划竣工")
    category = enum_field("年度类别", YearCategory)
    annual_plan = DecimalText("年度计划投资")
    goal = _paragraph("年度工作目标")
    stage = enum_field("列入", Stage, blank=False)
    confirmed = BooleanField("数据无误，确认提交")

    groups = (
        ("基本信息", (
            "name", "code", "level", "nature", "investment_type", "procedure", "industry", "chain", "parent",
            "statistical_inclusion",
        )),
        ("地点", ("township_id", "park_id", "address")),
        ("规模", ("content", "land_mu", "start_year", "end_year")),
        ("资金", ("total_investment", "invested_before", "funding")),
        ("人员", (
            "responsible_unit_id", "responsible_person", "liaison_leader_id", "owner_name", "owner_uscc",
            "commissioner_id",
        )),
        ("时间", ("planned_start", "planned_finish")),
        ("年度清单", ("category", "annual_plan", "goal")),
        ("进展", NARRATIVE),
    )  # fmt: skip
    year_heading = "年度清单"
    units = {"land_mu": "亩"}
    hints = {
        "code": "24 位，形如 2301-430281-04-01-640233；未赋码的不填",
        "parent": "本项目是子项目时，填上级项目的代码或全称",
        "owner_name": "与业主账号单位同名时自动关联，业主可填报投资",
    }
    not_columns = frozenset({"version", "parent", "category", "annual_plan", "goal", "stage", "confirmed"})

    @classmethod
    def columns(cls) -> list[str]:
        """Return the fields that are columns of a project."""
        return [name for _, group in cls.groups for name in group if name not in cls.not_columns]

    def __init__(
        self, user: User, root: Unit, project: Project | None, year: int, *, held: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self._hold(held or {})
        self.user, self.root, self.project, self.year = user, root, project, year
        self.parent_id: int | None = None
        self.questions: list[str] = []
        self._offer()

    def _hold(self, held: Mapping[str, Any]) -> None:
        """Keep fields as they are, whatever is sent: they change by approval alone."""
        for name, value in held.items():
            field = self[name]
            field.data, field.raw_data, field.process_errors = value, None, []
            field.render_kw = {**(field.render_kw or {}), "disabled": True}
        self.hints = {**self.hints, **dict.fromkeys(held, HELD)}

    def _offer(self) -> None:
        kept = {getattr(self.project, column) for column in REFERENCES[:3]} if self.project else set()
        found = choices.units(self.root, {i for i in kept if i})

        def of(*kinds: UnitKind) -> list[Any]:
            return select_choices([choices.BLANK, *((str(i), name) for kind in kinds for i, name in found[kind])])

        self.responsible_unit_id.choices = of(*choices.RESPONSIBLE)
        self.township_id.choices, self.park_id.choices = of(UnitKind.TOWNSHIP), of(UnitKind.PARK)
        self.owners = [name for _, name in found[UnitKind.ENTERPRISE]]
        keeps = self.project
        self.commissioner_id.choices = select_choices(
            choices.people(self.root, (Role.COMMISSIONER,), keeps.commissioner_id if keeps else None)
        )
        self.liaison_leader_id.choices = select_choices(
            choices.people(self.root, (Role.LEADER, Role.MAIN_LEADER), keeps.liaison_leader_id if keeps else None)
        )

    def validate_code(self, field: Field) -> None:
        """Check the format (the registry gives no check digit) and that no other project has the code."""
        if not field.data:
            return
        if not CODE.fullmatch(field.data):
            raise ValidationError("项目代码应为 24 位，形如 2301-430281-04-01-640233")
        if holder := choices.holder_of_code(self.user, field.data, self.project.id if self.project else None):
            other = f"已由“{holder[1]}”使用" if holder[1] else "已由台账中另一个项目使用"
            raise ValidationError(f"这个项目代码{other}，请核对；确属同一项目的，请在原项目上修改")

    def validate_owner_uscc(self, field: Field) -> None:
        """Check the unified social credit code with its check character."""
        if field.data and not uscc.is_valid(field.data):
            raise ValidationError("统一社会信用代码不正确（18 位，末位为校验码），请对照营业执照核对")

    def validate_parent(self, field: Field) -> None:
        """Find the parent by code or full name; one level only, and never in a circle."""
        if not field.data:
            return
        rows = choices.parent_candidates(self.user, field.data, self.root.id)
        if len(rows) != 1:
            raise ValidationError(
                "没有找到这个项目，请填写项目代码或完整名称" if not rows else "有多个同名项目，请改填项目代码"
            )
        found, above = rows[0]
        if self.project and found == self.project.id:
            raise ValidationError("不能把项目列为自己的子项目")
        if above is not None:
            raise ValidationError("所填项目本身是子项目；子项目只设一层，请填写它的上级项目")
        if self.project and choices.has_children(self.project.id):
            raise ValidationError("本项目下已有子项目，不能再列入其他项目之下")
        self.parent_id = found

    def validate_category(self, field: Field) -> None:
        """A plan needs a place in the list."""
        if field.data is None and (self.annual_plan.data or self.goal.data):
            raise ValidationError("填写了年度计划，请同时选择年度类别")

    def validate_stage(self, field: Field) -> None:
        """A new project enters by the first two tables; the rest is reached through the gates."""
        if self.project is None and field.data == Stage.PRELIMINARY and not self.code.data:
            raise ValidationError("列入前期须有项目代码；暂无代码的请先列入谋划在谈，备齐依据后转段")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; then question what is odd until it is confirmed."""
        if not super().validate(extra_validators):
            return False
        self.questions = list(self._odd())
        return bool(self.confirmed.data) or not self.questions

    def _odd(self) -> Iterator[str]:
        start, finish = self.planned_start.data, self.planned_finish.data
        if start and finish and finish <= start:
            yield "计划竣工不晚于计划开工"
        if self.start_year.data and self.end_year.data and self.end_year.data < self.start_year.data:
            yield "建设终止年早于起始年"
        if start and self.start_year.data and start.year < self.start_year.data:
            yield "计划开工早于建设起始年"
        total = self.total_investment.data
        if total is not None and (self.annual_plan.data or 0) > total:
            yield "年度计划投资大于总投资"
        if total is not None and (self.invested_before.data or 0) > total:
            yield "开工至上年末累计大于总投资"

    def values(self) -> dict[str, Any]:
        """Return the project's columns as typed; the owner's unit follows from its credit code or name."""
        found = {name: self[name].data for name in self.columns()}
        found["code"] = found["code"] or None
        found["parent_id"] = self.parent_id
        owner = found["owner_name"]
        found["owner_unit_id"] = (
            choices.owner_unit(self.root, owner, found["owner_uscc"]) if owner or found["owner_uscc"] else None
        )
        return found

    def year_values(self) -> YearValues:
        """Return the project's place in the list of the form's year."""
        return YearValues(self.year, self.category.data, self.annual_plan.data, self.goal.data or "")
