"""Values come back from the database as they went in."""

from datetime import time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.voltage.builders import make_area, make_daily
from zz.voltage.models import DailyVoltage, pack, point_time, unpack
from zz.voltage.vocabulary import RuleKind

volts = st.lists(st.none() | st.integers(0, 65_534), min_size=96, max_size=96)


@given(volts)
def test_a_packed_curve_unpacks_to_itself(values: list[int | None]) -> None:
    assert len(pack(values)) == 192
    assert unpack(pack(values)) == [None if v is None else Decimal(v) / 100 for v in values]


def test_decimals_are_kept_exactly(session: Session) -> None:
    area = make_area(tap_step=Decimal("2.5"))
    make_daily(area, outlet_rate=Decimal("99.653"), lowest=Decimal("148.6"), lowest_point=78)
    session.expire_all()
    found = session.get_one(DailyVoltage, (make_daily(make_area()).day, area.id))
    assert (found.outlet_rate, found.lowest, found.area.tap_step) == (
        Decimal("99.653"),
        Decimal("148.6"),
        Decimal("2.5"),
    )


def test_points_are_quarters_of_an_hour_from_midnight() -> None:
    assert [point_time(p) for p in (1, 2, 5, 96)] == [time(0, 0), time(0, 15), time(1, 0), time(23, 45)]


def test_the_opposite_of_low_is_high() -> None:
    over = {RuleKind.OUTLET_OVERVOLTAGE, RuleKind.CUSTOMER_OVERVOLTAGE}
    assert set(RuleKind.CUSTOMER_UNDERVOLTAGE.opposite) == set(RuleKind.OUTLET_UNDERVOLTAGE.opposite) == over
    assert set(RuleKind.OUTLET_OVERVOLTAGE.opposite) == {
        RuleKind.OUTLET_UNDERVOLTAGE,
        RuleKind.CUSTOMER_UNDERVOLTAGE,
    }
    assert RuleKind.UNBALANCE.opposite == ()
