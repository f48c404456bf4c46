"""Days of an area as a strip: a row a month, a cell a day, the deeper the lower its qualified rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from zz.voltage.statistics.periods import Period, month_of, months_before
from zz.voltage.statistics.wording import day as day_words
from zz.voltage.statistics.wording import percent
from zz.voltage.vocabulary import DayState

MONTHS = 12
FLOORS = (Decimal(100), Decimal("99.5"), Decimal(98), Decimal(95))  # a cell's level: how many of these it is below
LEGEND = (
    ("0", "100%"), ("1", "99.5% 以上"), ("2", "98% 以上"), ("3", "95% 以上"), ("4", "不足 95%"),
    ("none", "数据不足或无数据"),
)  # fmt: skip


class Day(NamedTuple):
    """A cell: its class, what it says, and whether it has data to open."""

    day: date
    level: str
    text: str
    known: bool


@dataclass(frozen=True)
class Month:
    """A row of the strip."""

    label: str
    days: list[Day]


def level(rate: Decimal | None) -> str:
    """Return the class of a rate: 0 where every point is qualified, to 4."""
    return "none" if rate is None else str(sum(rate < floor for floor in FLOORS))


def _cell(day: date, row: Any) -> Day:
    if row is None:
        return Day(day, "none", f"{day_words(day)} 无数据", False)
    known = [rate for rate in (row.customer_rate, row.outlet_rate) if rate is not None]
    if row.state == DayState.INSUFFICIENT or not known:
        return Day(day, "none", f"{day_words(day)} 数据不足", True)
    lowest = min(known)
    return Day(day, level(lowest), f"{day_words(day)} 合格率 {percent(lowest)}，{row.state.label}", True)


def span(until: date) -> tuple[date, date]:
    """Return the first and last day of the strip that ends with the month of `until`."""
    last = Period(month_of(until), monthly=True)
    return months_before(last.start, MONTHS - 1), last.end


def strip(found: Iterable[Any], until: date, newest: date) -> list[Month]:
    """Return the months that have data, up to that of `until`; days after `newest` are left out."""
    rows = {row.day: row for row in found}
    first, _ = span(until)
    months = []
    for back in range(MONTHS):
        period = Period(months_before(month_of(until), back), monthly=True)
        count = (min(period.end, newest) - period.start).days + 1
        listed = [period.start + timedelta(days=index) for index in range(count)]
        if period.start >= first and any(day in rows for day in listed):
            year = "" if period.start.year == newest.year else f"{period.start.year % 100}年"
            label = f"{year}{period.start.month}月"
            months.append(Month(label, [_cell(day, rows.get(day)) for day in listed]))
    return months
