"""A day or a month, as statistics look at them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

EARLIEST, LATEST = 2000, 2100


def read_day(text: str) -> date | None:
    """Return the day that 2023-09-13 names; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found.year < LATEST else None


def read_month(text: str) -> date | None:
    """Return the first day of the month that 2023-09 names; None for anything else."""
    return read_day(f"{text}-01") if len(text) == len("2023-09") else None


def month_of(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def months_before(month: date, count: int) -> date:
    """Return the first day of the month `count` months before."""
    years, months = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, months + 1, 1)


@dataclass(frozen=True)
class Period:
    """A day, or the month that begins with `start`."""

    start: date
    monthly: bool = False

    @property
    def end(self) -> date:
        """The last day of it."""
        last = monthrange(self.start.year, self.start.month)[1]
        return self.start.replace(day=last) if self.monthly else self.start

    @property
    def label(self) -> str:
        """2023年9月 or 9月13日 (with the year where a reader could mistake it: never within the statistics)."""
        return f"{self.start.year}年{self.start.month}月" if self.monthly else f"{self.start.month}月{self.start.day}日"

    @property
    def full(self) -> str:
        """2023年9月 or 2023年9月13日."""
        return self.label if self.monthly else f"{self.start.year}年{self.label}"

    def moved(self, by: int) -> Self:
        """Return the period `by` days or months later."""
        start = months_before(self.start, -by) if self.monthly else self.start + timedelta(days=by)
        return type(self)(start, self.monthly)
