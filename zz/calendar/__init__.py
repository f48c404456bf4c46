"""Working days: one editable table decides; where it has no row, Monday to Friday are working days."""

from zz.calendar.models import CalendarDay, Source
from zz.calendar.operations import on_change, seed, set_day
from zz.calendar.queries import (
    Reason,
    add_working_days,
    covered_until,
    explain,
    is_working_day,
    working_days_between,
    year_days,
)

__all__ = [
    "CalendarDay", "Reason", "Source", "add_working_days", "covered_until", "explain", "is_working_day", "on_change",
    "seed", "set_day", "working_days_between", "year_days",
]  # fmt: skip
