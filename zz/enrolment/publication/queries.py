"""Reading publications, what their lists show, and objections; a fixed number of queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.models import School
from zz.enrolment.placement.flow import ROUNDS
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.vocabulary import RoundAction, RoundState
from zz.enrolment.publication import access
from zz.enrolment.publication.flow import OPEN, WAITING
from zz.enrolment.publication.models import PlacementObjection, PlacementPublication, SeatOffer
from zz.enrolment.publication.vocabulary import ObjectionState
from zz.enrolment.requests.flow import SEATED
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState

E, R, X, P = PlacementEntry, EnrolmentRequest, PlacementObjection, PlacementPublication
SHOWN = (*SEATED, RequestState.QUEUED, RequestState.TO_COORDINATE)  # whose case has ended otherwise is on no list


def published(user: User, today: date) -> Sequence[PlacementPublication]:
    """Return the publications that `user` reads, the newest first."""
    query = (
        select(P)
        .join(P.round)
        .options(contains_eager(P.round).joinedload(PlacementRound.term), joinedload(P.round, PlacementRound.park))
        .where(access.published_to(user, today))
    )
    return db.session.scalars(query.order_by(P.id.desc())).all()


def to_publish(park_ids: Sequence[int]) -> Sequence[PlacementRound]:
    """Return the rounds of parks that are confirmed and not yet published."""
    query = select(PlacementRound).where(
        PlacementRound.park_id.in_(park_ids), PlacementRound.state == RoundState.CONFIRMED
    )
    return db.session.scalars(query.options(joinedload(PlacementRound.term)).order_by(PlacementRound.id)).all()


def running(park_id: int) -> Sequence[PlacementPublication]:
    """Return the publications of a park whose rounds are not closed."""
    query = select(P).join(P.round).options(contains_eager(P.round).joinedload(PlacementRound.term))
    here = query.where(PlacementRound.park_id == park_id, PlacementRound.state == RoundState.PUBLISHED)
    return db.session.scalars(here.order_by(P.id)).all()


def find(user: User, round_id: int, today: date) -> PlacementPublication | None:
    """Return the publication of a round that `user` reads."""
    query = select(P).join(P.round).options(contains_eager(P.round)).where(P.round_id == round_id)
    return db.session.scalars(query.where(access.published_to(user, today))).first()


def listed(round_id: int, grade: int | None, number: str) -> Select[Any]:
    """Select the children of a round's list: entries with their case and school, by grade and number of the case."""
    query = (
        select(E)
        .join(E.request)
        .options(contains_eager(E.request).load_only(
            R.number, R.child_name, R.state, R.school_id, R.enterprise_id, R.paper, R.grade
        ), joinedload(E.request, R.school).load_only(School.name))
        .where(E.round_id == round_id, E.confirmed_at.is_not(None), R.state.in_(SHOWN), R.erased_at.is_(None))
    )  # fmt: skip
    if grade is not None:
        query = query.where(E.grade == grade)
    if number:
        query = query.where(R.number.contains(number, autoescape=True))
    return query.order_by(E.grade, R.id)


def everybody(round_id: int, grade: int | None, number: str) -> Sequence[PlacementEntry]:
    """Return all pages of the list."""
    return db.session.scalars(listed(round_id, grade, number)).all()


def grades(round_id: int) -> list[int]:
    """Return the grades that a round has children of."""
    return sorted(db.session.scalars(select(E.grade).where(E.round_id == round_id).distinct()))


def entry(user: User, entry_id: int) -> PlacementEntry | None:
    """Return what a round has for a child, where that concerns `user` and is settled."""
    query = (
        select(E)
        .join(E.round)
        .join(E.request)
        .options(contains_eager(E.round), contains_eager(E.request))
        .where(E.id == entry_id, E.confirmed_at.is_not(None), access.visible_to(user))
    )
    return db.session.scalars(query).first()


def _objections(user: User) -> Select[Any]:
    return (
        select(X)
        .join(X.entry)
        .join(E.round)
        .join(E.request)
        .options(contains_eager(X.entry).contains_eager(E.request), contains_eager(X.entry).contains_eager(E.round),
                 joinedload(X.current))
        .where(access.visible_to(user))
    )  # fmt: skip


def objections(user: User, open_: bool) -> Select[Any]:
    """Select the objections that `user` sees: those that wait for an answer the oldest first, else the newest first."""
    query = _objections(user).where(X.state.in_(OPEN) if open_ else X.state.not_in(OPEN))
    return query.order_by(X.id if open_ else X.id.desc())


def count_objections(user: User, open_: bool) -> int:
    """Return how many objections are under a tab."""
    return db.session.scalar(select(func.count()).select_from(objections(user, open_).order_by(None).subquery())) or 0


def objection(user: User, objection_id: int) -> PlacementObjection | None:
    """Return an objection that `user` sees."""
    return db.session.scalars(_objections(user).where(X.id == objection_id)).first()


def open_objections(round_id: int) -> int:
    """Return how many objections to a round wait for an answer."""
    query = select(func.count()).select_from(X).join(E, E.id == X.entry_id)
    return db.session.scalar(query.where(E.round_id == round_id, X.state.in_(OPEN))) or 0


def of_entry(entry_id: int) -> Sequence[PlacementObjection]:
    """Return the objections to what a round has for a child, oldest first."""
    return db.session.scalars(select(X).where(X.entry_id == entry_id).order_by(X.id)).all()


def pending_objections(round_id: int, today: date) -> int:
    """Return how many objections to a round are not settled: waiting, or still open to a review."""
    query = select(func.count()).select_from(X).join(E, E.id == X.entry_id)
    appealable = and_(X.state == ObjectionState.REJECTED, X.appeal_by >= today)
    return db.session.scalar(query.where(E.round_id == round_id, or_(X.state.in_(OPEN), appealable))) or 0


def may_close(found: PlacementRound) -> bool:
    """Tell whether a round has still to be closed."""
    return ROUNDS.can(found, RoundAction.CLOSE)


def waiting_offers(round_id: int) -> int:
    """Return how many offers of a round wait for an answer."""
    query = select(func.count()).select_from(SeatOffer).join(E, E.id == SeatOffer.entry_id)
    return db.session.scalar(query.where(E.round_id == round_id, SeatOffer.state.in_(WAITING))) or 0


def queued(round_id: int) -> Sequence[int]:
    """Return the ids of a round's cases that wait for a seat, in order."""
    query = select(R.id).join(E, E.request_id == R.id).where(E.round_id == round_id, R.state == RequestState.QUEUED)
    return db.session.scalars(query.order_by(R.id)).all()


def ended(round_id: int) -> tuple[int, int]:
    """Return how many of a round's cases have a seat, and how many are 待统筹."""
    query = select(R.state, func.count()).join(E, E.request_id == R.id).where(E.round_id == round_id)
    found: dict[RequestState, int] = dict(db.session.execute(query.group_by(R.state)).all())
    return sum(found.get(state, 0) for state in SEATED), found.get(RequestState.TO_COORDINATE, 0)


def offer(user: User, offer_id: int) -> SeatOffer | None:
    """Return an offer that `user` sees."""
    query = (
        select(SeatOffer)
        .join(SeatOffer.entry)
        .join(E.round)
        .join(E.request)
        .options(contains_eager(SeatOffer.entry).contains_eager(E.request), joinedload(SeatOffer.school))
        .where(SeatOffer.id == offer_id, access.visible_to(user))
    )
    return db.session.scalars(query).first()


def of_request(user: User, request_id: int) -> PlacementEntry | None:
    """Return what the newest round has settled for a case, where that concerns `user`."""
    query = (
        select(E)
        .join(E.round)
        .join(E.request)
        .options(contains_eager(E.round), contains_eager(E.request))
        .where(E.request_id == request_id, E.confirmed_at.is_not(None), access.visible_to(user))
    )
    return db.session.scalars(query.order_by(E.round_id.desc()).limit(1)).first()


def of_round(round_id: int) -> PlacementPublication | None:
    """Return the publication of a round, whoever reads it."""
    return db.session.scalars(select(P).where(P.round_id == round_id)).first()


def offers_of(entry_id: int) -> Sequence[SeatOffer]:
    """Return what was offered to a child, oldest first."""
    query = select(SeatOffer).options(joinedload(SeatOffer.school)).where(SeatOffer.entry_id == entry_id)
    return db.session.scalars(query.order_by(SeatOffer.id)).all()
