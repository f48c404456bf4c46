"""The days around the work, of the area and of an untouched one beside it, as the comparison takes them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from zz.db import db
from zz.voltage.models import Area, DailyVoltage, Finding
from zz.voltage.remediation.comparing import Day
from zz.voltage.remediation.models import Remediation
from zz.voltage.vocabulary import DayState, RuleKind

BACK, AHEAD = timedelta(days=60), timedelta(days=60)  # how far the valid days are looked for
NEAR = 50  # areas that are looked at as the untouched one


def days_of(area_id: int, kind: RuleKind, first: date, last: date) -> list[Day]:
    """Return the days of an area from `first` to `last` (two queries)."""
    findings = _findings(area_id, kind, first, last)
    query = select(DailyVoltage).where(DailyVoltage.area_id == area_id, DailyVoltage.day.between(first, last))
    return [_day(row, kind, findings) for row in db.session.scalars(query.order_by(DailyVoltage.day))]


def _findings(area_id: int, kind: RuleKind, first: date, last: date) -> dict[date, dict[RuleKind, Finding]]:
    found: dict[date, dict[RuleKind, Finding]] = defaultdict(dict)
    query = select(Finding).where(
        Finding.area_id == area_id, Finding.kind.in_((kind, *kind.opposite)), Finding.day.between(first, last)
    )
    for finding in db.session.scalars(query):
        found[finding.day][finding.kind] = finding
    return found


def _day(row: DailyVoltage, kind: RuleKind, findings: dict[date, dict[RuleKind, Finding]]) -> Day:
    its = findings.get(row.day, {})
    fault = its.get(kind)
    customers = kind.of_customers
    return Day(
        row.day, row.state != DayState.INSUFFICIENT, fault is not None, any(k != kind for k in its),
        row.customer_rate if customers else row.outlet_rate, row.lowest if customers else row.outlet_min,
        row.highest if customers else row.outlet_max, fault.customers if fault else 0, fault.minutes if fault else 0,
        row.load,
    )  # fmt: skip


def around(remediation: Remediation, work: date) -> list[Day]:
    """Return the days of the remediation's area around the day of the work."""
    return days_of(remediation.area_id, remediation.kind, work - BACK, work + AHEAD)


def control_area(remediation: Remediation, dates: Collection[date]) -> Area | None:
    """Return an untouched area to lay beside: of the same station, with data on most of the same days.

    One that had the same fault is nearer than one that had not, then one of the same feeder, then of the same size.
    """
    if not dates:
        return None
    first, last = min(dates), max(dates)
    touched = select(Remediation.area_id).where(Remediation.work_on.between(first, last))
    valid = select(DailyVoltage.area_id, func.count().label("days")).where(
        DailyVoltage.day.in_(dates), DailyVoltage.state != DayState.INSUFFICIENT
    )
    counted = valid.group_by(DailyVoltage.area_id).subquery()
    query = (
        select(Area, counted.c.days).join(counted, counted.c.area_id == Area.id)
        .where(Area.station_id == remediation.station_id, Area.id != remediation.area_id, Area.id.not_in(touched))
        .order_by(counted.c.days.desc(), Area.id).limit(NEAR)
    )  # fmt: skip
    found = [(area, int(days)) for area, days in db.session.execute(query)]
    faulty = _faulty([area.id for area, _ in found], remediation.kind, dates)
    own = remediation.area

    def far(pair: tuple[Area, int]) -> tuple[object, ...]:
        area, days = pair
        size = abs((area.kva or 0) - (own.kva or 0))
        return -days, area.id not in faulty, area.feeder != own.feeder, size, area.id

    return min(found, key=far)[0] if found else None


def _faulty(ids: Sequence[int], kind: RuleKind, dates: Collection[date]) -> set[int]:
    query = select(Finding.area_id).where(Finding.area_id.in_(ids), Finding.kind == kind, Finding.day.in_(dates))
    return set(db.session.scalars(query.distinct()))


def days_on(area: Area, kind: RuleKind, dates: Sequence[date]) -> list[Day]:
    """Return the valid days of another area on the same dates."""
    if not dates:
        return []
    return [d for d in days_of(area.id, kind, min(dates), max(dates)) if d.valid and d.day in set(dates)]
