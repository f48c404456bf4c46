"""Reading the table of areas: the newest days by station, sums over the filter, the rows of a page, their findings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from zz.access import Permission, within
from zz.accounts.models import Unit, User
from zz.db import db, table_of
from zz.spelling import search_key
from zz.voltage.access import visible_to
from zz.voltage.models import Area, DailyVoltage, Finding, MonthlyVoltage
from zz.voltage.statistics.filters import AreaFilter
from zz.voltage.statistics.models import StationDay
from zz.voltage.statistics.periods import Period
from zz.voltage.statistics.vocabulary import AreaState, Fault, Sort
from zz.voltage.vocabulary import DayState, RuleKind

NEWEST_DAYS = 31
EVERYTHING, LISTED = "everything", "listed"


@dataclass(frozen=True)
class Station:
    """A station as a filter offers it, with its county company."""

    id: int
    name: str
    county_id: int
    county: str


@dataclass(frozen=True)
class Sums:
    """What a set of areas comes to in a period. Points are sums; `low` and `high` count customers out of limits."""

    areas: int = 0
    normal: int = 0
    abnormal: int = 0
    insufficient: int = 0
    missing: int = 0
    outlet_valid: int = 0
    outlet_qualified: int = 0
    customer_valid: int = 0
    customer_qualified: int = 0
    expected: int = 0
    valid: int = 0
    low_customers: int = 0
    low_areas: int = 0
    high_customers: int = 0
    high_areas: int = 0


SUM_NAMES = tuple(Sums.__dataclass_fields__)


def stations(user: User) -> ColumnElement[bool]:
    """Return the condition that a `StationDay` is of a station whose areas `user` sees."""
    grants = list(user.grants(Permission.VOLTAGE_READ))
    conditions = [within(StationDay.station_id, scope, unit) for scope, unit in grants]
    return or_(*conditions) if conditions else literal(False)


def newest_days(user: User, until: date | None) -> tuple[list[Any], list[Station]]:
    """Return the last NEWEST_DAYS days with data up to `until` (to the very last where None), and their stations.

    The days are rows of `StationDay`'s columns: there are thousands, read for their sums only.
    """
    county = Unit.__table__.alias("county")
    days = select(StationDay.day).distinct().order_by(StationDay.day.desc()).limit(NEWEST_DAYS)
    if until is not None:
        days = days.where(StationDay.day <= until)
    name = func.coalesce(func.nullif(Unit.short_name, ""), Unit.name)
    above = func.coalesce(func.nullif(county.c.short_name, ""), county.c.name)
    query = (
        select(*table_of(StationDay).columns, name, county.c.id, above)
        .join(Unit, Unit.id == StationDay.station_id)
        .outerjoin(county, county.c.id == Unit.parent_id)
        .where(StationDay.day.in_(select(days.subquery().c.day)), stations(user))
        .order_by(StationDay.day, StationDay.station_id)
    )
    rows = db.session.execute(query).all()
    found = {row.station_id: Station(row.station_id, row[-3], row[-2] or 0, row[-1] or "") for row in rows}
    return list(rows), list(found.values())


def table(period: Period) -> Any:
    """Return the model whose rows the period is read from."""
    return MonthlyVoltage if period.monthly else DailyVoltage


def _start(period: Period) -> ColumnElement[bool]:
    rows = table(period)
    found: ColumnElement[bool] = (rows.month if period.monthly else rows.day) == period.start
    return found


def _state(period: Period) -> Any:
    """Return the state of a row as SQL."""
    if not period.monthly:
        return DailyVoltage.state
    month = MonthlyVoltage
    return case(
        (month.abnormal_days > 0, literal("abnormal")),
        (month.insufficient_days >= month.days, literal("insufficient")), else_=literal("normal"),
    )  # fmt: skip


def _sent(query: Any, period: Period) -> Select[Any]:
    """Read the rows of the period, each with its area.

    The sum keeps the planner from going by area: it would look every one up in an index that grows with the history,
    while the rows of a period lie side by side.
    """
    rows = table(period)
    found: Select[Any] = query.select_from(rows).join(Area, Area.id == rows.area_id + 0).where(_start(period))
    return found


def of_period(period: Period) -> ColumnElement[bool]:
    """Return the condition that a finding is of the period."""
    return Finding.day.between(period.start, period.end) if period.monthly else Finding.day == period.start


def _of_unit(wanted: AreaFilter, offered: Iterable[Station]) -> ColumnElement[bool]:
    return Area.station_id.in_([s.id for s in offered if wanted.unit in (s.id, s.county_id)])


def _areas(user: User, wanted: AreaFilter, offered: Iterable[Station]) -> list[Any]:
    """Return what an area must meet: seen by `user`, of the unit, and found by what was typed."""
    found: list[Any] = [visible_to(user)]
    if wanted.unit:
        found.append(_of_unit(wanted, offered))
    if key := search_key(wanted.q):
        found.append(Area.search.contains(key, autoescape=True))
    return found


def _readings(wanted: AreaFilter, period: Period) -> list[Any]:
    """Return what a row of the period must meet: state, rules broken, customers out of limits."""
    rows, found = table(period), list[Any]()
    if wanted.state:
        kept = [str(state) for state in wanted.state if state is not AreaState.MISSING]
        values: list[Any] = kept if period.monthly else [DayState(text) for text in kept]
        found.append(_state(period).in_(values))
    if wanted.rule:
        found.append(Area.id.in_(select(Finding.area_id).where(of_period(period), Finding.kind.in_(wanted.rule))))
    columns = {Fault.LOW: rows.low_customers, Fault.HIGH: rows.high_customers}
    return found + [columns[fault] > 0 for fault in wanted.fault]


def _silent(user: User, wanted: AreaFilter, period: Period, offered: Iterable[Station]) -> list[Any]:
    """Return what an area in use must meet that sent nothing in the period."""
    if wanted.rule or wanted.fault or (wanted.state and AreaState.MISSING not in wanted.state):
        return [false()]
    sent = select(table(period).area_id).where(_start(period))
    return [*_areas(user, wanted, offered), Area.active, Area.id.not_in(sent)]


def _sums(part: str, user: User, wanted: AreaFilter, period: Period, offered: Sequence[Station]) -> Select[Any]:
    rows, state = table(period), _state(period)

    def total(column: Any) -> Any:
        return func.coalesce(func.sum(column), 0)

    def counted(condition: Any) -> Any:
        return func.count(case((condition, 1)))

    silent = select(func.count()).select_from(Area).where(*_silent(user, wanted, period, offered))
    columns = (
        func.count(), counted(state == "normal"), counted(state == "abnormal"), counted(state == "insufficient"),
        silent.scalar_subquery(), total(rows.outlet_valid), total(rows.outlet_qualified), total(rows.customer_valid),
        total(rows.customer_qualified), total(rows.outlet_expected + rows.customer_expected),
        total(rows.outlet_valid + rows.customer_valid), total(rows.low_customers), counted(rows.low_customers > 0),
        total(rows.high_customers), counted(rows.high_customers > 0),
    )  # fmt: skip
    query = _sent(select(literal(part), *(cast(c, Integer) for c in columns)), period)
    return query.where(*_areas(user, wanted, offered), *_readings(wanted, period))


def _kinds(user: User, wanted: AreaFilter, period: Period, offered: Sequence[Station]) -> Select[Any]:
    """Count the areas that broke each rule in the period."""
    rows = table(period)
    padding = [cast(null(), Integer)] * (len(SUM_NAMES) - 1)
    query: Any = select(
        cast(Finding.kind, literal("").type), cast(func.count(Finding.area_id.distinct()), Integer), *padding
    )
    query = query.select_from(Finding).join(Area, Area.id == Finding.area_id + 0)
    query = query.join(rows, and_(rows.area_id == Finding.area_id, _start(period)))
    broken: Select[Any] = query.where(
        of_period(period), *_areas(user, wanted, offered), *_readings(wanted, period)
    ).group_by(Finding.kind)  # fmt: skip
    return broken


def totals(
    user: User, wanted: AreaFilter, period: Period, offered: Sequence[Station]
) -> tuple[Sums, Sums, dict[RuleKind, int]]:
    """Return the sums without and with state, rule and fault, and how many areas broke each rule (one query)."""
    parts = [
        _sums(EVERYTHING, user, wanted.base, period, offered),
        _kinds(user, replace(wanted, rule=()), period, offered),
    ]
    if wanted.base != wanted:
        parts.append(_sums(LISTED, user, wanted, period, offered))
    found = {row[0]: row[1:] for row in db.session.execute(union_all(*parts))}
    everything = _all(found[EVERYTHING])
    listed = _all(found[LISTED]) if LISTED in found else everything
    return everything, listed, {kind: found[kind.value][0] for kind in RuleKind if kind.value in found}


def _all(row: Sequence[int]) -> Sums:
    """Return sums that count the areas that sent nothing among all."""
    sums = Sums(*row)
    return replace(sums, areas=sums.areas + sums.missing)


def _order(wanted: AreaFilter, period: Period) -> list[Any]:
    rows = table(period)
    columns = {
        Sort.WORST: rows.low_minutes + rows.high_minutes, Sort.CODE: Area.code,
        Sort.CUSTOMER_RATE: rows.customer_rate, Sort.OUTLET_RATE: rows.outlet_rate, Sort.LOW: rows.low_customers,
        Sort.HIGH: rows.high_customers, Sort.LOWEST: rows.lowest, Sort.HIGHEST: rows.highest,
        Sort.UNBALANCE: rows.unbalance, Sort.COMPLETENESS: rows.completeness,
    }  # fmt: skip
    key, falls = wanted.by
    column = columns[key]
    return [column.is_(None), column.desc() if falls else column.asc(), Area.code]


def listed(
    user: User,
    wanted: AreaFilter,
    period: Period,
    offered: Sequence[Station],
    *,
    sent: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Any]:
    """Return rows of (Area, its row of the period or None, kinds broken as text), in the order asked for.

    The `sent` areas with a row come first (None: not counted), those that sent nothing after them, by code. One
    query, or two where a page holds both.
    """
    found: list[Any] = []
    if sent is None or offset < sent:
        found += _with_rows(user, wanted, period, offered, limit, offset)
    if limit is None:
        return found + _without(user, wanted, period, offered, None, 0)
    if sent is not None and offset + limit > sent:
        found += _without(user, wanted, period, offered, limit - len(found), max(offset - sent, 0))
    return found


def _with_rows(
    user: User, wanted: AreaFilter, period: Period, offered: Sequence[Station], limit: int | None, offset: int
) -> Sequence[Any]:
    ids = _sent(select(Area.id), period).where(*_areas(user, wanted, offered), *_readings(wanted, period))
    ids = ids.order_by(*_order(wanted, period)).limit(limit).offset(offset)
    kinds = select(func.aggregate_strings(cast(Finding.kind, literal("").type), ","))
    kinds = kinds.where(Finding.area_id == Area.id, of_period(period))
    rows: Any = table(period)
    query: Any = select(Area, rows, kinds.correlate(Area).scalar_subquery())
    query = query.join(rows, and_(rows.area_id == Area.id, _start(period)))
    query = query.where(Area.id.in_(select(ids.subquery().c.id))).order_by(*_order(wanted, period))
    return db.session.execute(query.options(joinedload(Area.station))).all()


def _without(
    user: User, wanted: AreaFilter, period: Period, offered: Sequence[Station], limit: int | None, offset: int
) -> list[Any]:
    query = select(Area).options(joinedload(Area.station)).where(*_silent(user, wanted, period, offered))
    areas = db.session.scalars(query.order_by(Area.code).limit(limit).offset(offset))
    return [(area, None, None) for area in areas]
