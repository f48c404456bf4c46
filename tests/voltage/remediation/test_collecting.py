"""The library fills itself from judged days, bears judging twice, and takes back what is no longer so."""

from datetime import date

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.conftest import MORNING
from tests.voltage.builders import DAY, days_before, make_area, make_daily, make_finding, make_rules
from zz.db import db
from zz.journal import Event
from zz.voltage.models import Area, Finding
from zz.voltage.remediation.collecting import collect
from zz.voltage.remediation.models import VoltageProblem
from zz.voltage.remediation.vocabulary import Cause, EntryState
from zz.voltage.vocabulary import DayState, RuleKind, Severity

LOW = RuleKind.CUSTOMER_UNDERVOLTAGE


@pytest.fixture
def area(session: Session) -> Area:
    make_rules()
    return make_area(customers=60)


def faulty(area: Area, *days: date, kind: RuleKind = LOW, **columns: object) -> None:
    for day in days:
        make_daily(area, day, state=DayState.ABNORMAL, lowest_point=78)
        make_finding(area, kind, day, **{"customers": 12, "minutes": 1440, "point": 78, **columns})  # type: ignore[arg-type]


def judged(*days: date) -> None:
    db.session.commit()
    collect(sorted(days), MORNING)


def entry() -> VoltageProblem:
    db.session.expire_all()
    return db.session.scalars(select(VoltageProblem)).one()


def events() -> list[str]:
    return list(
        db.session.scalars(select(Event.verb).where(Event.subject_type == "voltage_problem").order_by(Event.id))
    )


def test_a_fault_enters_persists_and_recovers(area: Area) -> None:
    days = days_before(DAY, 12)
    faulty(area, *days[:2])
    judged(*days[:2])
    assert (entry().state, entry().persistent, entry().window_days) == (EntryState.OPEN, False, 2)
    faulty(area, days[2], severity=Severity.SEVERE)
    judged(days[2])
    found = entry()
    assert found.persistent and found.severe
    assert (found.days, found.weight, found.customers, found.recurrences) == (3, 3 * 1440, 12, 0)
    assert found.cause == Cause.LOAD_OR_LINE
    assert "末端 12 户偏低" in found.cause_why
    for day in days[3:9]:
        make_daily(area, day)
        judged(day)
    assert entry().state == EntryState.OPEN, "six clear days are not seven"
    make_daily(area, days[9])
    judged(days[9])
    assert (entry().state, entry().recovered_on) == (EntryState.RECOVERED, days[9])
    faulty(area, days[10])
    judged(days[10])
    assert (entry().state, entry().recurrences, entry().persistent) == (EntryState.OPEN, 1, False)
    assert events() == [
        "voltage_problem_entered", "voltage_problem_persisted", "voltage_problem_recovered", "voltage_problem_entered",
    ]  # fmt: skip


def test_within_the_limit_but_not_beyond_the_recovery_threshold_is_no_recovery(area: Area) -> None:
    days = days_before(DAY, 9)
    faulty(area, days[0])
    for day in days[1:]:
        make_daily(area, day, sustained_customer_low=199)  # the rule fires below 198 and is over from 200
    judged(*days)
    assert entry().state == EntryState.OPEN
    assert entry().clear_days == 0


def test_judging_twice_changes_nothing(area: Area) -> None:
    days = days_before(DAY, 3)
    faulty(area, *days)
    judged(*days)
    version, said = entry().version, events()
    for _ in range(2):
        judged(days[-1])
        judged(*days)
    assert entry().version == version
    assert events() == said


def test_a_day_that_no_longer_fires_is_taken_back(area: Area) -> None:
    days = days_before(DAY, 3)
    faulty(area, *days)
    judged(*days)
    db.session.execute(delete(Finding).where(Finding.day == days[-1]))
    judged(days[-1])
    assert (entry().days, entry().last_day, entry().state) == (2, days[1], EntryState.OPEN)
    db.session.execute(delete(Finding))
    judged(*days)
    assert (entry().state, entry().days, entry().weight) == (EntryState.TAKEN_BACK, 0, 0)
    make_finding(area, LOW, days[0])
    judged(days[0])
    assert (entry().state, entry().days) == (EntryState.OPEN, 1)


def test_an_old_day_sent_again_finds_its_place(area: Area) -> None:
    """A day that comes late lies between the others: the entry is what it would have been in order."""
    days = days_before(DAY, 12)
    faulty(area, days[10], days[11])
    for day in days[1:10]:
        make_daily(area, day)
    judged(*days[1:])
    assert (entry().recurrences, entry().first_day) == (0, days[10])
    faulty(area, days[0])
    judged(days[0])
    found = entry()
    assert (found.recurrences, found.first_day, found.days, found.state) == (1, days[10], 2, EntryState.OPEN)


def test_every_rule_of_an_area_has_an_entry_and_an_outlet_weighs_for_all_its_customers(area: Area) -> None:
    make_daily(area, DAY, state=DayState.ABNORMAL)
    make_finding(area, RuleKind.OUTLET_OVERVOLTAGE, DAY, minutes=1440)
    make_finding(area, RuleKind.CUSTOMER_OVERVOLTAGE, DAY, customers=9, minutes=540, point=50)
    judged(DAY)
    found = {e.kind: e for e in db.session.scalars(select(VoltageProblem))}
    assert found[RuleKind.OUTLET_OVERVOLTAGE].weight == 60 * 1440
    assert found[RuleKind.OUTLET_OVERVOLTAGE].cause == Cause.TAP
    assert found[RuleKind.CUSTOMER_OVERVOLTAGE].weight == 540
    assert "出口同时偏高" in found[RuleKind.CUSTOMER_OVERVOLTAGE].cause_why


def test_insufficient_days_are_not_clear_days(area: Area) -> None:
    days = days_before(DAY, 9)
    faulty(area, days[0])
    for day in days[1:]:
        make_daily(area, day, state=DayState.INSUFFICIENT)
    judged(*days)
    assert (entry().state, entry().clear_days) == (EntryState.OPEN, 0)


def test_many_areas_take_as_many_queries_as_one(session: Session, statements: list[str]) -> None:
    make_rules()
    for _ in range(3):
        faulty(make_area(), DAY)
    session.commit()
    collect([DAY], MORNING)
    statements.clear()
    collect([DAY], MORNING)
    few = len(statements)
    for _ in range(20):
        faulty(make_area(), DAY)
    session.commit()
    collect([DAY], MORNING)
    statements.clear()
    collect([DAY], MORNING)
    assert len(statements) == few
