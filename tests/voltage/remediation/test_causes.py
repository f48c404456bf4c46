"""The hint of the cause follows the shape, and says why."""

from datetime import time
from decimal import Decimal

import pytest

from zz.voltage.remediation.causes import Shape, hint
from zz.voltage.remediation.vocabulary import Cause
from zz.voltage.vocabulary import RuleKind as K


def shape(
    kind: K, minutes: int = 120, customers: int = 5, others: int = 30, at: str = "03:00", **more: object
) -> Shape:
    values = {"outlet_too": False, "unbalance": Decimal("0.5"), **more}
    return Shape(kind, minutes, customers, others, time.fromisoformat(at), **values)  # type: ignore[arg-type]


CASES = [
    (shape(K.OUTLET_OVERVOLTAGE, minutes=1440), Cause.TAP, "全天偏高"),
    (shape(K.OUTLET_UNDERVOLTAGE, minutes=900), Cause.TAP, "全天偏低"),
    (shape(K.OUTLET_UNDERVOLTAGE, at="19:30"), Cause.LOAD_OR_LINE, "19:30"),
    (shape(K.OUTLET_OVERVOLTAGE, at="12:15"), Cause.PHOTOVOLTAIC, "光伏"),
    (shape(K.OUTLET_OVERVOLTAGE), Cause.TAP, "轻载时偏高"),
    (shape(K.OUTLET_UNDERVOLTAGE), Cause.UNKNOWN, "现场核实"),
    (shape(K.CUSTOMER_UNDERVOLTAGE, at="19:45"), Cause.LOAD_OR_LINE, "末端 5 户偏低"),
    (shape(K.CUSTOMER_UNDERVOLTAGE), Cause.LOAD_OR_LINE, "出口正常"),
    (shape(K.CUSTOMER_UNDERVOLTAGE, outlet_too=True, at="19:45"), Cause.TAP, "出口同时偏低"),
    (shape(K.CUSTOMER_UNDERVOLTAGE, customers=1), Cause.METER, "另 30 户正常"),
    (shape(K.CUSTOMER_UNDERVOLTAGE, customers=1, at="20:00"), Cause.LOAD_OR_LINE, "末端 1 户"),
    (shape(K.CUSTOMER_UNDERVOLTAGE, customers=1, others=1), Cause.LOAD_OR_LINE, "末端 1 户"),
    (shape(K.CUSTOMER_OVERVOLTAGE, at="13:00"), Cause.PHOTOVOLTAIC, "13:00"),
    (shape(K.CUSTOMER_OVERVOLTAGE, at="13:00", outlet_too=True), Cause.TAP, "出口同时偏高"),
    (shape(K.CUSTOMER_UNDERVOLTAGE, unbalance=Decimal("6.2")), Cause.UNBALANCE, "6.2%（幅值法）"),
    (shape(K.UNBALANCE), Cause.UNBALANCE, "三相电流"),
]


@pytest.mark.parametrize(("seen", "cause", "words"), CASES)
def test_the_shape_hints(seen: Shape, cause: Cause, words: str) -> None:
    found, why = hint(seen)
    assert found == cause
    assert words in why
