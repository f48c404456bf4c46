"""What judging left of an area's days, as the library and the comparison need it: a few queries, however many areas."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from zz.db import db
from zz.voltage.models import Area, DailyVoltage, Finding
from zz.voltage.remediation.episodes import Burden
from zz.voltage.remediation.flow import IN_LIBRARY
from zz.voltage.remediation.models import VoltageProblem
from zz.voltage.vocabulary import DayState, RuleKind, Severity

Key = tuple[int, RuleKind]
CHUNK = 400
FIRED = (
    Finding.area_id, Finding.kind, Finding.day, Finding.customers, Finding.minutes, Finding.severity, Finding.rule_id,
    func.coalesce(Area.customers, 1).label("all_customers"),
)  # fmt: skip
SUSTAINED = (
    DailyVoltage.area_id, DailyVoltage.day, DailyVoltage.sustained_outlet_low, DailyVoltage.sustained_outlet_high,
    DailyVoltage.sustained_customer_low, DailyVoltage.sustained_customer_high, DailyVoltage.current_unbalance,
)  # fmt: skip
OF_KIND = {
    RuleKind.OUTLET_OVERVOLTAGE: "sustained_outlet_high", RuleKind.OUTLET_UNDERVOLTAGE: "sustained_outlet_low",
    RuleKind.CUSTOMER_OVERVOLTAGE: "sustained_customer_high", RuleKind.CUSTOMER_UNDERVOLTAGE: "sustained_customer_low",
    RuleKind.UNBALANCE: "current_unbalance",
}  # fmt: skip


@dataclass(frozen=True)
class Days:
    """The days of one area and rule: those that fired, what was sustained on the valid ones, the last rule version."""

    fired: dict[date, Burden]
    sustained: dict[date, Decimal | None]
    rule_id: int

    def clear(self, kind: RuleKind, recovery: Decimal) -> list[date]:
        """Return the valid days on which the area kept within the recovery threshold."""

        def well(value: Decimal | None) -> bool:
            return value is None or (value <= recovery if kind.over else value >= recovery)

        return [day for day, value in self.sustained.items() if day not in self.fired and well(value)]


def chunks(found: Collection[Any]) -> Iterator[list[Any]]:
    """Yield the members a few hundred at a time: as many as a statement takes."""
    listed = list(found)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


def last_day() -> date | None:
    """Return the last day that has readings."""
    return db.session.scalar(select(func.max(DailyVoltage.day)))


def fired_on(days: Sequence[date]) -> dict[Key, date]:
    """Return the areas and rules that fired on one of `days`, with the first of them."""
    query = select(Finding.area_id, Finding.kind, func.min(Finding.day)).where(Finding.day.in_(days))
    return {(area, kind): day for area, kind, day in db.session.execute(query.group_by(Finding.area_id, Finding.kind))}


def concerned(days: Sequence[date]) -> list[VoltageProblem]:
    """Return the entries that judging `days` can change: those still there, and those with days at or after them."""
    query = select(VoltageProblem).where(
        or_(
            VoltageProblem.state.in_(IN_LIBRARY), VoltageProblem.last_day >= days[0], VoltageProblem.first_day.in_(days)
        )
    )
    return list(db.session.scalars(query.order_by(VoltageProblem.id)))


def fired_since(areas: Collection[int], since: date) -> dict[Key, list[date]]:
    """Return the days that fired since then, in order, by area and rule."""
    found: dict[Key, list[date]] = defaultdict(list)
    query = select(Finding.area_id, Finding.kind, Finding.day).where(Finding.area_id.in_(areas), Finding.day >= since)
    for area, kind, day in db.session.execute(query.order_by(Finding.day)):
        found[area, kind].append(day)
    return found


def locked_entries(keys: Collection[Key]) -> dict[Key, VoltageProblem]:
    """Return the entries of some areas and rules, locked."""
    query = select(VoltageProblem).where(VoltageProblem.area_id.in_({area for area, _ in keys}))
    found = db.session.scalars(query.with_for_update(of=VoltageProblem).order_by(VoltageProblem.id))
    return {key: entry for entry in found if (key := (entry.area_id, entry.kind)) in keys}


def read(since: dict[Key, date]) -> dict[Key, Days]:
    """Return the days of each area and rule from its own day on."""
    found: dict[Key, Days] = {key: Days({}, {}, 0) for key in since}
    by_area: dict[int, list[RuleKind]] = defaultdict(list)
    for area, kind in since:
        by_area[area].append(kind)
    for some in chunks(by_area):
        earliest = min(since[area, kind] for area in some for kind in by_area[area])
        _read_fired(found, since, some, earliest)
        _read_sustained(found, since, by_area, some, earliest)
    return found


def _read_fired(found: dict[Key, Days], since: dict[Key, date], areas: list[int], earliest: date) -> None:
    query = select(*FIRED).join(Area, Area.id == Finding.area_id)
    query = query.where(Finding.area_id.in_(areas), Finding.day >= earliest).order_by(Finding.day)
    for row in db.session.execute(query):
        key = (row.area_id, row.kind)
        if key in since and row.day >= since[key]:
            days = found[key]
            days.fired[row.day] = burden(row)
            found[key] = Days(days.fired, days.sustained, row.rule_id)


def burden(row: Any) -> Burden:
    """Return what a finding weighs: an outlet out of limits is felt by every customer of the area."""
    weight = row.minutes if row.kind.of_customers else row.minutes * max(row.all_customers, 1)
    return Burden(row.customers, weight, row.severity == Severity.SEVERE)


def _read_sustained(
    found: dict[Key, Days], since: dict[Key, date], by_area: dict[int, list[RuleKind]], areas: list[int], earliest: date
) -> None:
    valid = DailyVoltage.state != DayState.INSUFFICIENT
    query = select(*SUSTAINED).where(DailyVoltage.area_id.in_(areas), DailyVoltage.day >= earliest, valid)
    for row in db.session.execute(query):
        for kind in by_area[row.area_id]:
            if row.day >= since[row.area_id, kind]:
                found[row.area_id, kind].sustained[row.day] = getattr(row, OF_KIND[kind])


def shapes(wanted: Iterable[tuple[int, date]]) -> dict[tuple[int, date], tuple[DailyVoltage, dict[RuleKind, Finding]]]:
    """Return the aggregates and the findings of some days of some areas."""
    found: dict[tuple[int, date], tuple[DailyVoltage, dict[RuleKind, Finding]]] = {}
    by_day: dict[date, set[int]] = defaultdict(set)
    for area, day in wanted:
        by_day[day].add(area)
    for day, areas in by_day.items():
        for some in chunks(areas):
            for daily in db.session.scalars(select(DailyVoltage).where(*_of(DailyVoltage, day, some))):
                found[daily.area_id, day] = (daily, {})
            for finding in db.session.scalars(select(Finding).where(*_of(Finding, day, some))):
                if (finding.area_id, day) in found:
                    found[finding.area_id, day][1][finding.kind] = finding
    return found


def _of(model: type[DailyVoltage] | type[Finding], day: date, areas: list[int]) -> tuple[ColumnElement[bool]]:
    return (and_(model.day == day, model.area_id.in_(areas)),)
