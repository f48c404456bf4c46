"""The last days of the stations that are looked at, as a chart and as the table behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from zz.voltage.statistics.wording import day, percent, share
from zz.web.charts import Plot, Series, plot

CUSTOMER, OUTLET = "用户", "出口"
KEY = ((CUSTOMER, "cobalt", False), (OUTLET, "mute", False))
MARKS = 4  # days named along the bottom
ALL = 100.0
UNLIKE = 0.02  # a change in the number of areas that a reader must know of


class TrendDay(NamedTuple):
    """A day as the table behind the chart has it; `url` opens its areas."""

    label: str
    customer: str
    outlet: str
    areas: int
    abnormal: int
    low: int
    day: date


@dataclass(frozen=True)
class Trend:
    """The chart (None without any data) and its days, the newest first."""

    chart: Plot | None
    days: list[TrendDay]
    note: str
    key: Sequence[tuple[str, str, bool]] = KEY


def by_day(found: Iterable[Any]) -> dict[date, list[Any]]:
    """Return the rows (of `StationDay`'s columns) of each day."""
    days: dict[date, list[Any]] = {}
    for row in found:
        days.setdefault(row.day, []).append(row)
    return dict(sorted(days.items()))


def _rate(rows: Sequence[Any], kind: str) -> float | None:
    found = share(sum(getattr(r, f"{kind}_qualified") for r in rows), sum(getattr(r, f"{kind}_valid") for r in rows))
    return None if found is None else float(found)


def marks(labels: Sequence[str], count: int = MARKS) -> list[tuple[int, str]]:
    """Choose about `count` labels along the bottom, the last among them."""
    step = max(-(-len(labels) // count), 1)
    return [(index, labels[index]) for index in range(len(labels) - 1, -1, -step)][::-1]


def _said(rows: Sequence[Any], when: date) -> TrendDay:
    def rate(kind: str) -> str:
        qualified, valid = (sum(getattr(r, f"{kind}_{name}") for r in rows) for name in ("qualified", "valid"))
        return percent(share(qualified, valid))

    areas, abnormal = sum(r.areas for r in rows), sum(r.abnormal for r in rows)
    return TrendDay(
        day(when), rate("customer"), rate("outlet"), areas, abnormal, sum(r.low_customers for r in rows), when
    )


def trend(found: Iterable[Any]) -> Trend:
    """Draw the rates of the days that `found` holds."""
    days = by_day(found)
    labels = [day(when) for when in days]
    series = [
        Series(name, [_rate(rows, kind) for rows in days.values()], tone)
        for name, kind, tone in ((OUTLET, "outlet", "mute"), (CUSTOMER, "customer", "cobalt"))
    ]
    chart = plot(labels, series, marks=marks(labels), unit="%", digits=2, bounds=(ALL - 1, ALL))
    said = [_said(rows, when) for when, rows in reversed(days.items())]
    return Trend(chart, said, _note(said))


def _note(days: Sequence[TrendDay]) -> str:
    """Warn where the days are not of the same areas: their rates are not of one thing."""
    if not days or abs(days[0].areas - days[-1].areas) <= days[0].areas * UNLIKE:
        return ""
    first, last = (f"{one.label} {one.areas:,} 个" for one in (days[-1], days[0]))
    return f"有数据的台区由{first}变为{last}，前后不完全可比。"
