"""Counting the requests that a reader sees: of a term or since the beginning, broken down; a fixed number of queries.

Only what has been handed in is counted. What a case no longer says (its content is erased in time) is counted still by
grade, group, school and outcome, but no longer among the persons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, extract, func, select
from sqlalchemy.orm import joinedload

from zz.accounts.models import Unit, User
from zz.db import db
from zz.enrolment.models import School
from zz.enrolment.requests.access import visible_to
from zz.enrolment.requests.models import EnrolmentRequest as R
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.statistics.dimensions import Dimension
from zz.enrolment.statistics.sets import PARTS, CaseSet

A_DAY = 86_400
PERSON = {CaseSet.CHILDREN: R.child_hash, CaseSet.EMPLOYEES: R.employee_hash}


@dataclass(frozen=True)
class Wanted:
    """Which rows: a set, of one term (None: of all), of one part of a breakdown or of all."""

    key: CaseSet = CaseSet.REQUESTS
    term_id: int | None = None
    dimension: Dimension | None = None
    value: Any = None


@dataclass(frozen=True)
class Counts:
    """How many requests are in each set; `days` is the mean from handing in to arrival, None where nobody arrived."""

    numbers: dict[CaseSet, int]
    days: float | None


def _handed_in(user: User, term_id: int | None) -> list[ColumnElement[bool]]:
    found = [visible_to(user), R.submitted_at.is_not(None), R.state != RequestState.DRAFT]
    return found if term_id is None else [*found, R.term_id == term_id]


def _columns() -> list[Any]:
    counted = [
        func.coalesce(func.sum(case((R.state.in_(key.states), 1), else_=0)), 0).label(key.value) for key in PARTS
    ]
    seconds = extract("epoch", R.closed_at) - extract("epoch", R.submitted_at)
    return [*counted, func.avg(case((R.state == RequestState.ARRIVED, seconds))).label("seconds")]


def _counts(row: Any, persons: dict[CaseSet, int]) -> Counts:
    numbers = {key: getattr(row, key.value) for key in PARTS}
    return Counts(numbers | persons, None if row.seconds is None else round(float(row.seconds) / A_DAY, 1))


def whole(user: User, term_id: int | None) -> Counts:
    """Count everything of a term, or since the beginning (one query)."""
    persons = [func.count(column.distinct()).label(key.value) for key, column in PERSON.items()]
    row = db.session.execute(select(*_columns(), *persons).where(*_handed_in(user, term_id))).one()
    return _counts(row, {key: getattr(row, key.value) for key in PERSON})


def erased(user: User, term_id: int | None) -> int:
    """Return how many of the requests no longer say whose they were."""
    query = select(func.count()).select_from(R).where(*_handed_in(user, term_id), R.erased_at.is_not(None))
    return db.session.scalar(query) or 0


def breakdown(user: User, term_id: int | None, dimension: Dimension) -> list[tuple[Any, Counts]]:
    """Count by the values of a dimension (one query), the most requests first."""
    column = dimension.column
    query = select(column.label("value"), *_columns()).where(*_handed_in(user, term_id)).group_by(column)
    found = [(row.value, _counts(row, {})) for row in db.session.execute(query)]
    return sorted(found, key=lambda part: (-part[1].numbers[CaseSet.REQUESTS], str(part[0])))


def _conditions(user: User, wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    handed_in = _handed_in(user, wanted.term_id)
    found = [*handed_in, R.state.in_(wanted.key.states)]
    if wanted.dimension is not None:
        column = wanted.dimension.column
        found.append(column.is_(None) if wanted.value is None else column == wanted.value)
    if wanted.key in PERSON:
        person = PERSON[wanted.key]
        firsts = select(func.min(R.id)).where(*handed_in, person.is_not(None)).group_by(person)
        found.append(R.id.in_(firsts.correlate(None)))
    return found


def rows(user: User, wanted: Wanted) -> Select[Any]:
    """Select the requests behind a figure with what their rows show, the newest first."""
    shown = (
        joinedload(R.term), joinedload(R.enterprise).load_only(Unit.name, Unit.short_name),
        joinedload(R.school).load_only(School.name),
    )  # fmt: skip
    return select(R).options(*shown).where(*_conditions(user, wanted)).order_by(R.id.desc())


def count(user: User, wanted: Wanted) -> int:
    """Return how many rows a figure opens."""
    return db.session.scalar(select(func.count()).select_from(R).where(*_conditions(user, wanted))) or 0
