"""What becomes of a case: each act leaves one duty with the right holder, seats run out, nobody is named."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.enrolment.requests.world import World, make_world
from tests.enrolment.review.steps import PATH, seated, submitted, taken_to
from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.assignments import climbing, holders
from zz.assignments.models import Assignment, Card
from zz.assignments.vocabulary import AssignmentState, ChainLevel, Severity
from zz.db import db
from zz.enrolment import climbing as enrolment
from zz.enrolment.models import SeatPlan
from zz.enrolment.requests import duties, queries
from zz.enrolment.requests.flow import ENDED, OPENS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import lapsing, late, places, policy, reasons, storyline
from zz.enrolment.review import operations as do
from zz.enrolment.review.models import Decision
from zz.enrolment.review.operations import Refused
from zz.enrolment.review.vocabulary import Purpose
from zz.journal import Event
from zz.notices.models import Notice
from zz.workflow import InvalidTransition

WORDS = "家庭情况说明"


@pytest.fixture
def world(session: Session) -> World:
    found = make_world()
    seated(found)
    return found


def open_duties(request: EnrolmentRequest) -> list[Assignment]:
    query = select(Assignment).where(Assignment.subject_type == request.__tablename__)
    mine = db.session.scalars(query.where(Assignment.subject_id == request.id))
    return [a for a in mine if a.state == AssignmentState.IN_PROGRESS]


def agrees(request: EnrolmentRequest) -> None:
    """The state and what is open say the same, both ways."""
    waiting = open_duties(request)
    assert [a.id for a in waiting] == ([request.current_id] if OPENS[request.state] else [])
    assert [(a.kind, a.holder) for a in waiting] == (
        [(OPENS[request.state], duties.DUTIES[request.state].holder(request))] if OPENS[request.state] else []
    )
    assert (request.closed_at is not None) == (request.state in ENDED)


def test_the_usual_way_leads_from_desk_to_desk(world: World) -> None:
    request = submitted(world)
    for state in PATH[1:]:
        taken_to(world, state, request) if state == PATH[1] else _next(world, request, state)
        assert request.state == state
        agrees(request)
    told = [
        event.verb for event in db.session.scalars(select(Event).order_by(Event.id)) if "assignment" not in event.verb
    ]
    assert [verb for verb in told if verb.startswith("enrolment_")] == [
        "enrolment_accepted", "enrolment_passed", "enrolment_placed", "enrolment_school_confirmed",
        "enrolment_offer_confirmed", "enrolment_arrived",
    ]  # fmt: skip
    assert request.accepted_at == clock.now() and request.school_id == world.school.id


def _next(world: World, request: EnrolmentRequest, state: S) -> None:
    at = clock.now()
    acts: dict[S, Any] = {
        S.QUEUED: lambda: do.pass_(request, by=world.clerk, at=at),
        S.PLACED: lambda: do.place(request, world.school.id, "", by=world.clerk, at=at),
        S.OFFERED: lambda: do.school_confirm(request, by=world.teacher, at=at),
        S.CONFIRMED: lambda: do.confirm(request, by=world.hr, at=at),
        S.ARRIVED: lambda: do.arrive(request, by=world.teacher, at=at),
    }
    acts[state]()


def test_the_other_ways_out(world: World) -> None:
    at = clock.now()
    sent_back = submitted(world)
    do.ask_correction(sent_back, ["paper:lease"], ["租赁合同"], WORDS, by=world.worker, at=at)
    assert sent_back.state == S.PARK_CORRECTION and sent_back.correction is not None
    assert (sent_back.correction.items, sent_back.correction.note) == (["paper:lease"], WORDS)
    declined = submitted(world, "入学〔2023〕2号")
    do.decline(declined, "年龄不符合入学规定", WORDS, by=world.worker, at=at)
    returned = taken_to(world, S.PLACED, submitted(world, "入学〔2023〕3号"))
    do.school_decline(returned, "该年级班额已满", WORDS, by=world.teacher, at=at)
    assert (returned.state, returned.school_id) == (S.QUEUED, None)
    do.coordinate(returned, WORDS, by=world.clerk, at=at)
    given_up = taken_to(world, S.OFFERED, submitted(world, "入学〔2023〕4号"))
    do.decline_offer(given_up, "回户籍地就读", "", by=world.hr, at=at)
    assert queries.seated(world.term.id, [world.school.id]) == {}, "the seat is free again"
    taken_back = taken_to(world, S.PLACED, submitted(world, "入学〔2023〕5号"))
    do.take_back(taken_back, WORDS, by=world.clerk, at=at)
    for request in (sent_back, declined, returned, given_up, taken_back):
        agrees(request)
    assert returned.state == S.TO_COORDINATE and given_up.state == S.OFFER_DECLINED
    with pytest.raises(InvalidTransition):
        do.arrive(declined, by=world.teacher, at=at)


def test_nothing_that_is_written_elsewhere_names_the_child_or_repeats_the_note(world: World) -> None:
    at = clock.now()
    request = taken_to(world, S.ARRIVED)
    other = submitted(world, "入学〔2023〕2号")
    do.decline(other, "年龄不符合入学规定", WORDS, by=world.worker, at=at)
    db.session.flush()
    said = [str(e.payload) for e in db.session.scalars(select(Event))]
    said += [f"{n.text} {n.url}" for n in db.session.scalars(select(Notice))]
    said += [f"{a.title} {a.context} {a.search}" for a in db.session.scalars(select(Assignment))]
    for secret in (request.child_name, request.guardian_name, request.employee_name, WORDS, request.id_number):
        assert secret not in "".join(said)
    raw = db.session.connection().exec_driver_sql("select note from enrolment_decision").scalars().all()
    assert raw and all(WORDS not in (note or "") for note in raw)
    told = {n.user_id for n in db.session.scalars(select(Notice))}
    assert world.hr.id in told and world.teacher.id in told
    assert not told & {world.hr2.id, world.teacher2.id}


def test_seats_run_out_then_need_a_reason_then_stop(world: World) -> None:
    at = clock.now()
    plan = db.session.scalars(select(SeatPlan).where(SeatPlan.school_id == world.school.id)).one()
    plan.enrolled, plan.reserved, plan.classes, plan.class_size = 44, 0, 1, 45
    request = taken_to(world, S.QUEUED)
    assert [p.left for p in places.of_request(request) if p.school.id == world.school.id] == [1]
    do.place(request, world.school.id, "", by=world.clerk, at=at)
    second = taken_to(world, S.QUEUED, submitted(world, "入学〔2023〕2号"))
    with pytest.raises(Refused, match="超过标准班额 45 人") as refused:
        do.place(second, world.school.id, "", by=world.clerk, at=at)
    assert refused.value.field == "override" and second.state == S.QUEUED
    do.place(second, world.school.id, "双胞胎同校", by=world.clerk, at=at)
    found = db.session.scalars(select(Decision).where(Decision.request_id == second.id)).one()
    assert found.over_size and found.note == "双胞胎同校"
    plan.enrolled = 53
    third = taken_to(world, S.QUEUED, submitted(world, "入学〔2023〕3号"))
    with pytest.raises(Refused, match="任何人不得再安排"):
        do.place(third, world.school.id, "县里要求", by=world.clerk, at=at)
    plan.enrolled = 52
    do.place(third, world.school.id, "双胞胎同校", by=world.clerk, at=at)
    assert queries.seated(world.term.id, [world.school.id]) == {(world.school.id, 1): 3}


def test_an_offer_that_is_not_answered_is_asked_again_once(world: World) -> None:
    request = taken_to(world, S.OFFERED)
    due = request.current.due_on if request.current else None
    assert due is not None
    db.session.commit()
    lapsing.lapse_overdue(clock.midnight(due))
    assert request.state == S.OFFERED, "its last day is still open"
    for _ in range(2):
        lapsing.lapse_overdue(clock.midnight(due + timedelta(days=1)))
    request = db.session.get_one(EnrolmentRequest, request.id)
    assert (request.state, request.school_id) == (S.LAPSED, world.school.id)
    agrees(request)
    do.confirm(request, by=world.hr, at=clock.now())
    agrees(request)


def test_a_list_of_reasons_is_replaced_never_changed(world: World) -> None:
    delivered = reasons.in_force(world.park.id, Purpose.DECLINE)
    assert len(delivered) > 2
    first = reasons.write(world.park.id, Purpose.DECLINE, ["甲", "乙"], "核对", by=world.worker, at=clock.now())
    second = reasons.write(world.park.id, Purpose.DECLINE, ["丙"], "修订", by=world.worker, at=clock.now())
    assert (first.number, first.lines, second.number) == (1, "甲\n乙", 2)
    assert reasons.in_force(world.park.id, Purpose.DECLINE) == ["丙"]
    assert reasons.in_force(world.firm.id, Purpose.DECLINE) == delivered
    assert [v.number for v in reasons.versions(world.park.id, Purpose.DECLINE)] == [2, 1]
    for typed in ("", "  \n ", "甲\n甲", "长" * 61, "\n".join(map(str, range(21)))):
        with pytest.raises(reasons.Unfit):
            reasons.lines_of(typed)
    assert reasons.lines_of(" 甲 乙 \n\n丙") == ["甲 乙", "丙"]


def climb(*days: int) -> None:
    db.session.commit()
    for day in days:
        climbing.climb(clock.midnight(date(2023, 9, 14) + timedelta(days=day)) + timedelta(hours=9))


def notices(user: User) -> list[str]:
    found = db.session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id))
    return [notice.text for notice in found]


def test_a_late_review_climbs_to_the_work_group_and_then_to_the_leader_in_charge(world: World) -> None:
    leader, member = make_user(Role.LEADER, world.root), make_user(Role.WORK_GROUP, world.park)
    world.park.leader_id = leader.id
    request = submitted(world)
    climb(8, 14)  # due on the 21st
    assert db.session.scalar(select(func.count()).select_from(Card)) == 0 and not notices(leader)
    climb(20)
    duty = request.current
    assert duty is not None and duty.climbed_to == holders.of_unit(world.park.id, Role.WORK_GROUP)
    assert notices(member)[-1].startswith("提级至上一级：红牌：预审入学申请") and not notices(leader)
    climb(30)
    db.session.refresh(duty)
    assert duty.climbed_to == holders.of_person(leader.id) and "茶就学督〔2023〕2号" in notices(leader)[-1]
    assert queries.find(leader, request.id) is None, "he reads how late it is, not the case"
    found = late.of(leader, request.id, date(2023, 10, 30))
    assert found is not None and (found.title, found.number) == ("预审入学申请", request.number)
    assert "逾期" in found.due.note and len(found.cards) == 2 and "提请上级督促" in thread_of(world, request)
    said = str(
        [found, *db.session.scalars(select(Notice.text)), *[e.payload for e in db.session.scalars(select(Event))]]
    )
    assert not [name for name in ("谭小明", "谭建军", "李晓红") if name in said]
    assert late.of(world.clerk, request.id, date(2023, 10, 30)) is None
    do.accept(request, by=world.worker, at=clock.now())
    assert late.of(leader, request.id, date(2023, 10, 30)) is None, "done: nothing to read"


def thread_of(world: World, request: EnrolmentRequest) -> str:
    return str(storyline.thread(policy.standing(world.hr, request, clock.today())))


def test_a_school_climbs_to_the_bureau_and_the_bureau_to_a_leader(world: World) -> None:
    main, leader = make_user(Role.MAIN_LEADER, world.root), make_user(Role.LEADER, world.root)
    request, level = submitted(world), ChainLevel
    assert request.current is not None
    assert holders.people(enrolment.above(request.current, level.CENTRE)) == [leader], "the group has no members here"
    request = taken_to(world, S.PLACED, request)
    duty = request.current
    assert duty is not None
    told = [set(holders.people(enrolment.above(duty, one))) for one in level]
    assert told == [{world.teacher}, {world.clerk}, {leader}, {main}]
    do.take_back(request, "", by=world.clerk, at=clock.now())
    db.session.refresh(request)
    assert request.current is not None
    told = [set(holders.people(enrolment.above(request.current, one))) for one in level]
    assert told == [{world.clerk}, {leader}, {leader}, {main}]
    world.bureau.leader_id = main.id
    assert holders.people(enrolment.above(request.current, level.CENTRE)) == [main]


def test_a_late_family_is_shown_no_card_and_the_park_is_told_to_call(world: World) -> None:
    request = submitted(world)
    do.ask_correction(request, ["paper:lease"], ["租赁合同"], "", by=world.worker, at=clock.now())
    climb(8, 12, 20, 30)
    duty = request.current
    assert duty is not None and (duty.climbed_to, duty.severity) == (None, Severity.NONE)
    assert db.session.scalar(select(func.count()).select_from(Card)) == 0
    calls = [text for text in notices(world.worker) if text.startswith("请联系承办人：补正入学申请")]
    assert len(calls) == 3 and len([text for text in notices(world.hr) if text.startswith("催办")]) == 4


def test_a_waiting_step_reminds_and_urges_its_holder_and_shows_no_card(world: World) -> None:
    request = submitted(world)
    assert request.current is not None and request.current.due_on == date(2023, 9, 21), "five working days"
    db.session.commit()
    for day in (date(2023, 9, 20), date(2023, 9, 22), date(2023, 9, 26)):
        climbing.climb(clock.midnight(day) + timedelta(hours=9))
    told = db.session.scalars(select(Notice).where(Notice.user_id == world.worker.id).order_by(Notice.id)).all()
    assert [notice.text[:4] for notice in told][-3:] == ["即将到期", "催办：预", "催办：预"]
    assert {notice.user_id for notice in told} == {world.worker.id}
    assert db.session.scalar(select(func.count()).select_from(Card)) == 0
    assert all(request.label in notice.text and "谭小明" not in notice.text for notice in told)
