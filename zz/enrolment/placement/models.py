"""Rows of placement: orders of priority in versions, rounds, and what a round has for each child.

No row names a child. `PlacementEntry.input` is what was sealed: `{"wishes": [[school id, [criteria met there]], …]}`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.db import EnumText, Instant, Model, Versioned
from zz.enrolment.models import School, Term
from zz.enrolment.placement.vocabulary import Criterion, RoundState, SeedWay
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.vocabulary import grade_label
from zz.sealed import EncryptedText


class PlacementOrder(Model):
    """排序办法 of a park: the criteria in order, codes of `Criterion`; never changed, the next number replaces it."""

    __tablename__ = "placement_order"
    __table_args__ = (UniqueConstraint("park_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int]
    valid_from: Mapped[date]
    criteria: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)

    written_by: Mapped[User | None] = relationship()

    @property
    def ranked(self) -> tuple[Criterion, ...]:
        """The criteria in order."""
        return tuple(Criterion(code) for code in self.criteria)


class PlacementRound(Versioned, Model):
    """学位安排 of a park in a term, number `number`.

    `quotas` is sealed: [school id, grade, seats] of each. `seed` is what all lots follow, kept encrypted and shown once
    the round is confirmed; `seal` and `result_digest` are 64 hexadecimal digits over what was sealed and what came out.
    """

    __tablename__ = "placement_round"
    __table_args__ = (UniqueConstraint("park_id", "term_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("enrolment_term.id"))
    number: Mapped[int]
    state: Mapped[RoundState] = mapped_column(EnumText(RoundState), default=RoundState.DRAFT)
    order_id: Mapped[int] = mapped_column(ForeignKey("placement_order.id"))
    quotas: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    seed_way: Mapped[SeedWay | None] = mapped_column(EnumText(SeedWay))
    witnesses: Mapped[str] = mapped_column(String(200), default="")
    seed: Mapped[str] = mapped_column(EncryptedText, default="")
    seal: Mapped[str] = mapped_column(String(64), default="")
    result_digest: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")  # why it was abandoned
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    sealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sealed_at: Mapped[datetime | None] = mapped_column(Instant)
    run_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)

    park: Mapped[Unit] = relationship()
    term: Mapped[Term] = relationship()
    order: Mapped[PlacementOrder] = relationship()
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])
    sealed_by: Mapped[User | None] = relationship(foreign_keys=[sealed_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])

    @property
    def name(self) -> str:
        """2023年秋季第 1 轮."""
        return f"{self.term.name}第 {self.number} 轮"


class PlacementEntry(Model):
    """What a round has for a child.

    `school_id` (None: 待统筹) and `wish` (which of the wishes, from 1) came out of the order; `place_in_order` is where
    the child stands at the first wish among all whose turn came there, `seats` are those of that wish; `steps` holds
    [school id, seats, place, how many stood there] of each wish whose turn came. `draft_school_id` is where the child
    goes and `draft_wish` which wish that is: the same until the work group edits it, then `edited_at` is set, and
    `draft_reason` says why.
    """

    __tablename__ = "placement_entry"
    __table_args__ = (
        UniqueConstraint("round_id", "request_id"),
        Index("ix_placement_entry_request", "request_id", "round_id"),
        Index("ix_placement_entry_list", "round_id", "grade", "id"),
        Index("ix_placement_entry_draft", "round_id", "draft_school_id", "grade", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("placement_round.id", ondelete="CASCADE"))
    request_id: Mapped[int] = mapped_column(ForeignKey("enrolment_request.id", ondelete="CASCADE"))
    grade: Mapped[int]
    input: Mapped[dict[str, Any]] = mapped_column(JSON)
    lot: Mapped[int | None]
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    wish: Mapped[int | None]
    place_in_order: Mapped[int | None]
    seats: Mapped[int | None]
    steps: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    draft_school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    draft_wish: Mapped[int | None]
    draft_reason: Mapped[str] = mapped_column(EncryptedText, default="")  # it may tell of the family
    over_size: Mapped[bool] = mapped_column(default=False)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)

    round: Mapped[PlacementRound] = relationship()
    request: Mapped[EnrolmentRequest] = relationship()
    school: Mapped[School | None] = relationship(foreign_keys=[school_id])
    draft_school: Mapped[School | None] = relationship(foreign_keys=[draft_school_id])
    edited_by: Mapped[User | None] = relationship(foreign_keys=[edited_by_id])

    @property
    def grade_label(self) -> str:
        """The grade in words."""
        return grade_label(self.grade)

    @property
    def wishes(self) -> list[int]:
        """The schools that the family wants, first wish first."""
        return [school_id for school_id, _met in self.input["wishes"]]

    def send_to(self, school_id: int | None) -> None:
        """Let the child go elsewhere than before, whatever wish that is."""
        wishes = self.wishes
        self.draft_school_id = school_id
        self.draft_wish = wishes.index(school_id) + 1 if school_id in wishes else None
