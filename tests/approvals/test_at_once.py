"""Several people at the same instant: one decision, one request, and an edit that an approver sees or comes after."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.approvals.people import MORNING, ask, chain_row, county, decide, set_rule
from tests.builders import make_user
from tests.conftest import start_session
from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.approvals.models import Approval, ApprovalStep
from zz.approvals.vocabulary import ApprovalKind, ApprovalState
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind
from zz.db import db
from zz.journal import Event
from zz.projects.models import Project

PEOPLE = 6


def at_once(app: Flask, *acts: Callable[[], int]) -> Counter[int]:
    """Let all `acts` begin together, each in a thread of its own; count what they answered."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], int]) -> int:
        barrier.wait(timeout=30)
        with clock.frozen(MORNING):
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def poster(app: Flask, user: User, url: str, data: dict[str, object]) -> Callable[[], int]:
    client = app.test_client()
    start_session(client, user.username)
    return lambda: client.post(url, data=data).status_code


def test_many_approvers_decide_at_once_and_one_wins(app: Flask, session: Session) -> None:
    place = county()
    centre = [place.centre, *(make_user(Role.CENTRE, place.root) for _ in range(PEOPLE - 1))]
    approval = ask(place, place.bureau)
    session.commit()
    url, data = f"/approvals/{approval.id}/decision", {"version": approval.version, "decision": "agree", "seen": ""}
    posts = [poster(app, user, url, data) for user in centre]
    session.close()
    assert at_once(app, *posts) == {303: 1, 409: PEOPLE - 1}
    assert db.session.scalar(select(func.count()).where(Event.verb == "project_edited")) == 1
    decided = db.session.scalars(select(ApprovalStep.decided_by_id).where(ApprovalStep.decided_by_id.is_not(None)))
    assert len(decided.all()) == 1


def test_both_of_a_joint_step_agree_at_once_and_it_is_applied_once(app: Flask, session: Session) -> None:
    place = county()
    set_rule(
        "approval.chains",
        [chain_row(ApprovalKind.DATES, 1, "centre", "all"), chain_row(ApprovalKind.DATES, 1, "leader", "all")],
    )
    approval = ask(place, place.bureau)
    session.commit()
    url, data = f"/approvals/{approval.id}/decision", {"version": approval.version, "decision": "agree", "seen": ""}
    posts = [poster(app, user, url, data) for user in (place.centre, place.leader)]
    session.close()
    answers = at_once(app, *posts)
    assert answers == {303: 1, 409: 1}  # the second sees what the first has said, and says it again
    db.session.expire_all()
    fresh = db.session.get_one(Approval, approval.id)
    assert fresh.state == ApprovalState.WAITING
    left = place.leader if fresh.current[0].decided_by_id == place.centre.id else place.centre
    decide(fresh, db.session.get_one(User, left.id))
    assert fresh.state == ApprovalState.APPROVED


def test_two_ask_for_the_same_at_once_and_one_request_is_made(app: Flask, session: Session) -> None:
    place = county()
    colleague = make_user(Role.BUREAU, place.bureau.unit)
    session.commit()
    data = {
        "version": place.project.version, "planned_start": "2023-01-01", "planned_finish": "2024-06-30",
        "reason": "征地滞后",
    }  # fmt: skip
    url = f"/projects/{place.project.id}/requests/dates"
    posts = [poster(app, user, url, data) for user in (place.bureau, colleague, place.owner)]
    session.close()
    assert at_once(app, *posts) == {303: 1, 422: 2}
    assert db.session.scalar(select(func.count(Approval.id))) == 1


def test_an_edit_and_the_last_agreement_at_once(app: Flask, session: Session) -> None:
    place = county()
    approval = ask(place, place.bureau)
    session.commit()
    seen = decide_form(app, place.centre, approval)
    edit = {
        "version": place.project.version, "name": place.project.name, "level": "county",
        "planned_start": "2023-01-01", "planned_finish": "2024-03-31",
    }  # fmt: skip
    other = make_user(Role.CENTRE, place.root)
    session.commit()
    posts = [
        poster(app, place.centre, f"/approvals/{approval.id}/decision", seen),
        poster(app, other, f"/projects/{place.project.id}/edit", edit),
    ]
    session.close()
    answers = at_once(app, *posts)
    assert answers == {303: 1, 409: 1}  # whoever comes second is told what the first has done
    db.session.expire_all()
    project, fresh = db.session.get_one(Project, place.project.id), db.session.get_one(Approval, approval.id)
    granted = fresh.state == ApprovalState.APPROVED
    assert project.planned_finish == (date(2024, 6, 30) if granted else date(2024, 3, 31))
    assert db.session.scalar(select(func.count()).where(Assignment.kind == AssignmentKind.APPROVE)) == 1


def decide_form(app: Flask, user: User, approval: Approval) -> dict[str, object]:
    """Return what the decision's form sends when it was opened now."""
    client = app.test_client()
    start_session(client, user.username)
    page = client.get(f"/approvals/{approval.id}").text
    mark = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    return {"version": approval.version, "decision": "agree", "seen": mark}
