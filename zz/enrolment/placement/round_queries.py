"""Reading rounds: those that a reader sees, one with what its page needs, its children, its sums."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.models import School
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.round_access import visible_to
from zz.enrolment.placement.round_listing import EntryFilter, outcome_case
from zz.enrolment.placement.vocabulary import Outcome
from zz.enrolment.requests.models import EnrolmentRequest

E = PlacementEntry


def listed(user: User) -> Select[Any]:
    """Return the query of the rounds that `user` sees, the newest first."""
    query = select(PlacementRound).options(
        joinedload(PlacementRound.term), joinedload(PlacementRound.park), joinedload(PlacementRound.order)
    )
    return query.where(visible_to(user)).order_by(PlacementRound.id.desc())


def find(user: User, round_id: int) -> PlacementRound | None:
    """Return a round that `user` sees, with the term, the park, the order and who did what."""
    query = select(PlacementRound).options(
        joinedload(PlacementRound.term), joinedload(PlacementRound.park), joinedload(PlacementRound.order),
        joinedload(PlacementRound.sealed_by), joinedload(PlacementRound.confirmed_by),
    )  # fmt: skip
    return db.session.scalars(query.where(PlacementRound.id == round_id, visible_to(user))).first()


def entries(found: PlacementRound, wanted: EntryFilter) -> Select[Any]:
    """Return the query of a round's children with their cases, by grade as they were sealed."""
    query = select(E).join(E.request).options(
        contains_eager(E.request).options(
            load_only(EnrolmentRequest.number, EnrolmentRequest.child_name, EnrolmentRequest.state)
        )
    ).where(E.round_id == found.id, *wanted.conditions())  # fmt: skip
    return query.order_by(E.grade, E.id)


def entry(found: PlacementRound, entry_id: int) -> PlacementEntry | None:
    """Return one child of a round with its case."""
    query = select(E).options(
        joinedload(E.request).joinedload(EnrolmentRequest.term), joinedload(E.edited_by)
    ).where(E.id == entry_id, E.round_id == found.id)  # fmt: skip
    return db.session.scalars(query.execution_options(populate_existing=True)).first()


def outcomes(found: PlacementRound) -> tuple[dict[Outcome, int], int]:
    """Return how many children each outcome has in the draft, and how many were edited (one query)."""
    which = outcome_case()
    query = select(which, func.count(), func.count(E.edited_at)).where(E.round_id == found.id).group_by(which)
    rows = db.session.execute(query).all()
    return {Outcome(row[0]): row[1] for row in rows}, sum(row[2] for row in rows)


def by_grade(found: PlacementRound) -> dict[int, tuple[int, int]]:
    """Return (children, children with a seat in the draft) by grade (one query)."""
    query = select(E.grade, func.count(), func.count(E.draft_school_id)).where(E.round_id == found.id)
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query.group_by(E.grade))}


def cells(found: PlacementRound) -> dict[tuple[int, int], int]:
    """Return how many children the draft has at each (school, grade) (one query)."""
    query = select(E.draft_school_id, E.grade, func.count()).where(E.round_id == found.id)
    query = query.where(E.draft_school_id.is_not(None)).group_by(E.draft_school_id, E.grade)
    return {(int(row[0] or 0), row[1]): row[2] for row in db.session.execute(query)}


def names(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of schools by id, in the order of their names (one query)."""
    query = select(School.id, School.name).where(School.id.in_(list(ids))).order_by(School.name, School.id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def of_request(request_id: int) -> Sequence[PlacementEntry]:
    """Return what rounds have had for a case, the newest first, with their rounds and orders."""
    query = select(E).options(
        joinedload(E.round).joinedload(PlacementRound.order), joinedload(E.round).joinedload(PlacementRound.term)
    ).where(E.request_id == request_id)  # fmt: skip
    return db.session.scalars(query.order_by(E.round_id.desc())).all()
