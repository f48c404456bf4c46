"""A grid company for measurements: 19,994 areas in 80 stations, and any number of days of aggregates."""

import random
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from bench.seeding import MORNING, new_app
from zz import clock, schema
from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db, table_of
from zz.voltage import rulebook
from zz.voltage.models import Area, DailyVoltage, Finding, MonthlyVoltage
from zz.voltage.statistics import rollup
from zz.voltage.statistics.models import StationDay
from zz.voltage.vocabulary import RuleKind

AREAS, COUNTIES, STATIONS = 19_994, 8, 80
NEWEST = date(2023, 9, 13)
CHUNK = 20_000


def installation(days: int, areas: int = AREAS) -> Flask:
    """Return an application over a migrated database with `days` days of `areas` areas up to NEWEST."""
    app = new_app(Path(tempfile.mkdtemp(prefix="zz-bench-")))
    with app.app_context(), clock.frozen(MORNING):
        schema.upgrade()
        _company()
        rulebook.seed(at=MORNING)
        db.session.commit()
        _insert(Area, _areas(areas))
        indexes = [*table_of(DailyVoltage).indexes, *table_of(Finding).indexes]
        for index in indexes:
            index.drop(db.session.connection())
        db.session.commit()
        first = NEWEST - timedelta(days=days - 1)
        _insert(DailyVoltage, _day(NEWEST, areas))
        _insert(Finding, _findings(NEWEST, areas))
        day = NEWEST - timedelta(days=1)
        while day >= first:
            _again(day)
            day -= timedelta(days=1)
        for index in indexes:
            index.create(db.session.connection())
        db.session.commit()
        _summed()
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    return app


def _insert(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    batch = list(rows)
    for start in range(0, len(batch), CHUNK):
        db.session.execute(insert(table_of(model)), batch[start : start + CHUNK])
    db.session.commit()


def _company() -> None:
    """Add a city company (unit 1) with its counties and stations; `gridmgr` works in the first, `station` below."""
    names = [("株洲供电", None)] + [(f"第{n}县公司", 1) for n in range(COUNTIES)]
    names += [(f"第{n}供电所", 2 + n % COUNTIES) for n in range(STATIONS)]
    paths: dict[int, str] = {}
    for number, (name, parent) in enumerate(names, 1):
        paths[number] = f"{paths[parent] if parent else '/'}{number}/"
        unit = Unit(id=number, kind=UnitKind.GRID, name=name, path=paths[number], parent_id=parent)
        db.session.add(unit)
        db.session.flush()
    for username, unit_id, role in (("gridmgr", 1, Role.GRID_MANAGER), ("station", 10, Role.GRID_STATION)):
        db.session.add(
            User(
                username=username, name=username, password_hash="!", password_changed_at=MORNING, created_at=MORNING,
                must_change_password=False, memberships=[Membership(unit_id=unit_id, role=role)],
            )
        )  # fmt: skip
    db.session.flush()


def _areas(count: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        yield {
            "id": number, "code": f"ZZ{number:06}", "name": f"第{number}号台区", "station_id": 10 + number % STATIONS,
            "kva": 400, "tap": 3, "customers": 60, "search": f"第{number}号台区 zz{number:06}", "created_at": MORNING,
            "version": 1, "phases": 3, "active": True, "feeder": "",
        }  # fmt: skip


def _day(day: date, count: int) -> Iterator[dict[str, Any]]:
    """Yield a day of aggregates: one area in forty out of limits, one in fifty with too little data."""
    chance = random.Random(day.toordinal())
    for number in range(1, count + 1):
        low = chance.randrange(1, 13) if number % 40 == 0 else 0
        short = number % 50 == 1
        valid = 3_000 if short else 5_700 + chance.randrange(60)
        qualified = valid - low * 9
        yield {
            "day": day, "area_id": number, "state": "insufficient" if short else "abnormal" if low else "normal",
            "outlet_expected": 288, "outlet_valid": 288, "outlet_qualified": 288, "customer_expected": 5_760,
            "customer_valid": valid, "customer_qualified": qualified, "outlet_rate": 100,
            "customer_rate": round(qualified * 100 / valid, 3), "completeness": round((valid + 288) / 60.48, 2),
            "meters": 60, "low_customers": low, "low_minutes": low * 135, "high_customers": 0, "high_minutes": 0,
            "lowest": 186 if low else 205, "lowest_point": 78, "lowest_meter": f"ZZ{number:06}-U1",
            "lowest_phase": "A", "highest": 231, "highest_point": 12, "highest_meter": f"ZZ{number:06}-U2",
            "highest_phase": "B", "outlet_min": 218, "outlet_max": 231, "unbalance": 2,
        }  # fmt: skip


def _findings(day: date, count: int) -> Iterator[dict[str, Any]]:
    rule = rulebook.general(RuleKind.CUSTOMER_UNDERVOLTAGE, rulebook.in_force(day)).id
    for number in range(40, count + 1, 40):
        yield {
            "day": day, "area_id": number, "kind": "customer_undervoltage", "rule_id": rule, "severity": "ordinary",
            "customers": 3, "minutes": 405, "meter": "", "phase": "",
        }  # fmt: skip


def _again(day: date) -> None:
    """Let another day be as the newest, set-based: two years are 14.6 million rows."""
    for model in (DailyVoltage, Finding):
        names = [column.name for column in table_of(model).columns if column.name not in ("day", "id")]
        listed, table = ", ".join(names), model.__tablename__
        copy = f"INSERT INTO {table} (day, {listed}) SELECT :day, {listed} FROM {table} WHERE day = :newest"
        db.session.execute(text(copy), {"day": day.isoformat(), "newest": NEWEST.isoformat()})
    db.session.commit()


def _summed() -> None:
    """Sum the days up by month and by station, as judging does."""
    table = table_of(StationDay)
    db.session.execute(insert(table).from_select(rollup.COLUMNS, rollup.sums()))
    db.session.execute(text(MONTHS))
    db.session.commit()


MONTHS = f"""
INSERT INTO {MonthlyVoltage.__tablename__} (
  month, area_id, days, abnormal_days, insufficient_days, outlet_expected, outlet_valid, outlet_qualified,
  customer_expected, customer_valid, customer_qualified, outlet_rate, customer_rate, completeness, low_customers,
  low_days, low_minutes, high_customers, high_days, high_minutes, lowest, highest, unbalance)
SELECT strftime('%Y-%m-01', day), area_id, count(*), sum(state = 'abnormal'), sum(state = 'insufficient'),
  sum(outlet_expected), sum(outlet_valid), sum(outlet_qualified), sum(customer_expected), sum(customer_valid),
  sum(customer_qualified), 100000, sum(customer_qualified) * 100000 / sum(customer_valid), 9800, max(low_customers),
  sum(low_customers > 0), sum(low_minutes), 0, 0, 0, min(lowest), max(highest), max(unbalance)
FROM daily_voltage GROUP BY 1, 2"""  # the figures of measurements, not of judging: no more than what takes the room
