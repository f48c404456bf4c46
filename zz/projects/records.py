"""What is recorded of a project as it goes: months, visits, milestones, permits, team, saved views, drafts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.db import EnumText, Instant, Model, Money, Versioned
from zz.projects.models import Project
from zz.projects.vocabulary import FigureState, InvestmentType, Stage, TeamRole


class MonthlyFigure(Versioned, Model):
    """Investment of one project in one month, cumulative within the month: a new figure replaces the old.

    `invested` is the money for 调度, `statistical` the money for 入统; the two are never mixed.
    """

    __tablename__ = "monthly_figure"
    __table_args__ = (
        UniqueConstraint("project_id", "year", "month"),
        Index("ix_monthly_figure_month", "year", "month", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    year: Mapped[int]
    month: Mapped[int]
    invested: Mapped[Decimal | None] = mapped_column(Money)
    statistical: Mapped[Decimal | None] = mapped_column(Money)
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[FigureState] = mapped_column(EnumText(FigureState))
    filled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    filled_at: Mapped[datetime | None] = mapped_column(Instant)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_reason: Mapped[str] = mapped_column(String(200), default="")

    project: Mapped[Project] = relationship()
    filled_by: Mapped[User | None] = relationship(foreign_keys=[filled_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])


class MonthLock(Model):
    """A month of a county's ledger that the centre has locked; unlocking deletes the row and is a journal entry."""

    __tablename__ = "month_lock"
    __table_args__ = (UniqueConstraint("ledger_id", "year", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ledger_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    month: Mapped[int]
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    locked_at: Mapped[datetime] = mapped_column(Instant)


class Visit(Versioned, Model):
    """A report from the site by a commissioner. `client_key` makes a repeated post the same visit."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_project", "project_id", "on_day", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    on_day: Mapped[date]
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    reported_at: Mapped[datetime] = mapped_column(Instant)
    physical_progress: Mapped[str] = mapped_column(Text)
    workers: Mapped[int | None]
    next_step: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="")
    client_key: Mapped[str] = mapped_column(String(64), unique=True)

    project: Mapped[Project] = relationship()
    reported_by: Mapped[User] = relationship()


class ReportDraft(Model):
    """What somebody has typed into a report and not sent: outlives the session."""

    __tablename__ = "report_draft"
    __table_args__ = (UniqueConstraint("user_id", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class Milestone(Versioned, Model):
    """A node of the backward-scheduled timetable (倒排计划)."""

    __tablename__ = "milestone"
    __table_args__ = (Index("ix_milestone_project", "project_id", "planned_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    planned_on: Mapped[date]
    done_on: Mapped[date | None]
    responsible: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(String(200), default="")


class PermitItem(Versioned, Model):
    """A row of the statutory template (domain B): a rule that the centre edits. `days_kind`: working or calendar."""

    __tablename__ = "permit_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(4), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    phase: Mapped[str] = mapped_column(String(32))
    bureau: Mapped[str] = mapped_column(String(64))
    government: Mapped[bool]
    enterprise: Mapped[bool]
    condition: Mapped[str] = mapped_column(String(32), default="")
    statutory_days: Mapped[int | None]
    committed_days: Mapped[int | None]
    extension_days: Mapped[int] = mapped_column(default=0)
    calendar_days: Mapped[bool] = mapped_column(default=False)
    after: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)

    def applies_to(self, kind: InvestmentType | None) -> bool:
        """Tell whether a project of this investment type gets the item."""
        return self.active and (self.government if kind == InvestmentType.GOVERNMENT else self.enterprise)


class Permit(Versioned, Model):
    """A permit of a project: the template's row copied when it was chosen, and what has happened since."""

    __tablename__ = "permit"
    __table_args__ = (UniqueConstraint("project_id", "number"), Index("ix_permit_bureau", "bureau", "granted_on", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(64))
    phase: Mapped[str] = mapped_column(String(32))
    bureau: Mapped[str] = mapped_column(String(64))
    statutory_days: Mapped[int | None]
    committed_days: Mapped[int | None]
    calendar_days: Mapped[bool] = mapped_column(default=False)
    after: Mapped[list[str]] = mapped_column(JSON)
    needed: Mapped[bool] = mapped_column(default=True)
    planned_on: Mapped[date | None]
    received_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    granted_on: Mapped[date | None]
    document_number: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(String(200), default="")

    project: Mapped[Project] = relationship()


class TeamMember(Versioned, Model):
    """A person of a project's team (一支队伍); `user_id` where he has an account."""

    __tablename__ = "team_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    role: Mapped[TeamRole] = mapped_column(EnumText(TeamRole))
    name: Mapped[str] = mapped_column(String(64))
    unit_name: Mapped[str] = mapped_column(String(128), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class SavedView(Versioned, Model):
    """A named filter of one of the four tables: own, or shared with the unit. `query` is the address's query string."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "stage", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)  # shared with this unit
    stage: Mapped[Stage] = mapped_column(EnumText(Stage))
    name: Mapped[str] = mapped_column(String(32))
    query: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)

    user: Mapped[User] = relationship()
    unit: Mapped[Unit | None] = relationship()


class ColumnChoice(Model):
    """Which columns a user wants in one of the four tables, in order."""

    __tablename__ = "column_choice"
    __table_args__ = (UniqueConstraint("user_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    stage: Mapped[Stage] = mapped_column(EnumText(Stage))
    columns: Mapped[list[str]] = mapped_column(JSON)
