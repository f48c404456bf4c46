"""Whatever the curves, the judging agrees with a slow walk over them: limits, midnight, gaps, nothing at all."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voltage import slow
from zz.voltage.models import MISSING, VoltageRule
from zz.voltage.readings import days, judging
from zz.voltage.readings.measures import Limits
from zz.voltage.readings.store import END, KEPT, TAIL
from zz.voltage.rulebook import DEFAULTS, LENGTHS, Effective
from zz.voltage.vocabulary import DayState, RuleKind

TODAY = date(2023, 9, 13)
YESTERDAY = TODAY - timedelta(days=1)
LIMITS = Limits(19800, 23540, 35340, 40660)
AREAS = pl.DataFrame({"area_id": [1], "phases": [3], "kva": [400]}, schema_overrides={"area_id": pl.Int32})
EDGES = [Decimal(t) for t in (187, 198, "197.9", "198.1", "204.6", "204.5", "235.4", "235.5", 242, "242.1", 220)]


def rule(kind: RuleKind, number: int, length: int | None = None) -> VoltageRule:
    default = DEFAULTS[kind]
    optional = {
        name: None if text is None else Decimal(text)
        for name in ("severe", "line_threshold", "line_severe", "load")
        for text in (getattr(default, name),)
    }
    return VoltageRule(
        id=number, kind=kind, threshold=Decimal(default.threshold), consecutive=length or default.consecutive,
        min_completeness=Decimal(80), **optional,
    )  # fmt: skip


def rules(length: int | None = None) -> Effective:
    return Effective(
        {kind: rule(kind, n, length) for n, kind in enumerate(RuleKind, 1)}, {kind: {} for kind in RuleKind}
    )


def hundredths(curve: slow.Curve) -> list[int]:
    return [MISSING if v is None else int(v * 100) for v in curve]


def frame(meters: list[slow.Meter]) -> pl.DataFrame:
    """Return meters as the store gives them."""
    rows = [
        {
            "area_id": 1, "outlet": m.outlet, "meter": m.name, "phase": m.phase, "line": False,
            "u": hundredths(m.days[TODAY]), "i": None, "tail": [MISSING] * TAIL, "i_tail": None,
            "before": hundredths(m.days.get(YESTERDAY, [None] * 96))[-TAIL:], "i_before": [MISSING] * TAIL,
        }
        for m in meters
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=KEPT | {"before": END, "i_before": END})


def meter(name: str, phase: str, outlet: bool, today: slow.Curve, before: slow.Curve | None = None) -> slow.Meter:
    found = slow.Meter(name, phase, outlet, {TODAY: today})
    if before is not None:
        found.days[YESTERDAY] = before
    return found


@st.composite
def curves(draw: st.DrawFn) -> slow.Curve:
    """Draw a day of stretches: each stands at one value, or at nothing, for a while."""
    curve: slow.Curve = []
    while len(curve) < 96:
        value = draw(st.sampled_from([*EDGES, None]))
        curve += [value] * draw(st.integers(1, 20))
    return curve[:96]


@st.composite
def areas(draw: st.DrawFn) -> list[slow.Meter]:
    """Draw three phases of an outlet and two customers, one of them on three phases; some without the day before."""
    names = [("CK", "A", True), ("CK", "B", True), ("CK", "C", True), ("U1", "B", False), ("U2", "A", False),
             ("U2", "C", False)]  # fmt: skip
    return [meter(*name, draw(curves()), draw(st.none() | curves())) for name in names]


def judged(meters: list[slow.Meter], length: int | None = None) -> days.Judged:
    return days.judge(frame(meters), AREAS, rules(length), LIMITS)


@settings(max_examples=60, deadline=None)
@given(areas())
def test_the_judging_agrees_with_a_slow_walk(meters: list[slow.Meter]) -> None:
    found = judged(meters)
    day = found.days.to_dicts()[0]
    there = {m.outlet: [v for n in meters if n.outlet == m.outlet for v in n.days[TODAY]] for m in meters}
    enough = {outlet: sum(v is not None for v in values) * 5 >= len(values) * 4 for outlet, values in there.items()}
    wanted = {
        name: finding
        for name, finding in slow.findings(meters, TODAY).items()
        if enough[name.startswith("出口")]
    }  # fmt: skip
    assert {
        RuleKind(f["kind"]).label: (f["customers"], f["minutes"], Decimal(f["worst"]) / 100, f["meter"], f["point"])
        for f in found.found.to_dicts()
    } == {name: (w.customers, w.minutes, w.worst, w.meter, w.point) for name, w in wanted.items()}
    if wanted:
        assert day["state"] == DayState.ABNORMAL
    else:
        assert day["state"] == (DayState.NORMAL if all(enough.values()) else DayState.INSUFFICIENT)
    if any(v is not None for values in there.values() for v in values):
        for side, outlet in (("outlet", True), ("customer", False)):
            valid = [v for v in there[outlet] if v is not None]
            good = [v for v in valid if slow.LOW <= v <= slow.HIGH]
            rate = slow.rounded(len(good), len(valid), 3)
            assert (day[f"{side}_valid"], day[f"{side}_qualified"]) == (len(valid), len(good))
            assert day[f"{side}_rate"] == (None if rate is None else int(rate * 1000))


@settings(max_examples=60, deadline=None)
@given(curves(), st.none() | curves(), st.sampled_from(LENGTHS))
def test_every_length_of_run_is_kept(today: slow.Curve, before: slow.Curve | None, length: int) -> None:
    one = meter("U1", "A", False, today, before)
    rows = judged([one]).rows
    with_rule = rows.with_columns(pl.lit(length).alias("length"))
    for kind in (RuleKind.CUSTOMER_UNDERVOLTAGE, RuleKind.CUSTOMER_OVERVOLTAGE):
        limit = slow.HIGH if kind.over else slow.LOW
        points, fires = slow.standing(one, TODAY, limit, kind.over, length)
        sustained = pl.col("sustained")
        beyond = judging.sustained(with_rule, kind).select(judging.beyond(kind, sustained, pl.lit(int(limit * 100))))
        assert beyond.item() == fires
        broken = judging.with_minutes(judging.fired(rows, kind, judging.general(rules(length), kind, [1])), kind)
        assert broken["minutes"].to_list() == ([points * 15] if fires else [])


def flat(value: str | None, **stretches: tuple[int, int, str | None]) -> slow.Curve:
    """Return a day at one value but for stretches (from point, to point, value)."""
    curve: slow.Curve = [None if value is None else Decimal(value)] * 96
    for start, stop, other in stretches.values():
        curve[start - 1 : stop] = [None if other is None else Decimal(other)] * (stop - start + 1)
    return curve


OUTLETS = [meter("CK", phase, True, flat("225")) for phase in "ABC"]


def kinds(today: slow.Curve, before: slow.Curve | None = None) -> dict[RuleKind, int]:
    """Return what is found of a customer, with its minutes, beside a sound outlet."""
    found = judged([*OUTLETS, meter("U1", "A", False, today, before)]).found
    return {RuleKind(f["kind"]): f["minutes"] for f in found.to_dicts()}


LOW = RuleKind.CUSTOMER_UNDERVOLTAGE


@pytest.mark.parametrize(
    ("today", "before", "minutes"),
    [
        (flat("225", a=(10, 12, "190")), None, None),  # three points are not enough
        (flat("225", a=(10, 13, "190")), None, 60),
        (flat("225", a=(10, 13, "198")), None, None),  # the limit itself is within
        (flat("225", a=(10, 15, "190"), b=(12, 12, None)), None, None),  # a gap breaks a run
        (flat("225", a=(10, 20, "190"), b=(13, 13, "225")), None, 105),  # only the run that lasts counts
        (flat("225", a=(1, 1, "190")), flat("225", a=(94, 96, "190")), 15),  # the fourth point is past midnight
        (flat("225", a=(1, 1, "190")), flat("225", a=(60, 96, "190")), 15),  # a run that goes on still stands
        (flat("225", a=(1, 1, "190")), flat("225", a=(95, 96, "190")), None),
        (flat("225", a=(2, 2, "190")), flat("225", a=(60, 96, "190")), None),  # it ended at midnight
        (flat("225", a=(1, 1, "190")), flat("225", a=(60, 96, "190"), b=(96, 96, None)), None),
        (flat("225", a=(1, 3, "190")), None, None),  # nobody knows of the day before
    ],
)
def test_runs(today: slow.Curve, before: slow.Curve | None, minutes: int | None) -> None:
    assert kinds(today, before) == ({} if minutes is None else {LOW: minutes})


def test_a_day_of_nothing_is_insufficient_not_normal() -> None:
    nothing = [meter(m.name, m.phase, m.outlet, flat(None)) for m in [*OUTLETS, meter("U1", "A", False, [])]]
    day = judged(nothing).days.to_dicts()[0]
    assert day["state"] == DayState.INSUFFICIENT
    assert (day["completeness"], day["outlet_rate"], day["lowest"], day["unbalance"]) == (0, None, None, None)


@pytest.mark.parametrize(("missing", "state"), [(57, DayState.NORMAL), (58, DayState.INSUFFICIENT)])
def test_a_fifth_of_the_points_may_be_missing(missing: int, state: DayState) -> None:
    holes = flat("225", a=(1, missing - 38, None))
    outlets = [meter("CK", "A", True, holes), meter("CK", "B", True, flat("225", a=(1, 38, None))), OUTLETS[2]]
    day = judged(outlets).days.to_dicts()[0]
    assert (day["outlet_valid"], day["state"]) == (288 - missing, state)


def test_a_missing_phase_is_missing_points() -> None:
    day = judged(OUTLETS[:2])
    assert day.days.to_dicts()[0]["state"] == DayState.INSUFFICIENT
    assert days.missing_phases(day.days) == 1
    assert days.missing_phases(judged(OUTLETS).days) == 0
