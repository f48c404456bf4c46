from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import MORNING
from zz import rules
from zz.journal import timeline
from zz.rules import Column, Kind, definitions, kinds, operations

TODAY, KEY = MORNING.date(), "light.yellow_from"
ROWS = Column("measure", "措施"), Column("days", "工作日", Kind.INT)


@pytest.fixture
def probe() -> Iterator[rules.Definition]:
    """Declare a rule for one test."""
    yield rules.define("probe.table", "办理时限", "试验", Kind.TABLE, [], columns=ROWS)
    del definitions._definitions["probe.table"]


def change(value: Any, valid_from: date = TODAY, at: datetime = MORNING) -> rules.Rule:
    return rules.change_rule(KEY, value, by=None, at=at, reason="试行", valid_from=valid_from)


def test_without_a_row_the_default_holds(session: Session) -> None:
    assert rules.value(KEY) == Decimal(10)
    assert rules.value("security.login_failures") == 5
    assert rules.value("report.money_filler") == "owner"
    with pytest.raises(KeyError):
        rules.value("no.such.rule")


def test_a_change_holds_from_its_day_and_the_past_keeps_its_rule(session: Session) -> None:
    change(Decimal("12.5"), TODAY + timedelta(days=5))
    assert rules.value(KEY) == Decimal(10)
    assert rules.value(KEY, TODAY + timedelta(days=4)) == Decimal(10)
    assert rules.value(KEY, TODAY + timedelta(days=5)) == Decimal("12.5")


def test_two_changes_of_one_day_leave_the_later(session: Session) -> None:
    change(Decimal(12))
    change(Decimal(15))
    assert rules.value(KEY) == Decimal(15)
    assert [r.value for r in rules.history([KEY])[KEY]] == ["15", "12"]


def test_a_planned_version_stays_when_a_nearer_one_is_made(session: Session) -> None:
    change(Decimal(20), TODAY + timedelta(days=30))
    change(Decimal(15))
    assert rules.value(KEY, TODAY + timedelta(days=29)) == Decimal(15)
    assert rules.value(KEY, TODAY + timedelta(days=30)) == Decimal(20)


def test_a_replaced_plan_does_not_end_the_version_before_it(session: Session) -> None:
    change(Decimal(20), TODAY + timedelta(days=30))
    change(Decimal(25), TODAY + timedelta(days=30))
    change(Decimal(15))
    assert rules.value(KEY, TODAY + timedelta(days=30)) == Decimal(25)
    assert rules.value(KEY, TODAY + timedelta(days=29)) == Decimal(15)


def test_what_was_decided_is_not_rewritten(session: Session) -> None:
    with pytest.raises(rules.Unacceptable, match="不能早于今天"):
        change(Decimal(12), TODAY - timedelta(days=1))


def test_a_change_tells_who_when_and_from_what_to_what(session: Session) -> None:
    user = make_user(name="李清")
    row = rules.change_rule(KEY, Decimal(12), by=user, at=MORNING, reason="市里新规定")
    (entry,) = timeline([("rule", row.id)])
    assert (entry.who, entry.payload["old"], entry.payload["new"]) == ("李清", "10 个百分点", "12 个百分点")
    assert row.changed_by_name == "李清"


def test_a_change_is_told_to_those_who_listen_for_its_prefix(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(operations, "_listeners", [])
    rules.on_change("light.", lambda key, *, by, at: heard.append(key))
    change(Decimal(12))
    rules.change_rule("report.due_day", 5, by=None, at=MORNING, reason="x")
    assert heard == [KEY]


def test_all_rules_come_in_one_query(session: Session, statements: list[str]) -> None:
    for group in rules.grouped().values():
        for rule in group:
            rules.value(rule.key)
    assert len([s for s in statements if s.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        (KEY, ["12.5"], Decimal("12.5")),
        ("report.due_day", [" 5 "], 5),
        ("report.money_filler", ["commissioner"], "commissioner"),
        ("gate.preliminary.under_construction.photo", [], False),
        ("gate.under_construction.completed", ["production", "nonsense"], ["production"]),
    ],
)
def test_what_is_typed_becomes_a_value(key: str, typed: list[str], value: Any) -> None:
    assert kinds.parse(rules.definition(key), typed) == value


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        (KEY, ["zwölf"], "请填写数字"),
        (KEY, ["NaN"], "请填写数字"),
        (KEY, ["101"], "不能大于 100个百分点"),
        ("report.due_day", ["2.5"], "请填写整数"),
        ("report.due_day", ["0"], "不能小于 1日"),
        ("report.money_filler", ["mayor"], "请选择其中一项"),
        ("gate.under_construction.completed", [], "至少保留一项"),
    ],
)
def test_what_a_rule_cannot_take_is_refused_with_a_sentence(key: str, typed: list[str], sentence: str) -> None:
    with pytest.raises(rules.Unacceptable, match=sentence):
        kinds.parse(rules.definition(key), typed)


def test_a_table_is_typed_as_rows(probe: rules.Definition) -> None:
    typed = [{"measure": "调档", "days": "3"}, {"measure": "", "days": ""}]
    value = kinds.parse_table(probe, typed)
    assert value == [{"measure": "调档", "days": 3}]
    assert kinds.load(probe, kinds.dump(value)) == value
    assert kinds.words(probe, value) == "措施 调档，工作日 3"
    with pytest.raises(rules.Unacceptable, match="第 1 行“工作日”：请填写数字"):
        kinds.parse_table(probe, [{"measure": "调档", "days": "x"}])
