"""Changing the table of days: the seed from the library, and a day set by hand."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar
from chinese_calendar import constants
from sqlalchemy import insert, select

from zz import journal
from zz.calendar import queries
from zz.calendar.models import CalendarDay, Source, regular
from zz.db import db, forget

DAY_SET = journal.verb("calendar_day_set", "调整工作日历", "day", "old", "new", "reason")
YEARS_BACK = 3
Listener = Callable[[datetime], None]

_listeners: list[Listener] = []


def on_change(fn: Listener) -> Listener:
    """Call `fn(at)` within the transaction of every day that is set by hand."""
    _listeners.append(fn)
    return fn


def _holiday_name(name: str) -> str:
    """Return the holiday's everyday name: the library says 中秋 for 中秋节."""
    short = str(chinese_calendar.Holiday(name).chinese)
    return short + "节" if short in ("清明", "端午", "中秋") else short


def _library_row(day: date) -> dict[str, Any]:
    """Return what the library says of `day`."""
    if day in constants.holidays:
        working, name = False, _holiday_name(constants.holidays[day])
    elif day in constants.workdays:
        working, name = True, _holiday_name(constants.workdays[day]) + "调休上班"
    else:
        working, name = regular(day), ""
    return {"day": day, "working": working, "name": name, "source": Source.LIBRARY}


def seed(*, at: datetime) -> int:
    """Add the days that the library knows and the table does not, from three years before `at`; return how many."""
    first, last = date(at.year - YEARS_BACK, 1, 1), date(max(constants.holidays).year, 12, 31)
    known = set(db.session.scalars(select(CalendarDay.day).where(CalendarDay.day >= first)))
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    rows = [_library_row(day) for day in days if day not in known]
    if rows:
        db.session.execute(insert(CalendarDay), rows)
        forget("calendar")
    return len(rows)


def set_day(day: date, working: bool, *, by: journal.Actor | None, at: datetime, reason: str) -> CalendarDay:
    """Say that `day` is a working day or not; the reason becomes its name and goes into the journal."""
    row = db.session.get(CalendarDay, day, with_for_update=True)
    old = queries.is_working_day(day)
    if row is None:
        row = CalendarDay(day=day)
        db.session.add(row)
    row.working, row.name, row.source = working, reason[:64], Source.MANUAL
    db.session.flush()
    forget("calendar")
    journal.record(DAY_SET, row, by=by, at=at, day=day, old=old, new=working, reason=reason)
    for fn in _listeners:
        fn(at)
    return row
