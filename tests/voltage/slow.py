"""An independent recomputation of the judging in plain Python: no polars, decimals, one point after the other.

It knows domain.md D and nothing of the program: a reading is a `Decimal` in V, a day's curve a list of 96, None where
there is no valid value.
"""

import csv
import lzma
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
LOW, HIGH, OUTLET_LOW = Decimal("198"), Decimal("235.4"), Decimal("204.6")
SEVERE = {
    "出口过电压": Decimal(242),
    "出口低电压": Decimal(198),
    "用户低电压": Decimal(187),
    "用户过电压": Decimal(242),
}

Curve = list[Decimal | None]


@dataclass
class Meter:
    """One phase of one meter: curves by day."""

    name: str
    phase: str
    outlet: bool
    days: dict[date, Curve] = field(default_factory=dict)


def value(text: str) -> Decimal | None:
    """Return a valid voltage: below 10 V is an outage, below 165 V suspect."""
    found = Decimal(text)
    return found if Decimal(165) <= found <= Decimal(300) else None


def read() -> dict[str, list[Meter]]:
    """Return the meters of every area of the shared data."""
    meters: dict[tuple[str, str, str], Meter] = {}
    with lzma.open(DATA / "voltage_96.csv.xz", "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = row["台区编号"], row["测点编号"], row["相别"]
            meter = meters.setdefault(key, Meter(key[1], key[2], row["测点类型"] == "出口"))
            meter.days[date.fromisoformat(row["日期"])] = [value(row[f"U{i}"]) for i in range(1, 97)]
    areas: dict[str, list[Meter]] = defaultdict(list)
    for (area, _, _), meter in sorted(meters.items()):
        areas[area].append(meter)
    return areas


def standing(meter: Meter, day: date, limit: Decimal, over: bool, length: int = 4) -> tuple[int, bool]:
    """Return the points of `day` in runs that reach `length` by the end of the day, and whether there are any."""
    curve: Curve = [*meter.days.get(day - timedelta(days=1), [None] * 96), *meter.days[day]]
    counted: set[int] = set()
    run: list[int] = []
    fires = False
    for index, found in enumerate(curve):
        beyond = found is not None and (found > limit if over else found < limit)
        run = [*run, index] if beyond else []
        if len(run) >= length and index >= 96:
            fires = True
            counted.update(i for i in run if i >= 96)
    return len(counted), fires


def rounded(part: int, whole: int, places: int) -> Decimal | None:
    """Return part ÷ whole in percent, rounded half up."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


RULES = (
    ("出口过电压", True, HIGH, True), ("出口低电压", True, OUTLET_LOW, False),
    ("用户低电压", False, LOW, False), ("用户过电压", False, HIGH, True),
)  # fmt: skip


@dataclass
class Found:
    """What one rule found of an area on a day."""

    customers: int
    minutes: int
    worst: Decimal
    meter: str
    phase: str
    point: int
    severe: bool


def findings(meters: list[Meter], day: date) -> dict[str, Found]:
    """Return what each rule finds of an area on a day."""
    found = {}
    for name, outlet, limit, over in RULES:
        minutes: dict[str, int] = {}
        broken: list[Meter] = []
        for meter in meters:
            if meter.outlet != outlet or day not in meter.days:
                continue
            points, fires = standing(meter, day, limit, over)
            if fires:
                broken.append(meter)
                minutes[meter.name] = max(minutes.get(meter.name, 0), points * 15)
        if not broken:
            continue
        worst, where, meter = furthest(broken, day, over)
        severe = any(standing(m, day, SEVERE[name], over)[1] for m in broken)
        total = max(minutes.values()) if outlet else sum(minutes.values())
        customers = 0 if outlet else len(minutes)
        found[name] = Found(customers, total, worst, meter.name, meter.phase, where, severe)
    return found


def furthest(meters: Iterable[Meter], day: date, over: bool) -> tuple[Decimal, int, Meter]:
    """Return the furthest value, its point and meter: the first in time, then by name and phase."""
    best: tuple[Decimal, int, str, str] | None = None
    by_key = {}
    for meter in meters:
        for point, found in enumerate(meter.days[day], 1):
            if found is not None:
                key = (-found if over else found, point, meter.name, meter.phase)
                by_key[key] = meter
                best = key if best is None or key < best else best
    assert best is not None
    return abs(best[0]), best[1], by_key[best]


def sustained(meters: list[Meter], day: date, outlet: bool, over: bool) -> Decimal | None:
    """Return what the worst meter stood beyond for four points that end in the day."""
    best: Decimal | None = None
    for meter in meters:
        if meter.outlet != outlet:
            continue
        curve: Curve = [*meter.days.get(day - timedelta(days=1), [None] * 96)[-3:], *meter.days[day]]
        for end in range(3, len(curve)):
            window = [v for v in curve[end - 3 : end + 1] if v is not None]
            if len(window) == 4:
                weakest = min(window) if over else max(window)
                if best is None or (weakest > best if over else weakest < best):
                    best = weakest
    return best


def unbalance(meters: list[Meter], day: date) -> Decimal | None:
    """Return the most that a phase of the outlet was off the mean of the three, in percent of it."""
    curves = [meter.days[day] for meter in meters if meter.outlet]
    found = []
    for values in zip(*curves, strict=True):
        there = [v for v in values if v is not None]
        if len(there) == 3:
            mean = sum(there) / 3
            found.append(max(abs(v - mean) for v in there) / mean * 100)
    return max(found).quantize(Decimal("0.01"), ROUND_HALF_UP) if found else None


def day_of(meters: list[Meter], day: date) -> dict[str, object]:
    """Return the columns of an area's day."""
    row: dict[str, object] = {}
    for side, outlet in (("outlet", True), ("customer", False)):
        values = [v for m in meters if m.outlet == outlet for v in m.days[day]]
        valid = [v for v in values if v is not None]
        good = [v for v in valid if LOW <= v <= HIGH]
        row |= {f"{side}_expected": len(values), f"{side}_valid": len(valid), f"{side}_qualified": len(good),
                f"{side}_rate": rounded(len(good), len(valid), 3)}  # fmt: skip
        row |= {f"sustained_{side}_low": sustained(meters, day, outlet, False),
                f"sustained_{side}_high": sustained(meters, day, outlet, True)}  # fmt: skip
    everything = [v for m in meters for v in m.days[day]]
    row["completeness"] = rounded(sum(v is not None for v in everything), len(everything), 2)
    low, low_point, low_meter = furthest(meters, day, False)
    high, high_point, high_meter = furthest(meters, day, True)
    outlets = [v for m in meters if m.outlet for v in m.days[day] if v is not None]
    return row | {
        "meters": len({m.name for m in meters if not m.outlet}), "outlet_min": min(outlets), "outlet_max": max(outlets),
        "lowest": low, "lowest_point": low_point, "lowest_meter": low_meter.name, "lowest_phase": low_meter.phase,
        "highest": high, "highest_point": high_point, "highest_meter": high_meter.name,
        "highest_phase": high_meter.phase, "unbalance": unbalance(meters, day), "current_unbalance": None, "load": None,
    }  # fmt: skip


@cache
def everything() -> dict[str, dict[date, tuple[dict[str, object], dict[str, Found], dict[str, Curve]]]]:
    """Return by area and day its columns, its findings, and the curves of its meters (once for both engines)."""
    found: dict[str, dict[date, tuple[dict[str, object], dict[str, Found], dict[str, Curve]]]] = {}
    for code, meters in read().items():
        found[code] = {
            day: (day_of(meters, day), findings(meters, day), {f"{m.name} {m.phase}": m.days[day] for m in meters})
            for day in meters[0].days
        }
    return found
