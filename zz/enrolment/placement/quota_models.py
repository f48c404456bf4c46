"""Rows of quotas: the table of a park and term, and how many seats of each school and grade it gives the park."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.assignments.models import Assignment
from zz.db import EnumText, Instant, Model, Versioned
from zz.enrolment.models import School, Term
from zz.enrolment.placement.quota_vocabulary import QuotaState


class QuotaSheet(Versioned, Model):
    """The table of a park's quotas in a term: drafted by its work group, confirmed by the education bureau.

    `returned_reason` is what the bureau said when it last returned the table; `duty_id` is whose turn it is.
    """

    __tablename__ = "placement_quota_sheet"
    __table_args__ = (UniqueConstraint("park_id", "term_id"), Index("ix_placement_quota_sheet_term", "term_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("enrolment_term.id"))
    state: Mapped[QuotaState] = mapped_column(EnumText(QuotaState), default=QuotaState.DRAFT)
    returned_reason: Mapped[str] = mapped_column(String(200), default="")
    edits: Mapped[int] = mapped_column(default=0)  # counts the changes of its figures, so that its version does too
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))

    park: Mapped[Unit] = relationship()
    term: Mapped[Term] = relationship()
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    duty: Mapped[Assignment | None] = relationship()


class PlacementQuota(Model):
    """Seats of a grade of a school for the park's children in the whole term, those placed already among them.

    `seats` is what the table says now; `confirmed` is what the bureau has confirmed last (None: nothing yet), which
    is in force while the work group changes `seats`.
    """

    __tablename__ = "placement_quota"
    __table_args__ = (
        UniqueConstraint("sheet_id", "school_id", "grade"),
        Index("ix_placement_quota_school", "school_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("placement_quota_sheet.id", ondelete="CASCADE"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    grade: Mapped[int]
    seats: Mapped[int]
    confirmed: Mapped[int | None]

    school: Mapped[School] = relationship()
