"""Rows of approvals: a request with its patch, and one row for every approver's part in it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.approvals.vocabulary import ApprovalKind, ApprovalState, Approver, Mode, StepState
from zz.assignments.models import Assignment
from zz.db import EnumText, Instant, Model, Versioned


class Approval(Versioned, Model):
    """A request to change a subject.

    `patch` is {field: [before, after]} in JSON's plain values, made against `subject_version`; it conflicts only if a
    patched field has moved since. `details` holds what the change needs besides (evidence of a gate …). `asked_for_id`
    is whom the applicant stood in for. `decisions` grows with each, so that a stale click is seen. `round` grows with
    each resubmission.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_subject", "subject_type", "subject_id", "id"),
        Index("ix_approval_asked_by", "asked_by_id", "state", "id"),
        Index("ix_approval_ledger", "ledger_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ApprovalKind] = mapped_column(EnumText(ApprovalKind))
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    subject_version: Mapped[int]
    ledger_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(200))
    context: Mapped[str] = mapped_column(String(200), default="")
    search: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ApprovalState] = mapped_column(EnumText(ApprovalState), default=ApprovalState.WAITING)
    patch: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    round: Mapped[int] = mapped_column(default=1)
    decisions: Mapped[int] = mapped_column(default=0)

    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    asked_for: Mapped[User | None] = relationship(foreign_keys=[asked_for_id])
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    steps: Mapped[list["ApprovalStep"]] = relationship(
        back_populates="approval", order_by="ApprovalStep.round, ApprovalStep.position, ApprovalStep.id"
    )

    @property
    def applicants(self) -> set[int]:
        """The ids of who asked and of whom he stood in for: neither decides."""
        return {self.asked_by_id, self.asked_for_id or self.asked_by_id}

    @property
    def current(self) -> list["ApprovalStep"]:
        """The parts of the present round, in order."""
        return [step for step in self.steps if step.round == self.round]


class ApprovalStep(Versioned, Model):
    """One approver's part: rows of one `position` are decided together, all of them (会签) or one of them (或签).

    `assignment_id` is the duty that stands in the inbox while it waits; `days` working days to decide. The duty may be
    handed over to another person (`holding`), `holder` says whom the chain named.
    """

    __tablename__ = "approval_step"
    __table_args__ = (
        Index("ix_approval_step_approval", "approval_id", "round", "position", "id"),
        Index("ix_approval_step_holder", "holder", "state", "approval_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id", ondelete="CASCADE"))
    round: Mapped[int]
    position: Mapped[int]
    approver: Mapped[Approver] = mapped_column(EnumText(Approver))
    holder: Mapped[str] = mapped_column(String(64))
    mode: Mapped[Mode] = mapped_column(EnumText(Mode))
    days: Mapped[int]
    state: Mapped[StepState] = mapped_column(EnumText(StepState), default=StepState.COMING)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text, default="")

    approval: Mapped[Approval] = relationship(back_populates="steps")
    duty: Mapped[Assignment | None] = relationship()
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    decided_for: Mapped[User | None] = relationship(foreign_keys=[decided_for_id])

    @property
    def holding(self) -> str:
        """The key of whoever has it, or had it."""
        return self.duty.holder if self.duty is not None else self.holder
