"""Rows of problems: what stands in the way of a project, and the kinds of it with who usually solves each."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.assignments.models import Assignment
from zz.db import EnumText, Instant, Model, Versioned
from zz.problems.vocabulary import ProblemState, Source, Urgency
from zz.projects.models import Project


class ProblemKind(Versioned, Model):
    """A kind of problem. `keywords` (separated by blanks) let a line of a report find its kind."""

    __tablename__ = "problem_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    resource_guarantee: Mapped[bool] = mapped_column(default=True)  # 要素保障
    urgency: Mapped[Urgency] = mapped_column(EnumText(Urgency), default=Urgency.ORDINARY)
    keywords: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def label(self) -> str:
        """The kind as a chip: 要素保障：用地."""
        return f"要素保障：{self.name}" if self.resource_guarantee else self.name


class ProblemDuty(Model):
    """职责边界: which unit of a county usually leads for a kind."""

    __tablename__ = "problem_duty"
    __table_args__ = (UniqueConstraint("kind_id", "root_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("problem_kind.id", ondelete="CASCADE"))
    root_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])


class Problem(Versioned, Model):
    """One matter that stands in the way of one project.

    `proposal` is the centre's line to the leader whose holder key is `proposal_to`: 需市领导协调事项.
    `current_id` is the assignment that has the matter now, `lead_id` that of the lead unit: dates, cards and level are
    read there and stand nowhere else. `assigner` and `verifier` are holder keys: who assigns it and who verifies it.
    """

    __tablename__ = "problem"
    __table_args__ = (
        Index("ix_problem_ledger_state", "ledger_id", "state", "id"),
        Index("ix_problem_project_state", "project_id", "state", "id"),
        Index("ix_problem_kind_state", "kind_id", "state", "id"),
        Index("ix_problem_lead_unit", "lead_unit_id", "state", "id"),
        Index("ix_problem_reporter", "reported_by_id", "id"),
        Index("ix_problem_visit", "visit_id"),
        Index("ix_problem_proposal", "proposal_to", "state", "id"),
        UniqueConstraint("ledger_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(64))  # 醴项交〔2023〕117号, given with the first assignment
    ledger_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("problem_kind.id"))
    title: Mapped[str] = mapped_column(String(100))
    detail: Mapped[str] = mapped_column(Text, default="")
    search: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[Source] = mapped_column(EnumText(Source))
    urgency: Mapped[Urgency] = mapped_column(EnumText(Urgency))
    state: Mapped[ProblemState] = mapped_column(EnumText(ProblemState), default=ProblemState.REPORTED)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reported_at: Mapped[datetime] = mapped_column(Instant)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"))
    assigner: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(64), default="")
    assigned_at: Mapped[datetime | None] = mapped_column(Instant)
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    current_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    proposal: Mapped[str] = mapped_column(String(200), default="")
    proposal_to: Mapped[str] = mapped_column(String(64), default="")
    proposed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    written_off_at: Mapped[datetime | None] = mapped_column(Instant)
    written_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reopened: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"), index=True)

    project: Mapped[Project] = relationship()
    kind: Mapped[ProblemKind] = relationship()
    reported_by: Mapped[User] = relationship(foreign_keys=[reported_by_id])
    lead_unit: Mapped[Unit | None] = relationship(foreign_keys=[lead_unit_id])
    lead: Mapped[Assignment | None] = relationship(foreign_keys=[lead_id])
    current: Mapped[Assignment | None] = relationship(foreign_keys=[current_id])
    merged_into: Mapped["Problem | None"] = relationship(remote_side=[id])


class Instruction(Model):
    """批示: a leader's words on a problem, entered by himself, a deputy, or the centre from paper (`by_id`)."""

    __tablename__ = "problem_instruction"
    __table_args__ = (
        Index("ix_problem_instruction_leader", "leader_id", "id"),
        Index("ix_problem_instruction_problem", "problem_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"))
    leader_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    problem: Mapped[Problem] = relationship()
    leader: Mapped[User] = relationship(foreign_keys=[leader_id])
