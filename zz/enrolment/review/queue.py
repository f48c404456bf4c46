"""The queue of a desk: what waits for the reader, what is underway, what has ended; each list pages on an index."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, UnitKind
from zz.assignments import policy as loop
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.db import db, remembered
from zz.enrolment.models import School, Term
from zz.enrolment.privacy import fields
from zz.enrolment.requests import access, identity
from zz.enrolment.requests.access import visible_to
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.review.listing import QueueFilter, Tab
from zz.spelling import search_key

R = EnrolmentRequest
Current = aliased(Assignment, name="current_duty")
MOST_FOUND = 50


def _of_enterprise(unit: Unit) -> ColumnElement[bool]:
    return R.enterprise_id == unit.id


def _of_park(unit: Unit) -> ColumnElement[bool]:
    return R.park_id == unit.id


def _of_bureau(unit: Unit) -> ColumnElement[bool]:
    return and_(R.park_id.in_(_parks(unit.root_id)), R.accepted_at.is_not(None))


def _parks(root_id: int) -> list[int]:
    """Return the parks of a county (one query a request): with one of them a list keeps to its index’s order."""
    query = select(Unit.id).where(Unit.kind == UnitKind.PARK, Unit.path.startswith(f"/{root_id}/"))
    return remembered(f"parks{root_id}", lambda: list(db.session.scalars(query)))


BY_KIND = {
    **access.BY_KIND, UnitKind.ENTERPRISE: _of_enterprise, UnitKind.PARK: _of_park, UnitKind.BUREAU: _of_bureau,
}  # fmt: skip


def seen(user: User) -> ColumnElement[bool]:
    """Return `access.visible_to` where a request is no draft: by the columns that the index of the queue holds."""
    units = {unit.id: unit for _scope, unit in user.grants(Permission.ENROLMENT_READ)}
    return or_(false(), *(BY_KIND[unit.kind](unit) for unit in units.values() if unit.kind in BY_KIND))


def _narrowed(wanted: QueueFilter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (R.state, wanted.state), (R.grade, wanted.grade), (R.staff_group, wanted.group), (R.school_id, wanted.school),
    ):  # fmt: skip
        if values:
            found.append(column.in_(values))
    if wanted.q:
        found.append(R.number.contains(wanted.q, autoescape=True))
    if wanted.term:
        found.append(R.term_id == wanted.term)
    if wanted.overdue:
        found.append(_overdue(today))
    return found


def _overdue(today: date) -> ColumnElement[bool]:
    late = select(Assignment.id).where(
        Assignment.id == R.current_id, Assignment.state == AssignmentState.IN_PROGRESS, Assignment.due_on < today
    )
    return late.exists()


def _mine(user: User, today: date) -> ColumnElement[bool]:
    """Return the condition that the duty of the case lies with the reader: by the index of the inbox."""
    keys = loop.keys(user, today)
    held = select(Assignment.id).where(Assignment.holder.in_(keys), Assignment.state == AssignmentState.IN_PROGRESS)
    return R.current_id.in_(held)


def _conditions(user: User, wanted: QueueFilter, today: date) -> list[ColumnElement[bool]]:
    tab = [_mine(user, today)] if wanted.tab == Tab.MINE else [R.state.in_(wanted.tab.states)]
    return [seen(user), *tab, *_narrowed(wanted, today)]


def listed(user: User, wanted: QueueFilter, today: date) -> Select[Any]:
    """Return the list's query: cases with their duty, enterprise, school and term; what waits longest comes first."""
    query = with_rows(select(R)).where(*_conditions(user, wanted, today))
    return query.order_by(R.id if wanted.tab == Tab.MINE else R.id.desc())


def with_rows(query: Select[Any]) -> Select[Any]:
    """Load with each case what a row of the list shows."""
    return query.outerjoin(Current, Current.id == R.current_id).options(
        contains_eager(R.current.of_type(Current)), joinedload(R.enterprise).load_only(Unit.name, Unit.short_name),
        joinedload(R.school).load_only(School.name), joinedload(R.term),
    )  # fmt: skip


def counts(user: User, wanted: QueueFilter, today: date) -> dict[Tab, int]:
    """Return how many stand under each tab with the same filter (two queries)."""
    narrowed = [seen(user), R.state != RequestState.DRAFT, *_narrowed(wanted, today)]
    query = select(R.state, func.count()).where(*narrowed).group_by(R.state)
    found: dict[RequestState, int] = {row[0]: row[1] for row in db.session.execute(query)}
    mine = select(func.count()).select_from(R).where(*narrowed, _mine(user, today))
    by_tab = {tab: sum(found.get(state, 0) for state in tab.states) for tab in Tab}
    return by_tab | {Tab.MINE: db.session.scalar(mine) or 0}


def waiting(user: User, today: date) -> dict[RequestState, tuple[int, bool]]:
    """Return (how many wait for `user`, whether one of them is late) by state (one query)."""
    query = (
        select(R.state, func.count(), func.min(Current.due_on))
        .join(Current, Current.id == R.current_id)
        .where(visible_to(user), _mine(user, today))
        .group_by(R.state)
    )
    rows = db.session.execute(query).all()
    return {state: (number, first is not None and first < today) for state, number, first in rows}


def found_by(user: User, text: str) -> Sequence[EnrolmentRequest]:
    """Return the cases that `user` sees by number, by a person's name, or by the whole ID number of the child."""
    query = with_rows(select(R)).where(visible_to(user), R.state != RequestState.DRAFT, _matches(user, text))
    return db.session.scalars(query.order_by(R.id.desc()).limit(MOST_FOUND)).unique().all()


def _matches(user: User, text: str) -> ColumnElement[bool]:
    if not fields.opens(user):
        return R.number.contains(text, autoescape=True)
    if len(text) == identity.LENGTH and identity.SHAPE.fullmatch(text.upper()):
        return R.child_hash.in_(identity.person_hashes(text.upper()))
    words = search_key(text).split()
    named = and_(true(), *(R.search.contains(word, autoescape=True) for word in words))
    return R.number.contains(text, autoescape=True) | named


def offered(user: User) -> dict[str, list[tuple[str, str]]]:
    """Return the terms and schools that the reader's cases have: what the filters offer (two queries)."""
    terms = select(Term).where(
        select(R.id).where(R.term_id == Term.id, seen(user), R.state != RequestState.DRAFT).exists()
    )
    placed = select(R.id).where(R.school_id == School.id, seen(user), R.state != RequestState.DRAFT).exists()
    schools = select(School.id, School.name).where(placed)
    return {
        "term": [(str(t.id), t.name) for t in db.session.scalars(terms.order_by(Term.starts_on.desc()))],
        "school": [(str(i), name) for i, name in db.session.execute(schools.order_by(School.name))],
    }


def of_ids(user: User, ids: Iterable[int]) -> list[int]:
    """Return those of `ids` that the reader sees, in order."""
    return list(db.session.scalars(select(R.id).where(R.id.in_(list(ids)), visible_to(user)).order_by(R.id)))
