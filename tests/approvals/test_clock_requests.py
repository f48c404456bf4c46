"""延期 and 挂起: decided by who assigned, the ladder rests meanwhile, and what is refused changes no date."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.approvals.people import AGREE, BACK, MORNING, REFUSE, county, decide, duties, make_work, set_rule
from tests.builders import make_user
from tests.conftest import start_session
from tests.projects.people import County
from zz.accounts.roles import Role
from zz.approvals import operations, policy
from zz.approvals.appliers import Refused
from zz.approvals.models import Approval
from zz.approvals.operations import Request, Verdict
from zz.approvals.vocabulary import ApprovalKind, ApprovalState, Decision
from zz.assignments import climbing
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.db import db
from zz.files.operations import PreparedFile
from zz.journal import Event, timeline
from zz.workflow import InvalidTransition

LATER = MORNING + timedelta(days=30)
PAPER = PreparedFile("省厅受理通知.pdf", "application/pdf", 9, "0" * 64, "key")


def ask_extension(place: County, work: Assignment, to: str = "2023-09-28", at=MORNING) -> Approval:  # type: ignore[no-untyped-def]
    request = Request(ApprovalKind.EXTENSION, work.id, {"due_on": to}, "材料不齐")
    approval = operations.ask(request, by=place.bureau, at=at)
    db.session.flush()
    return approval


def test_an_extension_grants_a_fixed_date_and_keeps_the_first(session: Session) -> None:
    place = county()
    work = make_work(place)
    approval = ask_extension(place, work)
    assert work.paused and work.next_step_at is None
    assert policy.part_of(place.bureau, approval, MORNING.date()) is None
    decide(approval, place.centre)
    assert (work.due_on, work.original_due_on) == (date(2023, 9, 28), date(2023, 9, 21))
    assert (work.paused, work.extensions, work.next_step_at is None) == (False, 1, False)


def test_the_centre_may_grant_another_date(session: Session) -> None:
    place = county()
    work = make_work(place)
    approval = ask_extension(place, work)
    decide(approval, place.centre, Verdict(Decision.AGREE, granted={"due_on": "2023-09-25"}))
    assert work.due_on == date(2023, 9, 25)
    assert approval.patch["due_on"] == ["2023-09-21", "2023-09-25"]


def test_while_it_is_asked_nothing_climbs(session: Session) -> None:
    place = county()
    work = make_work(place)
    approval = ask_extension(place, work)
    session.commit()
    climbing.climb(LATER)
    session.refresh(work)
    assert (work.yellow_cards, work.next_step_at) == (0, None)
    approval = session.get_one(Approval, approval.id)
    decide(approval, place.centre, REFUSE, at=LATER)
    assert (work.paused, work.due_on, work.extensions) == (False, date(2023, 9, 21), 0)
    assert work.next_step_at is not None
    session.commit()
    assert climbing.climb(LATER)["cards"] >= 1


def test_sent_back_lets_the_ladder_run_until_it_is_sent_again(session: Session) -> None:
    place = county()
    work = make_work(place)
    approval = ask_extension(place, work)
    decide(approval, place.centre, BACK)
    assert not work.paused
    operations.resubmit(approval, {}, "材料补齐", {}, by=place.bureau, at=LATER)
    assert work.paused
    decide(approval, place.centre, at=LATER)
    assert work.due_on == date(2023, 9, 28)


def test_too_late_too_often_or_too_early(session: Session) -> None:
    place = county()
    work = make_work(place)
    with pytest.raises(Refused, match="办结期限已过"):
        ask_extension(place, work, "2023-12-01", at=LATER)
    session.rollback()
    place = county()
    work = make_work(place)
    set_rule("assignment.max_extensions", 0)
    with pytest.raises(Refused, match="最多延期 0 次"):
        ask_extension(place, work)
    session.rollback()
    place = county()
    work = make_work(place)
    with pytest.raises(Refused, match="应晚于现在的办结期限"):
        ask_extension(place, work, "2023-09-20")


def test_what_was_answered_meanwhile_needs_no_extension(session: Session) -> None:
    place = county()
    work = make_work(place)
    approval = ask_extension(place, work)
    loop.reply(work, "已报批", [], by=place.bureau, at=MORNING)
    assert approval.state == ApprovalState.LAPSED
    assert not work.paused
    assert not [d for d in duties(place.centre) if d.state == AssignmentState.IN_PROGRESS]
    assert "申请失效" in [event.label for event in timeline([("matter", work.subject_id)])]
    with pytest.raises(InvalidTransition):
        operations.withdraw(approval, "", by=place.bureau, at=MORNING)


def test_withdrawing_lets_the_ladder_run(session: Session) -> None:
    place = county()
    work = make_work(place)
    approval = ask_extension(place, work)
    operations.withdraw(approval, "", by=place.bureau, at=MORNING)
    assert not work.paused
    assert work.next_step_at is not None


def ask_suspension(place: County, work: Assignment, **uploads: PreparedFile) -> Approval:
    after = {"state": str(AssignmentState.SUSPENDED), "review_on": "2023-10-20"}
    request = Request(ApprovalKind.SUSPENSION, work.id, after, "等待省厅批复", uploads=uploads)
    approval = operations.ask(request, by=place.bureau, at=MORNING)
    db.session.flush()
    return approval


def test_a_suspension_needs_its_paper_and_stops_the_clock(session: Session) -> None:
    place = county()
    work = make_work(place)
    with pytest.raises(Refused, match="须附依据材料"):
        ask_suspension(place, work)
    session.rollback()
    place = county()
    work = make_work(place)
    approval = ask_suspension(place, work, file1=PAPER)
    decide(approval, place.centre, AGREE)
    assert approval.state == ApprovalState.APPROVED
    assert (work.state, work.review_on, work.paused) == (AssignmentState.SUSPENDED, date(2023, 10, 20), False)


def ask_approval(place: County, work: Assignment, **uploads: PreparedFile) -> Approval:
    request = Request(ApprovalKind.REPLY, work.id, {"state": "replied"}, "已报批，批文附后", uploads=uploads)
    approval = operations.ask(request, by=place.bureau, at=MORNING)
    db.session.flush()
    return approval


def test_a_reply_leaves_when_another_of_the_unit_has_approved_it(session: Session) -> None:
    place = county()
    work, head = make_work(place), make_user(Role.BUREAU, place.bureau.unit)
    approval = ask_approval(place, work, file1=PAPER)
    assert not work.paused and work.next_step_at is not None  # the unit's own time
    with pytest.raises(AssertionError):
        decide(approval, place.bureau)  # nobody approves what he asked for
    decide(approval, head)
    assert (approval.state, work.state) == (ApprovalState.APPROVED, AssignmentState.REPLIED)
    told = session.scalars(select(Event).where(Event.actor_id == place.bureau.id).order_by(Event.id.desc())).all()
    assert [e.verb for e in told[:2]] == ["assignment_replied", "file_attached"]
    assert {e.subject_type for e in told[:2]} == {"matter"}


def test_a_unit_that_wants_it_cannot_reply_without(app: Flask, session: Session) -> None:
    place = county()
    work = make_work(place)
    make_user(Role.BUREAU, place.bureau.unit)
    set_rule("assignment.reply_approved_units", [place.bureau.unit.name])
    session.commit()
    client = app.test_client()
    start_session(client, place.bureau.username)
    assert client.post(f"/assignments/{work.id}/reply", data={"text": "已办"}).status_code == 403
    page = client.get(f"/assignments/{work.id}/reply-approval").text
    assert "由本单位另一账号审签" in page
    answer = client.post(f"/assignments/{work.id}/reply-approval", data={"reason": "已办"}, follow_redirects=True)
    assert "已提交本单位审签" in answer.text
