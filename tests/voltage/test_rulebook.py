"""Which version of a rule judges which area."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from tests.builders import LONG_AGO
from tests.voltage.builders import DAY, make_area, make_rules, make_station
from zz.voltage import rulebook
from zz.voltage.models import Area, VoltageRule
from zz.voltage.vocabulary import RuleKind

LOW = RuleKind.CUSTOMER_UNDERVOLTAGE


def narrower(session: Session, threshold: str, **columns: object) -> VoltageRule:
    base = rulebook.general(LOW, rulebook.in_force(DAY))
    names = (
        "severe", "recovery", "consecutive", "window_days", "min_days", "min_completeness", "line_threshold",
        "valid_from", "by_name",
    )  # fmt: skip
    kept = {name: getattr(base, name) for name in names}
    values = {**kept, "kind": LOW, "number": 1, "threshold": Decimal(threshold), "at": LONG_AGO, "reason": "更严"}
    rule = VoltageRule(**{**values, **columns})
    session.add(rule)
    session.flush()
    return rule


def agree(area: Area, day: date) -> VoltageRule:
    """Return the version for an area, as both ways of asking say it."""
    one = rulebook.of_area(area, day)[LOW]
    assert rulebook.effective(day).rule(LOW, area.id) is one
    return one


def test_the_nearest_scope_wins(session: Session) -> None:
    general = make_rules()[LOW]
    station, other = make_station(), make_station()
    plain, own, elsewhere = make_area(station), make_area(station), make_area(other)
    assert agree(plain, DAY) is general
    of_county = narrower(session, "199", unit_id=station.parent_id)
    of_station = narrower(session, "200", unit_id=station.id)
    of_area = narrower(session, "205", area_id=own.id)
    assert agree(plain, DAY) is of_station
    assert agree(own, DAY) is of_area
    assert agree(elsewhere, DAY) is general
    of_station.valid_to = DAY
    session.flush()
    assert agree(plain, DAY) is of_county
    assert agree(plain, date(2023, 9, 12)) is of_station


def test_defaults_are_those_of_the_standard(session: Session) -> None:
    found = make_rules()
    make_rules()  # a second time adds nothing
    assert len(rulebook.in_force(DAY)) == len(RuleKind)
    said = {kind: (r.threshold, r.severe, r.line_threshold, r.consecutive, r.load) for kind, r in found.items()}
    assert said == {
        RuleKind.OUTLET_OVERVOLTAGE: (Decimal("235.40"), Decimal("242.00"), None, 4, None),
        RuleKind.OUTLET_UNDERVOLTAGE: (Decimal("204.60"), Decimal("198.00"), None, 4, None),
        RuleKind.CUSTOMER_UNDERVOLTAGE: (Decimal("198.00"), Decimal("187.00"), Decimal("353.40"), 4, None),
        RuleKind.CUSTOMER_OVERVOLTAGE: (Decimal("235.40"), Decimal("242.00"), Decimal("406.60"), 4, None),
        RuleKind.UNBALANCE: (Decimal("25.00"), Decimal("50.00"), None, 8, Decimal("50.00")),
    }
    assert {(r.window_days, r.min_days, r.min_completeness) for r in found.values()} == {(30, 3, Decimal(80))}


def test_without_rules_the_desk_says_so(session: Session) -> None:
    with pytest.raises(LookupError, match="run init"):
        rulebook.effective(DAY)


def test_recovery_lies_within_the_threshold() -> None:
    for kind, default in rulebook.DEFAULTS.items():
        inside = Decimal(default.recovery) - Decimal(default.threshold)
        assert inside < 0 if kind.over else inside > 0
