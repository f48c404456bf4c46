"""How units handled the problems they were given: signed and closed in time, days net of suspension, sent back.

One pass over the assignments of the period; a figure counts the same rows that it opens.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from zz import calendar, clock
from zz.accounts.models import Unit, User
from zz.analysis.period import Period
from zz.assignments.flow import HELD
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState
from zz.db import db
from zz.labels import LabelledEnum
from zz.problems.access import visible_to
from zz.problems.models import Problem

ONE = timedelta(days=1)
GONE = (AssignmentState.WITHDRAWN, AssignmentState.SENT_BACK)


class HandlingSet(LabelledEnum):
    """What is counted of a unit's assignments."""

    GIVEN = "given", "交办件数"
    SIGN_DUE = "sign_due", "应签收"
    SIGNED_IN_TIME = "signed_in_time", "按时签收"
    DUE = "due", "应办结"
    CLOSED_IN_TIME = "closed_in_time", "按时办结"
    CLOSED = "closed", "已提交办理结果"
    OVERDUE = "overdue", "超期未办结"
    RETURNED = "returned", "退回重办"


@dataclass(frozen=True)
class Handled:
    """One assignment of a problem to a unit, in Shanghai days; `days` are working days net of suspension."""

    problem_id: int
    title: str
    project: str
    unit_id: int
    unit: str
    given_on: date
    sign_due_on: date | None
    signed_on: date | None
    due_on: date | None
    closed_on: date | None
    days: int | None
    round: int
    state: AssignmentState
    today: date

    def within(self, key: HandlingSet) -> bool:
        """Tell whether it counts there."""
        return TESTS[key](self)

    @property
    def late(self) -> bool:
        """Whether it is past its date and not closed."""
        return self.closed_on is None and self.state in HELD and self.due_on is not None and self.due_on < self.today


TESTS: dict[HandlingSet, Callable[[Handled], bool]] = {
    HandlingSet.GIVEN: lambda h: True,
    HandlingSet.SIGN_DUE: lambda h: h.signed_on is not None or (h.sign_due_on is not None and h.sign_due_on < h.today),
    HandlingSet.SIGNED_IN_TIME: lambda h: h.signed_on is not None and (
        h.sign_due_on is None or h.signed_on <= h.sign_due_on
    ),
    HandlingSet.DUE: lambda h: h.closed_on is not None or h.late,
    HandlingSet.CLOSED_IN_TIME: lambda h: h.closed_on is not None and (h.due_on is None or h.closed_on <= h.due_on),
    HandlingSet.CLOSED: lambda h: h.closed_on is not None,
    HandlingSet.OVERDUE: lambda h: h.late,
    HandlingSet.RETURNED: lambda h: h.round > 1,
}  # fmt: skip


@dataclass(frozen=True)
class UnitHandling:
    """A unit's line: how many assignments are in each set, and the mean of their working days."""

    unit_id: int
    unit: str
    counts: dict[HandlingSet, int]
    days: float | None


def handled(user: User, period: Period, today: date) -> list[Handled]:
    """Return what units were given in the period of the problems that `user` sees (one query)."""
    query = (
        select(
            Assignment.subject_id, Problem.title, Assignment.context, Assignment.unit_id, Unit.name,
            Assignment.issued_at, Assignment.sign_due_on, Assignment.signed_at, Assignment.due_on,
            Assignment.replied_at, Assignment.suspended_days, Assignment.round, Assignment.state,
        )
        .join(Problem, Problem.id == Assignment.subject_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(
            Assignment.subject_type == Problem.__tablename__, Assignment.kind == AssignmentKind.HANDLE,
            Assignment.state.not_in(GONE), Assignment.issued_at >= clock.midnight(period.start),
            Assignment.issued_at < clock.midnight(period.until(today) + ONE), visible_to(user, today),
        )
        .order_by(Assignment.issued_at.desc(), Assignment.id.desc())
    )  # fmt: skip
    count = _working_days(period.start, today)
    return [_handled(row, count, today) for row in db.session.execute(query)]


def _day(at: datetime | None) -> date | None:
    return clock.local(at).date() if at else None


def _working_days(first: date, last: date) -> dict[date, int]:
    """Return how many working days have passed up to each day from `first` to `last`."""
    found: dict[date, int] = {}
    number, day = 0, first
    while day <= last:
        number += calendar.is_working_day(day)
        found[day] = number
        day += ONE
    return found


def _handled(row: Any, count: dict[date, int], today: date) -> Handled:
    done = row.state in (AssignmentState.REPLIED, AssignmentState.DISCHARGED)
    given, closed = clock.local(row.issued_at).date(), _day(row.replied_at) if done else None
    days = None
    if closed is not None:
        days = max(0, count.get(closed, 0) - count.get(given, 0) - row.suspended_days)
    return Handled(
        row.subject_id, row.title, row.context, row.unit_id, row.name, given, row.sign_due_on, _day(row.signed_at),
        row.due_on, closed, days, row.round, row.state, today,
    )  # fmt: skip


def by_unit(rows: Iterable[Handled]) -> list[UnitHandling]:
    """Add the rows up by unit, the busiest first."""
    parts: dict[int, list[Handled]] = {}
    for row in rows:
        parts.setdefault(row.unit_id, []).append(row)
    found = [_unit(part) for part in parts.values()]
    return sorted(found, key=lambda line: (-line.counts[HandlingSet.GIVEN], line.unit))


def _unit(part: Sequence[Handled]) -> UnitHandling:
    counts = {key: sum(row.within(key) for row in part) for key in HandlingSet}
    days = [row.days for row in part if row.days is not None]
    return UnitHandling(part[0].unit_id, part[0].unit, counts, round(sum(days) / len(days), 1) if days else None)
