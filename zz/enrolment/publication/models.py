"""Rows of publication: when the result of a round is shown, what families object to, which free seats are offered.

What a family writes and what it is answered may tell of the child: it is encrypted, and emptied with the case.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import User
from zz.assignments.models import Assignment
from zz.db import EnumText, Instant, Model, Versioned
from zz.enrolment.models import School
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.publication.vocabulary import ObjectionState, OfferState
from zz.sealed import EncryptedText


class PlacementPublication(Versioned, Model):
    """公示 of a round: from `opens_on` to `closes_on` (inclusive) whoever has signed in of the county reads it."""

    __tablename__ = "placement_publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("placement_round.id", ondelete="CASCADE"), unique=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime] = mapped_column(Instant)

    round: Mapped[PlacementRound] = relationship()
    published_by: Mapped[User | None] = relationship()

    def shown(self, on: date) -> bool:
        """Tell whether the list is open to the county on a day."""
        return self.opens_on <= on <= self.closes_on


class PlacementObjection(Versioned, Model):
    """异议 of a family to what a round has for its child.

    `answer` is the work group's; where it says no, the family may ask the bureau until `appeal_by` with the reason
    `appeal`, and `review` is the bureau's answer. `current_id` is the duty that the state has opened.
    """

    __tablename__ = "placement_objection"
    __table_args__ = (Index("ix_placement_objection_entry", "entry_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("placement_entry.id", ondelete="CASCADE"))
    state: Mapped[ObjectionState] = mapped_column(EnumText(ObjectionState), default=ObjectionState.RAISED)
    text: Mapped[str] = mapped_column(EncryptedText)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    raised_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(EncryptedText, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    appeal_by: Mapped[date | None]
    appeal: Mapped[str] = mapped_column(EncryptedText, default="")
    appealed_at: Mapped[datetime | None] = mapped_column(Instant)
    review: Mapped[str] = mapped_column(EncryptedText, default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    current_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)

    entry: Mapped[PlacementEntry] = relationship()
    raised_by: Mapped[User | None] = relationship()
    current: Mapped[Assignment | None] = relationship()

    @property
    def label(self) -> str:
        """What to call it wherever others may read along."""
        return f"公示异议第 {self.id} 号"


class SeatOffer(Versioned, Model):
    """递补: a seat that has become free is offered to the next in order; while it waits it holds the seat."""

    __tablename__ = "placement_offer"
    __table_args__ = (
        Index("ix_placement_offer_entry", "entry_id", "school_id"),
        Index("ix_placement_offer_school", "school_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("placement_entry.id", ondelete="CASCADE"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    state: Mapped[OfferState] = mapped_column(EnumText(OfferState), default=OfferState.OPEN)
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    offered_at: Mapped[datetime] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    current_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)

    entry: Mapped[PlacementEntry] = relationship()
    school: Mapped[School] = relationship()
    current: Mapped[Assignment | None] = relationship()
