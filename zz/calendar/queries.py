"""Counting in working days. However long the span, one query a request: the days that have a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from zz.calendar.models import CalendarDay, regular
from zz.db import db, remembered

WEEKDAYS = "周一", "周二", "周三", "周四", "周五", "周六", "周日"
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Reason:
    """One day of a count: whether it counts, its number among those that do (0 = skipped), and why."""

    day: date
    number: int
    why: str

    @property
    def counts(self) -> bool:
        return self.number > 0


def _read() -> dict[date, tuple[bool, str]]:
    """Return the named days with (working, name)."""
    query = select(CalendarDay.day, CalendarDay.working, CalendarDay.name).where(CalendarDay.name != "")
    return {day: (working, name) for day, working, name in db.session.execute(query)}


def _exceptions() -> dict[date, tuple[bool, str]]:
    return remembered("calendar", _read)


def is_working_day(day: date) -> bool:
    """Tell whether `day` is a working day."""
    found = _exceptions().get(day)
    return regular(day) if found is None else found[0]


def _why(day: date) -> str:
    found = _exceptions().get(day)
    return found[1] if found and found[1] else WEEKDAYS[day.weekday()]


def _days(start: date, step: int) -> Iterator[date]:
    day = start
    while True:
        day += step * ONE
        yield day


def add_working_days(start: date, n: int) -> date:
    """Return the `n`-th working day after `start` (before it where n < 0); `start` itself is never counted.

    With n = 0 it is `start`, working day or not.
    """
    if n == 0:
        return start
    left, exceptions = abs(n), _exceptions()
    for day in _days(start, 1 if n > 0 else -1):
        found = exceptions.get(day)
        left -= regular(day) if found is None else found[0]
        if not left:
            return day
    raise AssertionError("unreachable")


def working_days_between(a: date, b: date) -> int:
    """Return how many working days lie after `a` up to and including `b`; negative where b is before a."""
    if b < a:
        return -working_days_between(b, a)
    return sum(is_working_day(a + i * ONE) for i in range(1, (b - a).days + 1))


def explain(start: date, n: int) -> list[Reason]:
    """Return every day after `start` up to its `n`-th working day (n ≥ 0), counted or skipped, and why."""
    found: list[Reason] = []
    number = 0
    for day in _days(start, 1):
        if number >= n:
            break
        working = is_working_day(day)
        number += working
        found.append(Reason(day, number if working else 0, _why(day)))
    return found


def covered_until() -> date | None:
    """Return the last day the table knows; beyond it, weekends alone are days off."""
    return db.session.scalar(select(func.max(CalendarDay.day)))


def year_days(year: int) -> dict[date, CalendarDay]:
    """Return the rows of a year by day."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day)
    return {row.day: row for row in db.session.scalars(query)}
