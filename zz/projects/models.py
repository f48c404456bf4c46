"""Projects and their history: facts, the year's list, and a version of every change.

Money is in 万元. `Project` carries the figures of its newest year (`list_year`) once more, so that a table is one
indexed query; `zz.projects.figures` keeps them true.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.db import EnumText, Instant, Model, Money, Quantity, Versioned
from zz.projects.vocabulary import (
    Activity,
    InvestmentType,
    Level,
    Light,
    Nature,
    Procedure,
    Stage,
    YearCategory,
)


class ProjectFacts:
    """What is known of a project at one time: the columns that `Project` and `ProjectVersion` share."""

    code: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    search: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[Level] = mapped_column(EnumText(Level), default=Level.COUNTY)
    nature: Mapped[Nature | None] = mapped_column(EnumText(Nature))
    investment_type: Mapped[InvestmentType | None] = mapped_column(EnumText(InvestmentType))
    procedure: Mapped[Procedure | None] = mapped_column(EnumText(Procedure))
    industry: Mapped[str] = mapped_column(String(64), default="")
    chain: Mapped[str] = mapped_column(String(64), default="")
    county: Mapped[str] = mapped_column(String(32), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    land_mu: Mapped[Decimal | None] = mapped_column(Quantity)
    start_year: Mapped[int | None]
    end_year: Mapped[int | None]
    total_investment: Mapped[Decimal | None] = mapped_column(Money)
    invested_before: Mapped[Decimal | None] = mapped_column(Money)  # 开工至上年末累计
    funding: Mapped[str] = mapped_column(String(200), default="")
    owner_name: Mapped[str] = mapped_column(String(128), default="")
    # 统一社会信用代码, also of an owner without account
    owner_uscc: Mapped[str] = mapped_column(String(18), default="")
    responsible_person: Mapped[str] = mapped_column(String(64), default="")
    planned_start: Mapped[date | None]
    actual_start: Mapped[date | None]
    planned_finish: Mapped[date | None]
    actual_finish: Mapped[date | None]
    physical_progress: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    statistical_inclusion: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[Stage] = mapped_column(EnumText(Stage))
    activity: Mapped[Activity] = mapped_column(EnumText(Activity), default=Activity.ACTIVE)
    light: Mapped[Light] = mapped_column(EnumText(Light), default=Light.GREEN)
    light_reason: Mapped[str] = mapped_column(String(200), default="")
    list_year: Mapped[int | None]
    year_category: Mapped[YearCategory | None] = mapped_column(EnumText(YearCategory))
    annual_plan: Mapped[Decimal | None] = mapped_column(Money)
    year_to_date: Mapped[Decimal | None] = mapped_column(Money)
    cumulative: Mapped[Decimal | None] = mapped_column(Money)
    lag: Mapped[int | None]  # basis points (0.01 个百分点) behind 序时; negative = ahead
    last_visit_on: Mapped[date | None]

    @declared_attr
    @classmethod
    def ledger_id(cls) -> Mapped[int]:
        """The county (root unit) whose ledger the project stands in."""
        return mapped_column(ForeignKey("unit.id"))

    @declared_attr
    @classmethod
    def responsible_unit_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("unit.id"))

    @declared_attr
    @classmethod
    def township_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("unit.id"))

    @declared_attr
    @classmethod
    def park_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("unit.id"))

    @declared_attr
    @classmethod
    def owner_unit_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("unit.id"))

    @declared_attr
    @classmethod
    def commissioner_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("user.id"))

    @declared_attr
    @classmethod
    def liaison_leader_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("user.id"))

    @declared_attr
    @classmethod
    def parent_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("project.id"))


SORTED = (
    "lag", "light", "total_investment", "annual_plan", "year_to_date", "name", "planned_start", "actual_finish",
    "last_visit_on",
)  # fmt: skip


def _stage_index(column: str) -> Index:
    return Index(f"ix_project_stage_{column}", "stage", "ledger_id", column, "id")


class Project(Versioned, ProjectFacts, Model):
    """A key project as it is now. `name_key` is the normalised name; `search` name, code, owner, pinyin, initials."""

    __tablename__ = "project"
    __table_args__ = (
        *map(_stage_index, SORTED),
        Index("ix_project_stage_industry", "stage", "ledger_id", "industry"),
        Index("ix_project_parent", "parent_id", sqlite_where=text("parent_id IS NOT NULL")),
        Index("ix_project_commissioner", "commissioner_id", "stage", "ledger_id"),
        Index("ix_project_responsible", "responsible_unit_id", "stage", "ledger_id"),
        Index("ix_project_township", "township_id", "stage", "ledger_id"),
        Index("ix_project_park", "park_id", "stage", "ledger_id"),
        Index("ix_project_owner", "owner_unit_id", "stage", "ledger_id"),
        Index("ix_project_name_key", "name_key", "county"),
        Index(
            "ix_project_sums", "stage", "ledger_id", "activity", "light", "level", "industry", "investment_type",
            "list_year", "year_category", "responsible_unit_id", "township_id", "park_id", "commissioner_id",
            "parent_id", "total_investment", "annual_plan", "year_to_date", "cumulative", "search",
            postgresql_where=text("false"),  # it reads the rows in parallel, and an entry may not exceed 2.7 kB
        ),
        UniqueConstraint("code"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)

    responsible_unit: Mapped[Unit | None] = relationship(foreign_keys="Project.responsible_unit_id")
    township: Mapped[Unit | None] = relationship(foreign_keys="Project.township_id")
    park: Mapped[Unit | None] = relationship(foreign_keys="Project.park_id")
    owner_unit: Mapped[Unit | None] = relationship(foreign_keys="Project.owner_unit_id")
    commissioner: Mapped[User | None] = relationship(foreign_keys="Project.commissioner_id")
    liaison_leader: Mapped[User | None] = relationship(foreign_keys="Project.liaison_leader_id")
    parent: Mapped["Project | None"] = relationship(foreign_keys="Project.parent_id", remote_side=[id])


class ProjectVersion(ProjectFacts, Model):
    """A project as it was from `valid_from` until `valid_to` (None = still): written with every change."""

    __tablename__ = "project_version"
    __table_args__ = (
        Index("ix_project_version_project", "project_id", "valid_from"),
        Index("ix_project_version_stage", "stage", "valid_from", "valid_to"),
        Index("ix_project_version_light", "light", "valid_from", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int]  # no key, nor that of the parent: the past of a project that was taken back stays
    parent_id: Mapped[int | None] = mapped_column()
    project_row_version: Mapped[int]
    valid_from: Mapped[datetime] = mapped_column(Instant)
    valid_to: Mapped[datetime | None] = mapped_column(Instant)


class ProjectYear(Versioned, Model):
    """A project's place in one year's list. `monthly_plan`: twelve cumulative 万元, as texts, or None."""

    __tablename__ = "project_year"
    __table_args__ = (
        UniqueConstraint("project_id", "year"),
        Index("ix_project_year_year", "year", "category"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    year: Mapped[int]
    category: Mapped[YearCategory] = mapped_column(EnumText(YearCategory))
    annual_plan: Mapped[Decimal | None] = mapped_column(Money)
    year_to_date: Mapped[Decimal | None] = mapped_column(Money)
    lag: Mapped[int | None]
    goal: Mapped[str] = mapped_column(Text, default="")  # 年度工作目标
    monthly_plan: Mapped[list[str] | None] = mapped_column(JSON)
    planned_start: Mapped[date | None]  # as the year's list gave it: what the rates are counted against
    planned_finish: Mapped[date | None]

    project: Mapped[Project] = relationship()
