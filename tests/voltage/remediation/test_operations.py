"""A remediation from dispatch to verification and beyond, and what the rules refuse on the way."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.voltage.remediation import world as w
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState
from zz.db import db
from zz.journal import Event
from zz.notices.models import Notice
from zz.voltage.remediation import entry_operations, operations, policy, rechecking, verifying
from zz.voltage.remediation.handling import Refused, assignments_of
from zz.voltage.remediation.models import Comparison, Remediation
from zz.voltage.remediation.operations import Plan, Work
from zz.voltage.remediation.vocabulary import EntryState, Measure, Verdict
from zz.voltage.remediation.vocabulary import RemediationAction as A
from zz.voltage.remediation.vocabulary import RemediationState as S
from zz.workflow import InvalidTransition

STAGED: dict[S, Callable[[w.World], Remediation]] = {
    S.FOUND: w.dispatched, S.RETURNED: w.returned, S.PLANNED: w.planned, S.RESERVED: w.reserve,
    S.IN_PROGRESS: w.worked, S.PENDING_VERIFICATION: w.asked, S.VERIFIED: w.verified, S.WITHDRAWN: w.withdrawn,
}  # fmt: skip


@pytest.fixture
def company(session: Session) -> w.World:
    return w.world()


def verbs(found: Remediation) -> list[str]:
    query = select(Event.verb).where(Event.subject_type == "remediation", Event.subject_id == found.id)
    return [verb for verb in db.session.scalars(query.order_by(Event.id)) if verb.startswith("remediation_")]


def duty(found: Remediation) -> Assignment:
    return next(a for a in assignments_of(found) if a.id == found.current_id)


@pytest.mark.parametrize("state", S)
def test_a_remediation_in_a_state_has_the_duty_that_it_opens(company: w.World, state: S) -> None:
    found = STAGED[state](company)
    assert found.state == state
    w.lives_once(found)


def test_the_story_of_the_page(company: w.World) -> None:
    found = w.dispatched(company)
    assert found.number == "株电压治〔2023〕1号"
    assert (duty(found).state, duty(found).due_on) == (AssignmentState.PENDING, date(2023, 9, 8))
    operations.plan(found, w.PLAN, by=company["station"], at=w.shanghai(9, 5, 10))
    assert duty(found).title == "谭家冲台区 用户低电压：调档"
    assert duty(found).due_on == date(2023, 9, 8), "three working days for a change of tap"
    operations.record_work(found, Work(w.WORK, "已调档", 3, 2), by=company["station"], at=w.shanghai(9, 5, 16))
    assert company.area.tap == 2
    operations.ask_closure(found, "申请闭环", by=company["station"], at=w.shanghai(9, 5, 17))
    verify = duty(found)
    assert (verify.kind, verify.due_on, verify.next_step_at) == (AssignmentKind.VERIFY, None, None), "it waits for data"
    w.well(company, *w.AFTER[:6])
    w.judge(*w.AFTER[:6], at=w.shanghai(9, 12))
    rechecking.follow_up(w.shanghai(9, 12, 10))
    made = db.session.scalars(select(Comparison)).one()
    assert made.verdict == Verdict.INSUFFICIENT
    with pytest.raises(Refused, match="只有 6 个有效日"):
        verifying.verify(found, "同意", by=company["manager"], at=w.shanghai(9, 12))
    w.well(company, w.AFTER[6])
    db.session.commit()
    rechecking.follow_up(w.shanghai(9, 13))
    db.session.expire_all()
    made = db.session.scalars(select(Comparison)).one()
    assert made.verdict == Verdict.MET
    assert made.control_id == company.beside.id
    assert len(made.figures["control_after"]) == 7
    assert duty(found).due_on == date(2023, 9, 18)
    verifying.verify(found, "同意，通过验证。", by=company["manager"], at=w.shanghai(9, 13, 10))
    assert (found.state, found.next_check_on) == (S.VERIFIED, date(2023, 10, 13))
    assert {a.state for a in assignments_of(found)} == {AssignmentState.DISCHARGED}
    assert verbs(found) == [
        "remediation_dispatched", "remediation_planned", "remediation_started", "remediation_recorded",
        "remediation_closure_asked", "remediation_compared", "remediation_verified",
    ]  # fmt: skip
    told = set(db.session.scalars(select(Notice.text).where(Notice.user_id == company["station"].id)))
    assert "验证通过，已闭环：谭家冲台区 用户低电压" in told


def test_only_what_persists_is_dispatched_and_only_once(company: w.World) -> None:
    entry = company.entry
    found = w.dispatched(company)
    with pytest.raises(Refused, match="已派发"):
        operations.dispatch(entry, "", by=company["manager"], at=w.shanghai(9, 6))
    operations.withdraw(found, "重复", by=company["manager"], at=w.shanghai(9, 6))
    entry.persistent = False
    with pytest.raises(Refused, match="观察"):
        operations.dispatch(entry, "", by=company["manager"], at=w.shanghai(9, 6))
    entry.persistent = True
    entry_operations.dismiss(entry, "停电检修", by=company["manager"], at=w.shanghai(9, 6))
    with pytest.raises(Refused, match="已排除"):
        operations.dispatch(entry, "", by=company["manager"], at=w.shanghai(9, 6))


def test_a_reserve_project_has_a_month_and_no_ladder(company: w.World) -> None:
    found = w.dispatched(company)
    with pytest.raises(Refused, match="年月"):
        operations.plan(
            found, Plan(Measure.CAPACITY, "增容到400kVA", "罗勇"), by=company["station"], at=w.shanghai(9, 5, 10)
        )
    db.session.rollback()
    found = w.reserve(company)
    assert (duty(found).due_on, duty(found).next_step_at) == (None, None)
    assert found.reserve_month == date(2024, 6, 1)
    operations.plan(found, w.PLAN, by=company["station"], at=w.shanghai(9, 6))
    assert (found.state, found.reserve_month) == (S.PLANNED, None)
    w.lives_once(found)


def test_the_work_says_what_became_of_the_tap(company: w.World) -> None:
    found = w.planned(company)
    for done, words in (
        (Work(w.WORK, "已调", None, 2), "原档位"), (Work(w.WORK, "已调", 3, 3), "相同"),
        (Work(date(2023, 9, 9), "已调", 3, 2), "不能晚于今天"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            operations.record_work(found, done, by=company["station"], at=w.shanghai(9, 5, 16))
    with pytest.raises(InvalidTransition):
        operations.ask_closure(found, "申请闭环", by=company["station"], at=w.shanghai(9, 5, 17))
    with pytest.raises(InvalidTransition):
        loop.reply(duty(found), "已办", [], by=company["station"], at=w.shanghai(9, 5, 17))


def test_a_rejected_remediation_goes_back_with_a_date_and_is_compared_anew(company: w.World) -> None:
    found = w.asked(company)
    w.fault(company, w.AFTER[0])
    w.judge(w.AFTER[0], at=w.shanghai(9, 7))
    made = db.session.scalars(select(Comparison)).one()
    assert made.verdict == Verdict.NOT_MET, "one firing day is enough to know"
    with pytest.raises(Refused, match="不达标"):
        verifying.verify(found, "同意", by=company["manager"], at=w.shanghai(9, 7))
    verifying.reject(found, "9月6日仍有12户低电压", date(2023, 9, 12), by=company["manager"], at=w.shanghai(9, 7))
    w.lives_once(found)
    assert (found.state, found.rejections, found.round, found.work_on) == (S.IN_PROGRESS, 1, 2, None)
    assert (duty(found).round, duty(found).due_on) == (2, date(2023, 9, 12))
    with pytest.raises(InvalidTransition):
        operations.ask_closure(found, "再次申请", by=company["station"], at=w.shanghai(9, 8))
    operations.record_work(found, Work(date(2023, 9, 8), "再调一档", 2, 1), by=company["station"], at=w.shanghai(9, 8))
    operations.ask_closure(found, "再次申请", by=company["station"], at=w.shanghai(9, 8))
    w.lives_once(found)


def test_sent_back_it_waits_for_the_manager(company: w.World) -> None:
    found = w.returned(company)
    assert duty(found).holder == f"u{company.company.id}:grid_manager"
    company.area.station_id = company.second.id
    operations.redispatch(found, "请渌口所办理", by=company["manager"], at=w.shanghai(9, 6))
    assert duty(found).holder == f"u{company.second.id}:grid_station"
    w.lives_once(found)


def test_who_did_the_work_does_not_verify_it(company: w.World) -> None:
    from zz.accounts.models import Membership
    from zz.accounts.roles import Role

    company["manager"].memberships.append(Membership(unit=company.station, role=Role.GRID_STATION))
    found = w.planned(company)
    operations.record_work(found, Work(w.WORK, "已调档", 3, 2), by=company["manager"], at=w.shanghai(9, 5, 16))
    operations.ask_closure(found, "申请闭环", by=company["mate"], at=w.shanghai(9, 5, 17))
    today = date(2023, 9, 5)
    assert not policy.can(policy.standing(company["manager"], found, today), A.VERIFY)
    assert not policy.can(policy.standing(company["mate"], found, today), A.VERIFY)
    assert not policy.can(policy.standing(company["stranger"], found, today), A.VERIFY)


@pytest.mark.parametrize("who", ["manager", "station", "second", "stranger"])
@pytest.mark.parametrize("state", [S.FOUND, S.IN_PROGRESS, S.PENDING_VERIFICATION])
def test_who_may_do_what(company: w.World, who: str, state: S) -> None:
    found = STAGED[state](company)
    standing = policy.standing(company[who], found, date(2023, 9, 5))
    may = {action for action in policy.WHO if policy.can(standing, action)}
    assert may == {
        ("manager", S.FOUND): {A.WITHDRAW},
        ("manager", S.IN_PROGRESS): {A.WITHDRAW},
        ("manager", S.PENDING_VERIFICATION): {A.VERIFY, A.REJECT},
        ("station", S.FOUND): {A.PLAN, A.RESERVE, A.SEND_BACK},
        ("station", S.IN_PROGRESS): {A.PLAN, A.RESERVE, A.RECORD, A.ASK_CLOSURE},
    }.get((who, state), set())


def test_a_relapse_reopens_and_counts(company: w.World) -> None:
    found = w.verified(company)
    assert company.entry.state == EntryState.RECOVERED
    again = date(2023, 10, 9)
    w.fault(company, again)
    w.judge(again, at=w.shanghai(10, 10))
    db.session.expire_all()
    assert (found.state, found.relapses, found.round, found.next_check_on) == (S.IN_PROGRESS, 1, 2, None)
    assert (duty(found).state, duty(found).due_on) == (AssignmentState.PENDING, date(2023, 10, 13))
    assert (company.entry.state, company.entry.recurrences) == (EntryState.OPEN, 1)
    w.lives_once(found)
    w.judge(again, at=w.shanghai(10, 10))
    assert db.session.get_one(Remediation, found.id).relapses == 1


def test_a_fault_after_ninety_days_or_of_another_rule_is_no_relapse(company: w.World) -> None:
    from zz.voltage.vocabulary import RuleKind

    found = w.verified(company)
    w.fault(company, date(2023, 9, 20), RuleKind.CUSTOMER_OVERVOLTAGE)
    late = date(2023, 9, 13) + timedelta(days=91)
    w.fault(company, late)
    w.judge(date(2023, 9, 20), late, at=w.shanghai(12, 14))
    db.session.expire_all()
    assert (found.state, found.relapses) == (S.VERIFIED, 0)


def test_rechecks_come_after_thirty_and_ninety_days_and_want_data(company: w.World) -> None:
    found = w.verified(company)
    db.session.commit()
    rechecking.follow_up(w.shanghai(10, 12))
    assert found.rechecks == 0
    rechecking.follow_up(w.shanghai(10, 13))
    db.session.expire_all()
    assert (found.rechecks, found.next_check_on) == (0, date(2023, 10, 13)), "no data of the last week"
    w.well(company, date(2023, 10, 12))
    db.session.commit()
    for _ in range(2):
        rechecking.follow_up(w.shanghai(10, 13, 10))
    db.session.expire_all()
    assert (found.rechecks, found.next_check_on) == (1, date(2023, 12, 12))
    w.well(company, date(2023, 12, 11))
    db.session.commit()
    rechecking.follow_up(w.shanghai(12, 12))
    db.session.expire_all()
    assert (found.rechecks, found.next_check_on) == (2, None)
    assert verbs(found)[-2:] == ["remediation_rechecked"] * 2


def test_a_suspension_ends_by_itself_and_has_a_limit(company: w.World) -> None:
    entry = company.entry
    for until in (date(2023, 9, 5), date(2024, 1, 5)):
        with pytest.raises(Refused, match="90 天以内"):
            entry_operations.suspend(entry, "等待停电计划", until, by=company["manager"], at=w.shanghai(9, 5))
    entry_operations.suspend(entry, "等待停电计划", date(2023, 9, 20), by=company["manager"], at=w.shanghai(9, 5))
    db.session.commit()
    rechecking.follow_up(w.shanghai(9, 19))
    db.session.expire_all()
    assert entry.state == EntryState.SUSPENDED
    rechecking.follow_up(w.shanghai(9, 20))
    db.session.expire_all()
    assert (entry.state, entry.suspended_until) == (EntryState.OPEN, None)


def test_too_few_days_before_are_verified_in_words(company: w.World) -> None:
    from sqlalchemy import delete

    from zz.voltage.models import DailyVoltage

    found = w.asked(company)
    db.session.execute(delete(DailyVoltage).where(DailyVoltage.day < date(2023, 9, 2)))
    w.well(company, *w.AFTER[:7])
    w.judge(*w.AFTER[:7], at=w.shanghai(9, 13))
    with pytest.raises(Refused, match="请写明验证意见"):
        verifying.verify(found, "", by=company["manager"], at=w.shanghai(9, 13))
    verifying.verify(found, "治理前终端离线，治理后7天正常", by=company["manager"], at=w.shanghai(9, 13))
    assert found.state == S.VERIFIED


def test_the_ladder_runs_and_climbs_within_the_grid_company(company: w.World) -> None:
    """The county's manager dispatches: a yellow card is his to issue, the red one reaches the city's."""
    from tests.builders import make_unit, make_user
    from zz.accounts.roles import Role, UnitKind
    from zz.assignments import cards, climbing, queries
    from zz.assignments.models import Card
    from zz.assignments.policy import keys
    from zz.assignments.vocabulary import Severity
    from zz.voltage.remediation.handling import manager_key

    county = make_unit(UnitKind.GRID, company.company, name="城区公司")
    company.station.parent, company.station.path = county, f"{county.path}{company.station.id}/"
    manager = make_user(Role.GRID_MANAGER, county, name="谭芳")
    assert manager_key(manager, company.station) == f"u{county.id}:grid_manager"
    found = operations.dispatch(company.entry, "", by=manager, at=w.shanghai(9, 5))
    operations.plan(found, w.PLAN, by=company["station"], at=w.shanghai(9, 5, 10))
    db.session.commit()
    climbing.climb(w.shanghai(9, 13))
    yellow = queries.prepared_cards(keys(manager, date(2023, 9, 13)))
    assert [card.severity for card in yellow] == [Severity.YELLOW]
    cards.issue_card(yellow[0], by=manager, at=w.shanghai(9, 13))
    assert yellow[0].number == "株电压督〔2023〕1号"
    db.session.commit()
    climbing.climb(w.shanghai(9, 20))
    red = db.session.scalars(select(Card).where(Card.severity == Severity.RED)).one()
    cards.issue_card(red, by=manager, at=w.shanghai(9, 20))
    assert duty(found).climbed_to == f"u{company.company.id}:grid_manager"
    assert cards.level_name(red) == "上级公司电压专责"
    texts = set(db.session.scalars(select(Notice.text).where(Notice.user_id == company["manager"].id)))
    assert any(text.startswith("提级至上级公司电压专责：红牌") for text in texts)


def test_a_reserve_project_gets_no_card(company: w.World) -> None:
    from zz.assignments import climbing
    from zz.assignments.models import Card, LadderStep

    w.reserve(company)
    db.session.commit()
    climbing.climb(w.shanghai(12, 29))
    assert db.session.scalars(select(Card)).all() == []
    assert db.session.scalars(select(LadderStep)).all() == []
