"""Rows of the loop: assignments, the ladder's executed steps, cards, and who follows a thing."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.assignments.vocabulary import (
    AssignmentKind,
    AssignmentState,
    Basis,
    CardState,
    ChainLevel,
    Part,
    Severity,
    StepAction,
)
from zz.db import EnumText, Instant, Model, Versioned


class Assignment(Versioned, Model):
    """One unit (or role, or person) must do one thing for one subject by a date.

    `holder` is a key of `zz.assignments.holders`. `due_on` moves with extensions and suspensions, `original_due_on`
    never. `round` grows with every return. `next_step_at` is when the ladder moves next: None = it does not.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_inbox", "holder", "state", "severity", "next_due_on", "id"),
        Index("ix_assignment_issued", "issuer", "state", "severity", "next_due_on", "id"),
        Index(
            "ix_assignment_open_issued",
            "issuer",
            "kind",
            "severity",
            "next_due_on",
            "id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_assignment_subject", "subject_type", "subject_id", "id"),
        Index("ix_assignment_ladder", "next_step_at", "id"),
        Index(
            "ix_assignment_climbed",
            "climbed_to",
            "ended_at",
            "severity",
            "next_due_on",
            "id",
            sqlite_where=text("climbed_to IS NOT NULL"),
            postgresql_where=text("climbed_to IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AssignmentKind] = mapped_column(EnumText(AssignmentKind))
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    context: Mapped[str] = mapped_column(String(200), default="")  # the second line: the project's name …
    search: Mapped[str] = mapped_column(Text, default="")
    holder: Mapped[str] = mapped_column(String(64))
    issuer: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    part: Mapped[Part] = mapped_column(EnumText(Part), default=Part.LEAD)
    state: Mapped[AssignmentState] = mapped_column(EnumText(AssignmentState))
    round: Mapped[int] = mapped_column(default=1)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    sign_due_on: Mapped[date | None]
    due_on: Mapped[date | None]
    original_due_on: Mapped[date | None]
    next_due_on: Mapped[date | None]  # what is due next: to sign, then to finish
    extensions: Mapped[int] = mapped_column(default=0)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    replied_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    section: Mapped[str] = mapped_column(String(64), default="")  # 分办: the section and person within the unit
    external_number: Mapped[str] = mapped_column(String(64), default="")  # 来文号
    suspended_on: Mapped[date | None]
    review_on: Mapped[date | None]
    suspended_days: Mapped[int] = mapped_column(default=0)  # working days: every statistic is net of them
    paused: Mapped[bool] = mapped_column(default=False)  # an extension is being asked for: nothing escalates
    severity: Mapped[Severity] = mapped_column(EnumText(Severity), default=Severity.NONE)
    yellow_cards: Mapped[int] = mapped_column(default=0)
    level: Mapped[ChainLevel] = mapped_column(EnumText(ChainLevel), default=ChainLevel.UNIT)
    climbed_to: Mapped[str | None] = mapped_column(String(64))  # the holder key of the level that was told
    next_step_at: Mapped[datetime | None] = mapped_column(Instant)
    instructed_at: Mapped[datetime | None] = mapped_column(Instant)  # a leader's instruction (批示) goes with it

    unit: Mapped[Unit | None] = relationship()
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])


class LadderStep(Model):
    """A step of the ladder as it was executed; `merged` where a later one of the same catch-up spoke for it."""

    __tablename__ = "ladder_step"
    __table_args__ = (UniqueConstraint("assignment_id", "round", "basis", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    round: Mapped[int]
    basis: Mapped[Basis] = mapped_column(EnumText(Basis))
    step: Mapped[str] = mapped_column(String(32))
    action: Mapped[StepAction] = mapped_column(EnumText(StepAction))
    planned_at: Mapped[datetime] = mapped_column(Instant)
    executed_at: Mapped[datetime] = mapped_column(Instant)
    merged: Mapped[bool] = mapped_column(default=False)


class Card(Versioned, Model):
    """A yellow or red card: prepared by the ladder (待发), issued by the centre with the number of its 督办单."""

    __tablename__ = "card"
    __table_args__ = (
        Index("ix_card_state", "state", "id"),
        Index("ix_card_decided", "severity", "state", "decided_at"),
        Index("ix_card_assignment", "assignment_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    severity: Mapped[Severity] = mapped_column(EnumText(Severity))
    level: Mapped[ChainLevel] = mapped_column(EnumText(ChainLevel))  # who learns of it
    state: Mapped[CardState] = mapped_column(EnumText(CardState))
    number: Mapped[str] = mapped_column(String(64), default="")
    overdue_days: Mapped[int]
    prepared_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")

    assignment: Mapped[Assignment] = relationship()


class Follow(Model):
    """Somebody who wants to know how a subject goes on (我关注的)."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("user_id", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    since: Mapped[datetime] = mapped_column(Instant)
