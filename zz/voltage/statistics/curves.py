"""The curves of a day of an area as a chart: the outlet's phases, the lowest and the highest customer, the limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zz import rules
from zz.voltage.models import POINTS, Area
from zz.voltage.statistics import area_queries
from zz.voltage.statistics.wording import clock_of, place
from zz.voltage.vocabulary import PointKind
from zz.web.charts import Plot, Series, plot

LINE = Decimal(260)  # V: a meter whose values lie above measures between phases (380 V)
OF_A_PHASE = Decimal(220) / Decimal(380)
EVERY = 24  # points between two marks of the time of day: 6 hours
OUTLET_LOOKS = (("mute", False), ("pale", False), ("mute", True))


class Measured(NamedTuple):
    """A curve of a meter and phase in V, as a single-phase meter has it."""

    kind: PointKind
    meter: str
    phase: str
    values: list[Decimal | None]


class Summary(NamedTuple):
    """A curve in the table behind the chart."""

    name: str
    lowest: Decimal | None
    lowest_at: str
    highest: Decimal | None
    highest_at: str
    valid: int


@dataclass(frozen=True)
class DayCurves:
    """The chart of a day and what it shows; `kept` tells how many curves there are besides those drawn."""

    chart: Plot | None
    key: list[tuple[str, str, bool]]
    drawn: list[Summary]
    kept: int


def of_day(area: Area, day: date) -> list[Measured]:
    """Return what is kept of a day: in the database for good, else all meters where they lie beside it for a while."""
    found = area_queries.curves(area, day)
    return [_measured(c.kind, c.meter, c.phase, c.values) for c in found] if found else _beside(area, day)


def _beside(area: Area, day: date) -> list[Measured]:
    from zz.voltage.readings import store  # imports polars, a third of a second: only for days that need it

    rows = store.curves(day, [area.id]).select("outlet", "meter", "phase", "u").iter_rows()
    kinds = {True: PointKind.OUTLET, False: PointKind.CUSTOMER}
    return [
        _measured(kinds[outlet], meter, phase, [None if v is None else Decimal(v) / 100 for v in store.points(u)])
        for outlet, meter, phase, u in rows
    ]


def _measured(kind: PointKind, meter: str, phase: str, values: list[Decimal | None]) -> Measured:
    between = any(value is not None and value > LINE for value in values)
    single = [None if v is None else (v * OF_A_PHASE).quantize(Decimal("0.01")) for v in values] if between else values
    return Measured(kind, meter, phase, single)


class Chosen(NamedTuple):
    """A curve that is drawn, under which name and how."""

    measured: Measured
    name: str
    tone: str
    dashed: bool = False


def _chosen(found: Sequence[Measured]) -> list[Chosen]:
    """Choose what is drawn: the outlet's phases, then the customers that went lowest and highest."""
    outlets = [one for one in found if one.kind is PointKind.OUTLET]
    drawn = [
        Chosen(one, f"出口{one.phase}相" if one.phase else "出口", tone, dashed)
        for one, (tone, dashed) in zip(outlets, OUTLET_LOOKS, strict=False)
    ]
    customers = [one for one in found if one.kind is PointKind.CUSTOMER and any(v is not None for v in one.values)]
    if not customers:
        return drawn
    lowest = min(customers, key=lambda one: min(v for v in one.values if v is not None))
    highest = max(customers, key=lambda one: max(v for v in one.values if v is not None))
    drawn.append(Chosen(lowest, f"用户最低 {place(lowest.meter, lowest.phase)}", "cobalt"))
    if highest is not lowest:
        drawn.append(Chosen(highest, f"用户最高 {place(highest.meter, highest.phase)}", "ink"))
    return drawn


def _summary(name: str, one: Measured) -> Summary:
    known = [(value, index) for index, value in enumerate(one.values) if value is not None]
    if not known:
        return Summary(name, None, "", None, "", 0)
    low, high = min(known), max(known, key=lambda pair: (pair[0], -pair[1]))
    return Summary(name, low[0], clock_of(low[1]), high[0], clock_of(high[1]), len(known))


def limits() -> list[tuple[float, str]]:
    """Return the limits of a single phase, with their words."""
    low, high = rules.value("voltage.phase_low"), rules.value("voltage.phase_high")
    return [(float(high), f"上限 {high.normalize():f} V"), (float(low), f"下限 {low.normalize():f} V")]


def draw(area: Area, day: date) -> DayCurves | None:
    """Draw the curves of a day; None where none is kept."""
    found = of_day(area, day)
    if not found:
        return None
    chosen = _chosen(found)
    series = [
        Series(c.name, [None if v is None else float(v) for v in c.measured.values], c.tone, c.dashed) for c in chosen
    ]
    chart = plot(
        [clock_of(index) for index in range(POINTS)], series, unit=" V", limits=limits(), ends=False,
        marks=[(index, clock_of(index)) for index in range(0, POINTS, EVERY)] + [(POINTS - 1, "24:00")],
    )  # fmt: skip
    key = [(c.name, c.tone, c.dashed) for c in chosen]
    return DayCurves(chart, key, [_summary(c.name, c.measured) for c in chosen], len(found) - len(chosen))
