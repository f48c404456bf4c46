"""From a proposal to a decision that goes on in the loop, and what the next meeting opens with."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.meetings.world import MORNING, arranged, called, held, world
from tests.problems.world import kind, reported, shanghai
from zz.approvals.models import Approval
from zz.approvals.vocabulary import ApprovalKind
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState
from zz.meetings import calling, deciding, following, operations, papers, proposals, queries
from zz.meetings.deciding import Resolution
from zz.meetings.flow import MEETINGS
from zz.meetings.models import MeetingItem
from zz.meetings.vocabulary import DecisionKind, Ground, MeetingAction, MeetingState
from zz.notices import Notice
from zz.problems.models import Problem
from zz.problems.parties import party_of
from zz.problems.vocabulary import ProblemState, Source
from zz.workflow import InvalidTransition

TODAY = date(2023, 9, 14)


def items(session: Session, meeting_id: int) -> dict[Ground, MeetingItem]:
    found = session.scalars(select(MeetingItem).where(MeetingItem.meeting_id == meeting_id))
    return {item.ground: item for item in found}


def test_proposes_what_is_late_waits_and_is_red_once(session: Session) -> None:
    w = world()
    reported(w, title="红线内电杆未迁")
    meeting = called(w)
    found = items(session, meeting.id)
    assert set(found) == {Ground.OVERDUE, Ground.TO_ASSIGN, Ground.RED}
    assert found[Ground.OVERDUE].reason == "逾期 12 个工作日"
    assert found[Ground.RED].reason == "滞后序时 31.7 个百分点"
    assert proposals.proposals(meeting, TODAY) == []
    came = {row.unit_id for row in calling.units_of(meeting)}
    assert came == {w.land.id, w.group.id}  # who handles the problem, who is responsible for the project


def test_a_township_is_proposed_its_own(session: Session) -> None:
    w = world()
    meeting = arranged(w)
    from zz.meetings.vocabulary import MeetingLevel

    meeting.level, meeting.host_id = MeetingLevel.TOWNSHIP, w.town.id
    assert [one.ground for one in proposals.proposals(meeting, TODAY)] == [Ground.RED]
    meeting.host_id = w.land.id
    assert proposals.proposals(meeting, TODAY) == []
    meeting.level, meeting.host_id = MeetingLevel.DEPARTMENT, w.group.id
    assert [one.ground for one in proposals.proposals(meeting, TODAY)] == [Ground.RED]


def test_a_signature_ends_the_call_and_a_started_meeting_takes_the_others_back(session: Session) -> None:
    w = world()
    meeting = called(w)
    land, group = (row.call for row in calling.units_of(meeting))
    assert land is not None and group is not None
    assert (land.kind, land.state, land.sign_due_on) == (
        AssignmentKind.ATTEND,
        AssignmentState.PENDING,
        date(2023, 9, 15),
    )
    loop.sign(land, by=w["land"], at=MORNING)
    assert (land.state, land.signed_by_id) == (AssignmentState.DISCHARGED, w["land"].id)
    operations.hold(meeting, {w.land.id}, by=w["centre"], at=shanghai(9, 18, 15))
    assert group.state == AssignmentState.WITHDRAWN
    assert [row.attended for row in calling.units_of(meeting)] == [True, False]


def test_units_that_change_after_the_call_are_called_or_called_off(session: Session) -> None:
    w = world()
    meeting = called(w, agenda=False)
    values = {"place": "五楼会议室"}
    operations.save(meeting, values, [w.town.id], ledger_id=w.root.id, by=w["centre"], at=MORNING)
    calls = session.scalars(select(Assignment).where(Assignment.kind == AssignmentKind.ATTEND).order_by(Assignment.id))
    assert [(a.unit_id, a.state) for a in calls] == [
        (w.land.id, AssignmentState.WITHDRAWN), (w.town.id, AssignmentState.PENDING),
    ]  # fmt: skip
    said = session.scalars(select(Notice.text).where(Notice.user_id == w["town"].id)).all()
    assert [text for text in said if "会议安排有变" in text and "五楼会议室" in text]
    operations.cancel(meeting, "改期", by=w["centre"], at=MORNING)
    assert meeting.state == MeetingState.CANCELLED
    assert not session.scalars(select(Assignment).where(Assignment.state == AssignmentState.PENDING)).all()


def test_a_decision_on_a_project_becomes_a_problem_of_the_loop(session: Session) -> None:
    w = world()
    meeting = held(w)
    made = Resolution(
        DecisionKind.ASSIGN,
        "三日内完成清表。其余照旧",
        date(2023, 9, 28),
        party_of(w.town),
        [party_of(w.group)],
        kind("征拆"),
    )
    item = items(session, meeting.id)[Ground.RED]
    decision = deciding.decide(meeting, item, made, by=w["centre"], at=MORNING)
    problem = session.get_one(Problem, decision.problem_id)
    assert (problem.source, problem.state, problem.title) == (Source.CONSULTATION, ProblemState.OPEN, "三日内完成清表")
    assert problem.detail == "2023年9月18日9月份调度会决定：三日内完成清表。其余照旧"
    assert problem.lead is not None and problem.lead.due_on == date(2023, 9, 28)
    (told,) = following.outcomes(queries.decisions(w["centre"], meeting, TODAY), TODAY)
    assert (told.url, told.holder, told.light) == (f"/problems/{problem.id}", "板杉镇", ("落实中", "cobalt"))
    (late,) = following.outcomes(queries.decisions(w["centre"], meeting, TODAY), date(2023, 10, 20))
    assert late.light == ("逾期未落实", "red")


def test_decisions_on_a_problem_and_on_a_date(session: Session) -> None:
    w = world()
    meeting = held(w)
    found = items(session, meeting.id)
    item = found[Ground.OVERDUE]
    assert deciding.possible(meeting, item, w["centre"], TODAY) == [*DecisionKind]
    assert deciding.possible(meeting, found[Ground.RED], w["centre"], TODAY) == [
        DecisionKind.ASSIGN,
        DecisionKind.DATES,
    ]
    words = Resolution(DecisionKind.INSTRUCT, "请市自然资源局月底前报批。", date(2023, 9, 27))
    deciding.decide(meeting, item, words, by=w["centre"], at=MORNING)
    assert item.problem is not None and item.problem.lead is not None
    assert item.problem.lead.due_on == date(2023, 9, 27)
    again = Resolution(DecisionKind.ASSIGN, "改由渌江集团主办", date(2023, 9, 29), party_of(w.group))
    deciding.decide(meeting, item, again, by=w["centre"], at=MORNING)
    assert item.problem.lead_unit_id == w.group.id
    later = Resolution(DecisionKind.DATES, "同意顺延", date(2024, 6, 30))
    decision = deciding.decide(meeting, found[Ground.RED], later, by=w["centre"], at=MORNING)
    approval = session.get_one(Approval, decision.approval_id)
    assert approval.kind == ApprovalKind.DATES and approval.patch["planned_finish"][1] == "2024-06-30"
    assert [d.number for d in queries.decisions(w["centre"], meeting, TODAY)] == [1, 2, 3]
    with pytest.raises(operations.Refused, match="主办单位"):
        deciding.decide(meeting, item, Resolution(DecisionKind.ASSIGN, "办"), by=w["centre"], at=MORNING)


def test_minutes_are_numbered_and_the_next_meeting_opens_with_the_last_ones_decisions(session: Session) -> None:
    w = world()
    first = held(w)
    with pytest.raises(operations.Refused, match="还没有登记会议决定"):
        operations.issue_minutes(first, by=w["centre"], at=MORNING)
    made = Resolution(DecisionKind.INSTRUCT, "月底前报批。", date(2023, 9, 27))
    deciding.decide(first, items(session, first.id)[Ground.OVERDUE], made, by=w["centre"], at=MORNING)
    assert operations.issue_minutes(first, by=w["centre"], at=MORNING) == "醴项纪〔2023〕1号"
    with pytest.raises(InvalidTransition):
        deciding.decide(first, items(session, first.id)[Ground.RED], made, by=w["centre"], at=MORNING)
    told = papers.minutes(w["centre"], first, TODAY)
    assert told["number"] == "醴项纪〔2023〕1号" and told["present"] == "市自然资源局"
    assert told["items"][0]["decisions"][0].startswith("月底前报批。2023年9月27日前办结。")
    second = arranged(w, "10月份调度会", shanghai(10, 18, 15))
    assert queries.previous(w["centre"], second, TODAY) is first
    assert queries.previous(w["centre"], first, TODAY) is None


def test_the_flow_has_no_other_moves() -> None:
    ends = {MeetingState.MINUTED, MeetingState.CANCELLED}
    assert {state for state, _ in MEETINGS.table} == set(MeetingState) - ends
    assert {action for _, action in MEETINGS.table} == set(MeetingAction)
