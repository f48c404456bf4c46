"""Days of invented areas: mostly sound, some low in the evening, some high at the outlet, some mended half-way.

Values are integers as the database keeps them: rates in thousandths of a per cent, volts and per cent in hundredths.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zz.voltage.models import MINUTES, POINTS
from zz.voltage.vocabulary import DayState, RuleKind, Severity

K = RuleKind
FIRST, LAST = date(2023, 8, 1), date(2023, 9, 13)
PHASES = 3
# Of a hundred areas of an ordinary station.
PREVALENCE = ((K.CUSTOMER_UNDERVOLTAGE, 12), (K.OUTLET_OVERVOLTAGE, 5), (K.CUSTOMER_OVERVOLTAGE, 4),
              (K.OUTLET_UNDERVOLTAGE, 2))  # fmt: skip
SEVERE = {K.CUSTOMER_UNDERVOLTAGE: 18_700, K.OUTLET_UNDERVOLTAGE: 19_800}
TOO_HIGH = 24_200
EVENING, NOON, NIGHT = range(74, 86), range(46, 56), range(8, 20)
GAPS = 0.012  # of the days an area sends too little
SILENT = 0.003  # nothing at all


@dataclass(frozen=True)
class Fault:
    """What is wrong with an area, on which share of its days, and up to which day."""

    kind: RuleKind
    often: float
    until: date
    depth: int  # hundredths of a volt beyond the limit, on a common day


@dataclass(frozen=True)
class Invented:
    """An area as its days are made from it."""

    id: int
    code: str
    meters: int
    fault: Fault | None


def fault_of(chance: random.Random, burden: float) -> Fault | None:
    """Draw what is wrong with an area of a station that bears `burden` times the common number of faults."""
    drawn = chance.uniform(0, 100)
    for kind, share in PREVALENCE:
        drawn -= share * burden
        if drawn < 0:
            mended = chance.random() < 0.45
            until = FIRST + timedelta(days=chance.randrange(8, 36)) if mended else LAST
            return Fault(kind, chance.choice((0.08, 0.35, 0.7, 0.95)), until, chance.randrange(150, 1_300))
    return None


def days() -> list[date]:
    """Return the days that there are."""
    return [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def rows(areas: Sequence[Invented], rules: dict[RuleKind, int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of `daily_voltage` and of `finding`; `rules` are the ids of the versions that find."""
    daily, found = [], []
    for area in areas:
        chance = random.Random(area.code)  # noqa: S311  (plausible, and the same at every load)
        for day in days():
            if chance.random() < SILENT:
                continue
            row, finding = _day(area, day, chance)
            daily.append(row)
            if finding is not None:
                found.append(finding | {"rule_id": rules[finding["kind"]]})
    return daily, found


def _day(area: Invented, day: date, chance: random.Random) -> tuple[dict[str, Any], dict[str, Any] | None]:
    short = chance.random() < GAPS
    fault = area.fault if area.fault and day <= area.fault.until and chance.random() < area.fault.often else None
    row = _sound(area, day, chance, short)
    if fault is None or short:
        return row, None
    depth = fault.depth + chance.randrange(-120, 260)
    customers = min(chance.randrange(1, 3 + depth // 110), area.meters) if fault.kind.of_customers else 0
    minutes = MINUTES * chance.randrange(5, 15) * max(customers, 1)
    _break(row, fault.kind, max(depth, 40), customers, minutes, chance)
    return row, _finding(row, fault.kind, customers, minutes)


def _sound(area: Invented, day: date, chance: random.Random, short: bool) -> dict[str, Any]:
    """Return a day without a fault; where too little came, nothing is called normal."""
    outlet, customer = PHASES * POINTS, area.meters * POINTS
    kept = chance.uniform(0.45, 0.78) if short else 1 - chance.random() ** 6 * 0.04
    valid = int(customer * kept)
    outlet_valid = int(outlet * kept)
    low, high = chance.randrange(20_250, 21_600), chance.randrange(22_600, 23_300)
    return {
        "day": day, "area_id": area.id, "state": (DayState.INSUFFICIENT if short else DayState.NORMAL).value,
        "outlet_expected": outlet, "outlet_valid": outlet_valid, "outlet_qualified": outlet_valid,
        "customer_expected": customer, "customer_valid": valid, "customer_qualified": valid,
        "outlet_rate": 100_000, "customer_rate": 100_000,
        "completeness": (outlet_valid + valid) * 10_000 // (outlet + customer), "meters": area.meters,
        "low_customers": 0, "low_minutes": 0, "high_customers": 0, "high_minutes": 0,
        **_extreme("lowest", low, EVENING, area, chance), **_extreme("highest", high, NOON, area, chance),
        "outlet_min": low + 900, "outlet_max": high - 60, "sustained_outlet_low": low + 960,
        "sustained_outlet_high": high - 120, "sustained_customer_low": low + 110,
        "sustained_customer_high": high - 110, "unbalance": chance.randrange(30, 190), "current_unbalance": None,
        "load": chance.randrange(2_200, 7_800), "batch_id": None,
    }  # fmt: skip


def _extreme(name: str, volts: int, when: range, area: Invented, chance: random.Random) -> dict[str, Any]:
    meter = f"{area.code}-U{chance.randrange(1, area.meters + 1):02d}"
    return {
        name: volts, f"{name}_point": chance.choice(when), f"{name}_meter": meter,
        f"{name}_phase": chance.choice("ABC"),
    }  # fmt: skip


def _break(
    row: dict[str, Any], kind: RuleKind, depth: int, customers: int, minutes: int, chance: random.Random
) -> None:
    """Let a day break a rule: extremes, what was sustained, customers, points out of limits, rates."""
    side, end = ("high", "highest") if kind.over else ("low", "lowest")
    limit = 20_460 if kind is K.OUTLET_UNDERVOLTAGE else 23_540 if kind.over else 19_800
    value = limit + depth if kind.over else limit - depth
    row[end], row["state"] = value, DayState.ABNORMAL.value
    inner = value - 20 if kind.over else value + 20
    who = "customer" if kind.of_customers else "outlet"
    row[f"sustained_{who}_{side}"] = inner
    if not kind.of_customers:
        row[f"outlet_{'max' if kind.over else 'min'}"] = value
        row[f"{end}_meter"] = f"{row[f'{end}_meter'].split('-')[0]}-CK"
        row[f"{end}_point"] = chance.choice(NIGHT if kind.over else EVENING)
    if kind.of_customers:
        row[f"{side}_customers"], row[f"{side}_minutes"] = customers, minutes
    if kind is not K.OUTLET_UNDERVOLTAGE or value < 19_800:
        out = minutes // MINUTES + chance.randrange(0, 4)
        row[f"{who}_qualified"] = max(row[f"{who}_valid"] - out, 0)
        row[f"{who}_rate"] = (row[f"{who}_qualified"] * 200_000 + row[f"{who}_valid"]) // (2 * row[f"{who}_valid"])


def _finding(row: dict[str, Any], kind: RuleKind, customers: int, minutes: int) -> dict[str, Any]:
    end = "highest" if kind.over else "lowest"
    severe = row[end] > TOO_HIGH if kind.over else row[end] < SEVERE[kind]
    return {
        "day": row["day"], "area_id": row["area_id"], "kind": kind.value, "customers": customers, "minutes": minutes,
        "severity": (Severity.SEVERE if severe else Severity.ORDINARY).value, "worst": row[end],
        "meter": row[f"{end}_meter"], "phase": row[f"{end}_phase"], "point": row[f"{end}_point"],
    }  # fmt: skip


def names(chance: random.Random) -> Iterator[str]:
    """Yield names of hamlets, none twice: 周家坪台区."""
    families, places = "谭李王刘张陈周易何文罗贺彭龙曾邓肖唐胡袁钟汤段颜尹欧", "冲坪湾塘坳垅岭屋段桥"
    every = [f"{family}家{place}台区" for family in families for place in places]
    chance.shuffle(every)
    yield from (name for name in every if name != "谭家冲台区")
    yield from (f"{name.removesuffix('台区')}{number}号台区" for number in (2, 3) for name in every)
