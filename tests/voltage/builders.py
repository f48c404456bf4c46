"""Rows of the voltage desk for tests: a company of stations, areas, days, findings, rules."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from tests.builders import LONG_AGO, make_unit
from zz.accounts.models import Unit
from zz.accounts.roles import UnitKind
from zz.db import db
from zz.voltage import rulebook
from zz.voltage.models import Area, DailyVoltage, Finding, VoltageRule
from zz.voltage.vocabulary import DayState, RuleKind, Severity

DAY = date(2023, 9, 13)

_numbers = count(1)


def make_station(county: Unit | None = None, **columns: Any) -> Unit:
    """Make a supply station, below a county company of its own (below a city company) unless one is given."""
    if county is None:
        county = make_unit(UnitKind.GRID, make_unit(UnitKind.GRID))
    return make_unit(UnitKind.GRID, county, **columns)


def make_rules() -> dict[RuleKind, VoltageRule]:
    """Make the first versions of the general rules, as `init` does; return them by kind."""
    rulebook.seed(at=LONG_AGO)
    return {rule.kind: rule for rule in rulebook.in_force(DAY) if rule.unit_id is None and rule.area_id is None}


def make_area(station: Unit | None = None, **columns: Any) -> Area:
    """Make an area of a station of its own unless one is given."""
    number = next(_numbers)
    defaults = {
        "code": f"TQ{number:06}", "name": f"台区{number}", "kva": 400, "phases": 3, "customers": 60, "tap": 3,
        "taps": 5, "created_at": LONG_AGO,
    }  # fmt: skip
    area = Area(station=station or make_station(), **{**defaults, **columns})
    area.search = f"{area.name} {area.code}"
    db.session.add(area)
    db.session.flush()
    return area


def make_daily(area: Area, day: date = DAY, **columns: Any) -> DailyVoltage:
    """Make a normal, complete day of an area."""
    defaults: dict[str, Any] = {
        "state": DayState.NORMAL, "outlet_expected": 288, "outlet_valid": 288, "outlet_qualified": 288,
        "customer_expected": 576, "customer_valid": 576, "customer_qualified": 576, "outlet_rate": 100,
        "customer_rate": 100, "completeness": 100, "meters": 6, "low_customers": 0, "low_minutes": 0,
        "high_customers": 0, "high_minutes": 0, "sustained_outlet_low": 221, "sustained_outlet_high": 228,
        "sustained_customer_low": 215, "sustained_customer_high": 227,
    }  # fmt: skip
    row = DailyVoltage(area_id=area.id, day=day, **{**defaults, **columns})
    db.session.add(row)
    db.session.flush()
    return row


def make_finding(
    area: Area, kind: RuleKind = RuleKind.CUSTOMER_UNDERVOLTAGE, day: date = DAY, **columns: Any
) -> Finding:
    """Make a finding of the general rule; `make_rules` comes before."""
    rule = rulebook.general(kind, rulebook.in_force(day))
    defaults = {"severity": Severity.ORDINARY, "customers": 1 if kind.of_customers else 0, "minutes": 60}
    found = Finding(area_id=area.id, day=day, kind=kind, rule_id=rule.id, **{**defaults, **columns})
    db.session.add(found)
    db.session.flush()
    return found


def days_before(day: date, number: int) -> list[date]:
    """Return the `number` days that end with `day`, in order."""
    return [day - timedelta(days=i) for i in range(number - 1, -1, -1)]
