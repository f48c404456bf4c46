"""Figures of stations and counties in a month: what their areas were, and what came of their remediation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from zz.access import Permission, within
from zz.accounts.models import Unit, User
from zz.db import db, table_of
from zz.voltage.access import visible_to
from zz.voltage.models import Area, MonthlyVoltage
from zz.voltage.remediation.flow import PLANNED_ONES
from zz.voltage.remediation.models import Remediation
from zz.voltage.remediation.vocabulary import RemediationState
from zz.voltage.statistics.models import StationDay
from zz.voltage.statistics.periods import Period
from zz.voltage.statistics.queries import stations
from zz.voltage.statistics.wording import share

THOUSAND = 1_000
SECONDS = 86_400


@dataclass
class Tally:
    """Counts of a unit; those of a county are the sums of its stations'.

    `measured` areas had at least one day with enough data; plans are all that were ever made, as they stand now.
    `again` relapsed, of those `verified_once`. `seconds` went by from dispatch to verification, summed over the
    `verified`.
    """

    areas: int = 0
    measured: int = 0
    abnormal: int = 0
    without: int = 0
    expected: int = 0
    valid: int = 0
    outlet_valid: int = 0
    outlet_qualified: int = 0
    customer_valid: int = 0
    customer_qualified: int = 0
    low_areas: int = 0
    plans: int = 0
    verified: int = 0
    again: int = 0
    verified_once: int = 0
    seconds: int = 0

    def add(self, other: "Tally") -> None:
        """Add another's counts."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def per_thousand(self) -> Decimal | None:
        """Abnormal areas for each thousand that were measured; None where none was."""
        return Decimal(self.abnormal) * THOUSAND / self.measured if self.measured else None

    @property
    def customer_rate(self) -> Decimal | None:
        return share(self.customer_qualified, self.customer_valid)

    @property
    def outlet_rate(self) -> Decimal | None:
        return share(self.outlet_qualified, self.outlet_valid)

    @property
    def completeness(self) -> Decimal | None:
        return share(self.valid, self.expected)

    @property
    def closure_rate(self) -> Decimal | None:
        """Verified plans of all plans, in per cent."""
        return share(self.verified, self.plans)

    @property
    def relapse_rate(self) -> Decimal | None:
        """Plans that had to be taken up again, of all that were verified at least once, in per cent."""
        return share(self.again, self.verified_once)

    @property
    def days(self) -> Decimal | None:
        """Days from dispatch to verification, on average."""
        return Decimal(self.seconds) / (SECONDS * self.verified) if self.verified else None


@dataclass(frozen=True)
class Ranked:
    """A unit with its figures; `rank` is None where it has too few areas to be compared."""

    unit: Unit
    tally: Tally
    rank: int | None = None
    stations: list[int] = field(default_factory=list)


def _visible(user: User) -> ColumnElement[bool]:
    grants = list(user.grants(Permission.VOLTAGE_READ))
    return or_(*(within(Unit.id, scope, unit) for scope, unit in grants))


def of_stations(user: User, month: date) -> dict[int, Tally]:
    """Return the figures of a month for each station whose areas `user` sees (two queries)."""
    row = MonthlyVoltage

    def counted(condition: Any) -> Any:
        return func.count(case((condition, 1)))

    enough = row.days > row.insufficient_days
    sums = [func.coalesce(func.sum(column), 0) for column in (
        row.outlet_expected + row.customer_expected, row.outlet_valid + row.customer_valid, row.outlet_valid,
        row.outlet_qualified, row.customer_valid, row.customer_qualified,
    )]  # fmt: skip
    query = (
        select(
            Area.station_id, func.count(), counted(enough), counted(row.abnormal_days > 0),
            counted(or_(row.area_id.is_(None), row.days <= row.insufficient_days)), *sums,
            counted(row.low_customers > 0),
        )
        .outerjoin(row, and_(row.area_id == Area.id, row.month == month))
        .where(visible_to(user), or_(Area.active, row.area_id.is_not(None)))
        .group_by(Area.station_id)
    )  # fmt: skip
    found = {one[0]: Tally(*map(int, one[1:])) for one in db.session.execute(query)}
    for station, tally in _remedied(user).items():
        found.setdefault(station, Tally()).add(tally)
    return found


def _remedied(user: User) -> dict[int, Tally]:
    """Count the plans of each station as they stand now."""
    one = Remediation
    query = select(one.station_id, one.state, one.relapses, one.dispatched_at, one.verified_at)
    query = query.join(Area, Area.id == one.area_id).where(visible_to(user), one.state.in_(PLANNED_ONES))
    found: dict[int, Tally] = {}
    for station, state, relapses, dispatched, verified in db.session.execute(query):
        tally = found.setdefault(station, Tally())
        closed = state == RemediationState.VERIFIED
        tally.plans += 1
        tally.again += relapses > 0
        tally.verified_once += closed or relapses > 0
        if closed and verified is not None:
            tally.verified += 1
            tally.seconds += int((verified - dispatched).total_seconds())
    return found


def units(user: User) -> Sequence[Unit]:
    """Return the units whose areas `user` sees, with what is above them."""
    query = select(Unit).options(joinedload(Unit.parent)).where(_visible(user)).order_by(Unit.id)
    return db.session.scalars(query).all()


def days_of(user: User, period: Period) -> Sequence[Any]:
    """Return the days of a month by station: rows of `StationDay`'s columns."""
    days = StationDay.day.between(period.start, period.end)
    query = select(*table_of(StationDay).columns).where(days, stations(user))
    return db.session.execute(query.order_by(StationDay.day, StationDay.station_id)).all()


def newest_month(user: User) -> date | None:
    """Return the first day of the newest month with data."""
    query = select(StationDay.day).where(stations(user)).order_by(StationDay.day.desc()).limit(1)
    day = db.session.scalar(query)
    return day.replace(day=1) if day else None


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sums."""
    found = Tally()
    for tally in tallies:
        found.add(tally)
    return found


def by_station(found: dict[int, Tally], known: Sequence[Unit], least: int) -> list[Ranked]:
    """Return the stations in their ranking."""
    return ranked([Ranked(unit, found[unit.id], None, [unit.id]) for unit in known if unit.id in found], least)


def by_county(found: dict[int, Tally], known: Sequence[Unit], least: int) -> list[Ranked]:
    """Return the counties in their ranking, each with the sums of its stations."""
    counties: dict[int, Ranked] = {}
    for unit in known:
        if unit.id in found and unit.parent is not None:
            county = counties.setdefault(unit.parent.id, Ranked(unit.parent, Tally()))
            county.tally.add(found[unit.id])
            county.stations.append(unit.id)
    return ranked(list(counties.values()), least)


def ranked(rows: list[Ranked], least: int) -> list[Ranked]:
    """Rank by abnormal areas per thousand, the fewest first; equal figures share a rank; the too small come last."""

    def measure(row: Ranked) -> Decimal:
        return row.tally.per_thousand or Decimal(0)

    big = sorted((row for row in rows if row.tally.measured >= least), key=lambda row: (measure(row), row.unit.id))
    small = sorted((row for row in rows if row.tally.measured < least), key=lambda row: row.unit.id)
    found: list[Ranked] = []
    for number, row in enumerate(big, 1):
        same = found and measure(found[-1]) == measure(row)
        found.append(Ranked(row.unit, row.tally, found[-1].rank if same else number, row.stations))
    return found + small
