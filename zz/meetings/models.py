"""Rows of meetings: the meeting, the units called, its agenda, and what was decided."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.approvals.models import Approval
from zz.assignments.models import Assignment
from zz.db import EnumText, Instant, Model, Versioned
from zz.meetings.vocabulary import DecisionKind, Ground, MeetingKind, MeetingLevel, MeetingState
from zz.problems.models import Problem
from zz.projects.models import Project


class Meeting(Versioned, Model):
    """调度会 or 会商. `host_id` is the township or department whose meeting it is; the county's own has none.

    `minutes_number` and `minutes_at` come with the minutes.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        Index("ix_meeting_ledger_state", "ledger_id", "state", "starts_at", "id"),
        Index("ix_meeting_series", "ledger_id", "level", "host_id", "starts_at", "id"),
        UniqueConstraint("ledger_id", "minutes_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ledger_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    level: Mapped[MeetingLevel] = mapped_column(EnumText(MeetingLevel))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[MeetingKind] = mapped_column(EnumText(MeetingKind))
    title: Mapped[str] = mapped_column(String(100))
    search: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(64))
    chair_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[MeetingState] = mapped_column(EnumText(MeetingState), default=MeetingState.PLANNED)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    called_at: Mapped[datetime | None] = mapped_column(Instant)
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    minutes_number: Mapped[str | None] = mapped_column(String(64))
    minutes_at: Mapped[datetime | None] = mapped_column(Instant)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")

    host: Mapped[Unit | None] = relationship(foreign_keys=[host_id])
    chair: Mapped[User] = relationship(foreign_keys=[chair_id])


class MeetingUnit(Model):
    """A unit that is to come; `assignment_id` is the call it signs for."""

    __tablename__ = "meeting_unit"
    __table_args__ = (UniqueConstraint("meeting_id", "unit_id"), Index("ix_meeting_unit_unit", "unit_id", "meeting_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    attended: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[Unit] = relationship()
    call: Mapped[Assignment | None] = relationship()


class MeetingItem(Model):
    """A matter of the agenda: a project, or one problem of it; `ground` and `reason` say why it was proposed."""

    __tablename__ = "meeting_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "project_id", "problem_id"),
        Index("ix_meeting_item_project", "project_id", "meeting_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    position: Mapped[int]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"), index=True)
    ground: Mapped[Ground] = mapped_column(EnumText(Ground))
    reason: Mapped[str] = mapped_column(String(200))

    project: Mapped[Project] = relationship()
    problem: Mapped[Problem | None] = relationship()

    @property
    def title(self) -> str:
        """The matter in a line."""
        return self.problem.title if self.problem else self.project.name


class MeetingDecision(Model):
    """会议决定: `problem_id` is the problem it begins, assigns or instructs, `approval_id` the request it makes."""

    __tablename__ = "meeting_decision"
    __table_args__ = (UniqueConstraint("meeting_id", "number"), Index("ix_meeting_decision_item", "item_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("meeting_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[DecisionKind] = mapped_column(EnumText(DecisionKind))
    text: Mapped[str] = mapped_column(Text)
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    due_on: Mapped[date | None]
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"), index=True)
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"), index=True)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime] = mapped_column(Instant)

    item: Mapped[MeetingItem] = relationship()
    lead_unit: Mapped[Unit | None] = relationship()
    problem: Mapped[Problem | None] = relationship()
    approval: Mapped[Approval | None] = relationship()
