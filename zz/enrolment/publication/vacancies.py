"""Seats of a round that have become free, and who is next in order for each: by the round's own order and lots.

Next is whoever comes first among those who want the school more than what they have, whether they have a seat
elsewhere or none: so that nobody who was passed over stands before a child that gets the seat. Read at once, in a fixed
number of queries.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from zz.db import db
from zz.enrolment.placement import sealing
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.publication.flow import WAITING
from zz.enrolment.publication.models import SeatOffer
from zz.enrolment.publication.vocabulary import OfferState
from zz.enrolment.requests.flow import SEATED
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review.models import Decision

E, R = PlacementEntry, EnrolmentRequest
Cell = tuple[int, int]  # school id, grade
MAY_MOVE = (S.QUEUED, S.TO_COORDINATE, S.PLACED, S.OFFERED, S.LAPSED, S.CONFIRMED)
LEFT = (RequestAction.SCHOOL_DECLINE, RequestAction.DECLINE_OFFER)
ASKED = tuple(state for state in OfferState if state != OfferState.WITHDRAWN)


@dataclass(frozen=True)
class Vacancy:
    """A school's grade: seats of the round, those taken (offers that wait among them), and who is next."""

    school_id: int
    grade: int
    seats: int
    taken: int
    next: PlacementEntry | None
    behind: int

    @property
    def free(self) -> int:
        return self.seats - self.taken


def _entries(found: PlacementRound) -> Sequence[PlacementEntry]:
    query = (
        select(E)
        .join(E.request)
        .options(contains_eager(E.request))
        .where(E.round_id == found.id, E.confirmed_at.is_not(None), R.erased_at.is_(None))
    )
    return db.session.scalars(query.order_by(E.id).execution_options(populate_existing=True)).all()


def _offers(round_id: int) -> Sequence[SeatOffer]:
    query = select(SeatOffer).join(E, E.id == SeatOffer.entry_id).where(E.round_id == round_id)
    return db.session.scalars(query.order_by(SeatOffer.id)).all()


def _gone(round_id: int) -> set[tuple[int, int | None]]:
    """Return (request id, school id) of what a school or a family has declined already."""
    query = (
        select(Decision.request_id, Decision.school_id)
        .join(E, E.request_id == Decision.request_id)
        .where(E.round_id == round_id, Decision.action.in_(LEFT))
    )
    return {(request_id, school_id) for request_id, school_id in db.session.execute(query)}


def _prefers(entry: PlacementEntry, school_id: int) -> bool:
    """Tell whether the family wants the school more than what it has."""
    wishes = entry.wishes
    if school_id not in wishes or entry.request.state not in MAY_MOVE:
        return False
    now = entry.request.school_id
    return now is None or now not in wishes or wishes.index(school_id) < wishes.index(now)


def _place(entry: PlacementEntry, school_id: int, order: Sequence[str]) -> tuple[int, int]:
    met = next(met for school, met in entry.input["wishes"] if school == school_id)
    return sealing.standing(order, met), entry.lot or 0


def of_round(found: PlacementRound) -> list[Vacancy]:
    """Return the cells of a round that have a free seat and somebody who wants it (three queries)."""
    entries, offers, gone = _entries(found), _offers(found.id), _gone(found.id)
    grades = {entry.id: entry.grade for entry in entries}
    taken = Counter((e.request.school_id, e.grade) for e in entries if e.request.state in SEATED)
    taken.update((o.school_id, grades[o.entry_id]) for o in offers if o.state in WAITING and o.entry_id in grades)
    busy = {o.entry_id for o in offers if o.state in WAITING}
    asked = {(o.entry_id, o.school_id) for o in offers if o.state in ASKED}
    out = []
    for school_id, grade, seats in found.quotas:
        free = [
            e for e in entries
            if e.grade == grade and e.id not in busy and (e.id, school_id) not in asked
            and (e.request_id, school_id) not in gone and _prefers(e, school_id)
        ]  # fmt: skip
        if taken[school_id, grade] < seats and free:
            first = min(free, key=lambda e: _place(e, school_id, found.order.criteria))
            out.append(Vacancy(school_id, grade, seats, taken[school_id, grade], first, len(free) - 1))
    return out


def offered(round_id: int) -> Sequence[SeatOffer]:
    """Return the offers of a round with their cases, the newest first."""
    query = (
        select(SeatOffer)
        .join(SeatOffer.entry)
        .join(E.request)
        .options(contains_eager(SeatOffer.entry).contains_eager(E.request))
        .where(E.round_id == round_id)
    )
    return db.session.scalars(query.order_by(SeatOffer.id.desc())).all()


def held(term_id: int, school_ids: Iterable[int]) -> dict[Cell, int]:
    """Return how many offers that wait hold a seat, by (school id, grade): what `zz.enrolment.seats` counts."""
    query = (
        select(SeatOffer.school_id, E.grade, func.count())
        .join(E, E.id == SeatOffer.entry_id)
        .join(PlacementRound, PlacementRound.id == E.round_id)
        .where(
            SeatOffer.state.in_(WAITING), SeatOffer.school_id.in_(list(school_ids)), PlacementRound.term_id == term_id
        )
        .group_by(SeatOffer.school_id, E.grade)
    )  # fmt: skip
    return {(school_id, grade): number for school_id, grade, number in db.session.execute(query)}
