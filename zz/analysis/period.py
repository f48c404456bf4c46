"""Through which month figures are counted: from January to the last reported month, unless the address says other."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, Self

from zz import rules
from zz.projects.lights import MONTHS, reported_month

FIRST_YEAR = 2000
ONE = timedelta(days=1)


class Period(NamedTuple):
    """January to a month of a year, both included."""

    year: int
    month: int

    @classmethod
    def reported(cls, today: date) -> Self:
        """Return the period that ends with the last reported month."""
        return cls(*reported_month(today, int(rules.value("report.due_day"))))

    @classmethod
    def read(cls, text: str, today: date) -> Self:
        """Read `2023-07`; what is missing, nonsense or yet to come is the last reported month."""
        year, _, month = text.partition("-")
        if not (year.isdecimal() and month.isdecimal() and len(text) <= len("2023-12") and text.isascii()):
            return cls.reported(today)
        found = cls(int(year), int(month))
        good = found.year >= FIRST_YEAR and 1 <= found.month <= MONTHS and found.first_of(found.month) <= today
        return found if good else cls.reported(today)

    def first_of(self, month: int) -> date:
        """Return the first day of a month of the year."""
        return date(self.year, month, 1)

    @property
    def start(self) -> date:
        return self.first_of(1)

    @property
    def end(self) -> date:
        """The last day of the month."""
        return self.last_of(self.month)

    def last_of(self, month: int) -> date:
        """Return the last day of a month of the year."""
        return (date(self.year, month + 1, 1) if month < MONTHS else date(self.year + 1, 1, 1)) - ONE

    def until(self, today: date) -> date:
        """Return through which day work is counted: what is not reported by month goes on after the last report."""
        return today if self == Period.reported(today) else min(self.end, today)

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def label(self) -> str:
        return f"{self.year}年1—{self.month}月" if self.month > 1 else f"{self.year}年1月"

    @property
    def progress(self) -> Decimal:
        """序时进度 in per cent."""
        return Decimal(self.month * 100) / MONTHS


def offered(today: date) -> list[Period]:
    """Return the periods one may choose: the months of this year and the last, the newest first."""
    this = [Period(today.year, month) for month in range(today.month, 0, -1)]
    return this + [Period(today.year - 1, month) for month in range(MONTHS, 0, -1)]
