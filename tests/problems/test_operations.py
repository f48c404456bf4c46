"""What becomes of a problem: numbers, dates, who has it next, and what is refused."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.problems import world as w
from zz.accounts.roles import Role
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.climbing import climb_within
from zz.assignments.models import Assignment, Card
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, CardState, ChainLevel, Severity
from zz.db import db
from zz.journal import Event
from zz.notices import Notice
from zz.problems import assigning, handling, operations, pressing, reporting
from zz.problems.operations import Refused
from zz.problems.vocabulary import ProblemState, Source
from zz.workflow import InvalidTransition

K, S, P = AssignmentKind, AssignmentState, ProblemState


def verbs(problem: object) -> list[str]:
    query = select(Event.verb).where(Event.subject_type == "problem", Event.subject_id == problem.id)  # type: ignore[attr-defined]
    return list(db.session.scalars(query.order_by(Event.id)))


def notices(user: object) -> list[str]:
    return list(db.session.scalars(select(Notice.text).where(Notice.user_id == user.id)))  # type: ignore[attr-defined]


def test_a_report_waits_for_the_centre_and_tells_it(session: Session) -> None:
    county = w.world()
    problem = w.reported(county)
    assert problem.number is None and problem.source == Source.OWNER
    assert problem.assigner == f"c{county.root.id}:centre"
    session.flush()
    assert notices(county["centre"]) == ["待交办：现代化农业产业园，土地报批进度滞后"]
    assert not notices(county["rival"])
    w.lives_once(problem)


def test_assigning_gives_number_dates_and_a_duty_to_each_unit(session: Session) -> None:
    county = w.world()
    problem = w.opened(county, county.group, county.town)
    assert problem.number == "醴项交〔2023〕1号"
    units = [a for a in handling.assignments_of(problem) if a.kind == K.HANDLE]
    assert [(a.unit_id, a.state, a.due_on, a.sign_due_on, a.level) for a in units] == [
        (unit.id, S.PENDING, date(2023, 9, 7), date(2023, 8, 29), ChainLevel.CENTRE)
        for unit in (county.land, county.group, county.town)
    ]
    assert notices(county["land"]) == ["交办：现代化农业产业园，土地报批进度滞后（主办市自然资源局，9月7日前办结）"]
    w.lives_once(problem)
    second = w.opened(county)
    assert second.number == "醴项交〔2023〕2号"


def test_the_lead_sends_it_back_and_it_waits_to_be_assigned_again(session: Session) -> None:
    county = w.world()
    problem = w.opened(county, county.town)
    loop.send_back(w.duty(county, problem, county.land), "不属本局职责", by=county["land"], at=w.shanghai(8, 29))
    assert problem.state == P.REPORTED
    w.lives_once(problem)
    assigning.assign(problem, w.plan(county, county.town, lead=county.group), by=county["centre"], at=w.shanghai(8, 30))
    assert problem.state == P.OPEN and problem.number == "醴项交〔2023〕1号"
    assert problem.lead_unit_id == county.group.id
    town = [a for a in handling.assignments_of(problem) if a.unit_id == county.town.id]
    assert [a.state for a in town] == [S.PENDING], "the assisting unit goes on with what it had"
    w.lives_once(problem)


def test_an_assisting_unit_sends_it_back_and_the_lead_goes_on(session: Session) -> None:
    county = w.world()
    problem = w.opened(county, county.town)
    loop.send_back(w.duty(county, problem, county.town), "不涉及本镇", by=county["town"], at=w.shanghai(8, 29))
    assert problem.state == P.OPEN
    assert handling.outstanding(handling.assignments_of(problem)) == [w.duty(county, problem, county.town)]
    operations.release(
        problem, w.duty(county, problem, county.town), "确不涉及", by=county["centre"], at=w.shanghai(8, 30)
    )
    assert not handling.outstanding(handling.assignments_of(problem))


def test_the_reply_is_not_accepted_before_the_assisting_units_have_replied(session: Session) -> None:
    county = w.world()
    problem = w.opened(county, county.group, county.town)
    w.answer(county, problem, county.land, "land")
    w.answer(county, problem, county.group, "group")
    with pytest.raises(Refused, match="板杉镇还没有提交办理结果"):
        operations.close(problem, "", by=county["centre"], at=w.shanghai(9, 5))
    assert problem.state == P.OPEN
    operations.release(
        problem, w.duty(county, problem, county.town), "已无必要", by=county["centre"], at=w.shanghai(9, 5)
    )
    operations.close(problem, "", by=county["centre"], at=w.shanghai(9, 5))
    assert problem.state == P.CLOSED
    assert all(a.state == S.DISCHARGED for a in handling.assignments_of(problem) if a.kind == K.HANDLE)
    w.lives_once(problem)


def test_closing_without_a_reply_is_no_transition(session: Session) -> None:
    county = w.world()
    problem = w.opened(county)
    with pytest.raises(InvalidTransition):
        operations.close(problem, "", by=county["centre"], at=w.shanghai(9, 5))


def test_a_return_starts_a_new_round_with_a_new_date(session: Session) -> None:
    county = w.world()
    problem = w.verifying(county)
    operations.return_(problem, "没有时间表", date(2023, 9, 20), (), by=county["centre"], at=w.shanghai(9, 6))
    lead = w.duty(county, problem, county.land)
    assert (lead.state, lead.round, lead.due_on, lead.original_due_on) == (
        S.IN_PROGRESS, 2, date(2023, 9, 20), date(2023, 9, 7),
    )  # fmt: skip
    w.lives_once(problem)
    loop.reply(lead, "补充时间表", [], by=county["land"], at=w.shanghai(9, 8))
    w.lives_once(problem)
    assert [a.state for a in handling.assignments_of(problem) if a.kind == K.VERIFY] == [S.DISCHARGED, S.IN_PROGRESS]


def test_writing_off_needs_a_photo(session: Session) -> None:
    county = w.world()
    problem = w.closed(county)
    with pytest.raises(Refused, match="照片"):
        operations.write_off(problem, "已解决", [], by=county["commissioner"], at=w.shanghai(9, 6))
    operations.write_off(problem, "已解决", ["现场.jpg"], by=county["commissioner"], at=w.shanghai(9, 6))
    assert problem.state == P.WRITTEN_OFF and problem.written_off_by_id == county["commissioner"].id
    w.lives_once(problem)


@pytest.mark.parametrize("stage", [w.closed, w.written_off])
def test_reopening_keeps_number_level_and_cards(session: Session, stage: object) -> None:
    county = w.world()
    problem = w.opened(county)
    loop.sign(w.duty(county, problem, county.land), by=county["land"], at=w.shanghai(8, 28, 15))
    pressing.supervise(
        problem, w.duty(county, problem, county.land), Severity.RED, by=county["centre"], at=w.shanghai(9, 1)
    )
    loop.reply(w.duty(county, problem, county.land), "办了", [], by=county["land"], at=w.shanghai(9, 4))
    operations.close(problem, "", by=county["centre"], at=w.shanghai(9, 5))
    if stage is w.written_off:
        operations.write_off(problem, "好了", ["x.jpg"], by=county["commissioner"], at=w.shanghai(9, 6))
    operations.reopen(problem, "没有解决", by=county["owner"], at=w.shanghai(9, 11))
    lead = w.duty(county, problem, county.land)
    assert problem.number == "醴项交〔2023〕1号" and problem.reopened == 1
    assert (lead.state, lead.level, lead.severity) == (S.PENDING, ChainLevel.LEADER, Severity.RED)
    assert lead.due_on == date(2023, 10, 8)
    w.lives_once(problem)


def test_withdrawing_stops_everything_and_tells_who_had_it(session: Session) -> None:
    county = w.world()
    problem = w.opened(county, county.town)
    operations.withdraw(problem, "已自行解决", by=county["centre"], at=w.shanghai(8, 29))
    assert problem.state == P.WITHDRAWN
    assert not handling.live(handling.assignments_of(problem))
    session.flush()
    assert "已撤回：土地报批进度滞后" in notices(county["town"])
    w.lives_once(problem)


def test_merging_goes_on_with_the_other_of_the_same_project(session: Session) -> None:
    county = w.world()
    first, second = w.opened(county), w.reported(county, "commissioner", "用地报批慢")
    with pytest.raises(Refused):
        operations.merge(first, first, "", by=county["centre"], at=w.shanghai(8, 29))
    operations.merge(second, first, "同一件事", by=county["centre"], at=w.shanghai(8, 29))
    assert second.state == P.WITHDRAWN and second.merged_into_id == first.id
    assert verbs(first)[-1] == "problem_absorbed"
    w.lives_once(second)


def test_a_township_assigns_to_its_own_people_or_raises_it(session: Session) -> None:
    county = w.world()
    problem = w.by_township(county)
    assert problem.assigner == f"u{county.town.id}:bureau"
    party = assigning.Party(f"p{county['villager'].id}", county.town.id, "陈大年")
    mine = w.plan(county)
    plan = assigning.Plan(party, (), mine.urgency, mine.due_on, problem.assigner)
    assigning.assign(problem, plan, by=county["town"], at=w.shanghai(8, 28))
    lead = w.duty(county, problem, county.town)
    assert lead.holder == party.holder and lead.level == ChainLevel.UNIT
    w.lives_once(problem)
    other = w.by_township(county)
    assigning.raise_to_centre(other, "需市级部门协调", by=county["town"], at=w.shanghai(8, 28))
    assert other.assigner == f"c{county.root.id}:centre"
    w.lives_once(other)


def test_urging_reaches_those_who_have_yet_to_answer(session: Session) -> None:
    county = w.world()
    problem = w.opened(county, county.town)
    w.answer(county, problem, county.land, "land")
    pressing.urge(problem, "请于周五前反馈", by=county["centre"], at=w.shanghai(9, 5))
    session.flush()
    assert notices(county["town"])[-1] == "催办：土地报批进度滞后，请于周五前反馈"
    assert not any(text.startswith("催办") for text in notices(county["land"]))


def test_a_supervision_by_hand_has_a_number_and_shows_its_card(session: Session) -> None:
    county = w.world()
    problem = w.opened(county)
    card = pressing.supervise(
        problem, w.duty(county, problem, county.land), Severity.YELLOW, by=county["centre"], at=w.shanghai(8, 30)
    )
    assert (card.number, card.state) == ("醴项督〔2023〕1号", CardState.ISSUED)
    assert w.duty(county, problem, county.land).severity == Severity.YELLOW


def test_a_leaders_words_set_a_new_date_after_the_old_one(session: Session) -> None:
    county = w.world()
    problem = w.opened(county)
    loop.sign(w.duty(county, problem, county.land), by=county["land"], at=w.shanghai(8, 28, 15))
    pressing.instruct(problem, "限期办结", date(2023, 9, 22), by=county["leader"], at=w.shanghai(9, 12))
    lead = w.duty(county, problem, county.land)
    assert (lead.due_on, lead.original_due_on) == (date(2023, 9, 22), date(2023, 9, 7))
    session.flush()
    assert "批示（陈国强）：限期办结" in notices(county["land"])[-1]


def test_cards_waiting_for_a_duty_that_has_ended_are_dropped(session: Session) -> None:
    county = w.world()
    problem = w.opened(county)
    loop.sign(w.duty(county, problem, county.land), by=county["land"], at=w.shanghai(8, 28, 15))
    session.flush()
    climb_within(w.shanghai(9, 12))
    assert [card.state for card in session.scalars(select(Card))] == [CardState.PREPARED]
    operations.withdraw(problem, "误报", by=county["centre"], at=w.shanghai(9, 13))
    assert [card.state for card in session.scalars(select(Card))] == [CardState.DROPPED]


def test_following_is_told_and_can_be_ended(session: Session) -> None:
    county = w.world()
    problem = w.reported(county)
    pressing.follow(problem, by=county["mayor"], at=w.shanghai(8, 26))
    pressing.follow(problem, by=county["mayor"], at=w.shanghai(8, 26))
    assigning.assign(problem, w.plan(county), by=county["centre"], at=w.shanghai(8, 28))
    session.flush()
    assert len(notices(county["mayor"])) == 1
    pressing.unfollow(problem, by=county["mayor"], at=w.shanghai(8, 29))
    operations.withdraw(problem, "误报", by=county["centre"], at=w.shanghai(8, 30))
    session.flush()
    assert len(notices(county["mayor"])) == 1


def test_likely_duplicates_are_of_the_same_kind_and_alike(session: Session) -> None:
    county = w.world()
    problem = w.opened(county)
    found = reporting.likely_same(county.project.id, problem.kind_id, "土地报批滞后")
    assert list(found) == [problem]
    assert not reporting.likely_same(county.project.id, problem.kind_id, "施工便道积水")
    operations.withdraw(problem, "误报", by=county["centre"], at=w.shanghai(8, 30))
    assert not reporting.likely_same(county.project.id, problem.kind_id, "土地报批滞后")


def test_the_journal_tells_the_whole_story_in_order(session: Session) -> None:
    problem = w.written_off(w.world())
    session.flush()
    told = [verb for verb in verbs(problem) if verb.startswith("problem") or verb.endswith(("signed", "replied"))]
    assert told == [
        "problem_reported", "problem_assigned", "assignment_signed", "assignment_replied", "problem_closed",
        "problem_written_off",
    ]  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Assignment)) == 4


def test_what_the_centre_leaves_unassigned_climbs_past_it(session: Session) -> None:
    county = w.world()
    problem = w.reported(county)
    session.flush()
    for day in range(29, 32):
        climb_within(w.shanghai(8, day))
    climb_within(w.shanghai(9, 4))
    assert not session.scalars(select(Card)).all()  # nobody sends himself a yellow card
    assert "assignment_urged" in verbs(problem)
    climb_within(w.shanghai(9, 14))
    card = session.scalars(select(Card)).one()
    assert (card.severity, card.state, card.level) == (Severity.RED, CardState.ISSUED, ChainLevel.LEADER)
    assert card.assignment.climbed_to == holders.of_county(county.root.id, Role.LEADER)
    told = session.scalars(select(Notice.user_id).where(Notice.urgent)).all()
    assert county["leader"].id in told


def test_what_came_back_is_open_until_it_is_assigned_anew(session: Session) -> None:
    county = w.world()
    problem = w.opened(county)
    returned = w.duty(county, problem, county.land)
    loop.send_back(returned, "不属本局职责", by=county["land"], at=w.shanghai(8, 29))
    assert (returned.state, returned.ended_at) == (S.SENT_BACK, None)
    assigning.assign(problem, w.plan(county, lead=county.town), by=county["centre"], at=w.shanghai(8, 30))
    assert returned.state == S.WITHDRAWN and returned.ended_at is not None
