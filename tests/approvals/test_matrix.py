"""Every state of a request × every action × every role: who may, and nobody else."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.approvals.people import AGREE, BACK, REFUSE, TODAY, ask, county, decide
from tests.builders import make_unit, make_user
from tests.conftest import MORNING
from tests.projects.people import County, SignIn
from zz.accounts.models import User
from zz.accounts.roles import UNIT_KINDS, Role, UnitKind
from zz.approvals import operations, policy
from zz.approvals.models import Approval
from zz.approvals.vocabulary import ApprovalState
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState

S = ApprovalState
ACTIONS = ("agree", "send_back", "refuse", "withdraw", "resubmit")


def in_state(place: County, state: ApprovalState) -> Approval:
    """Return a request of the owner's, decided by the unit so far, in `state`."""
    approval = ask(place, place.owner)
    decide(approval, place.bureau)
    if state == S.SUPPLEMENT:
        decide(approval, place.centre, BACK)
    elif state == S.APPROVED:
        decide(approval, place.centre, AGREE)
    elif state == S.REFUSED:
        decide(approval, place.centre, REFUSE)
    elif state == S.WITHDRAWN:
        operations.withdraw(approval, "", by=place.owner, at=MORNING)
    elif state == S.LAPSED:
        operations.lapse(approval, "项目已转段", by=None, at=MORNING)
    return approval


def everybody(place: County) -> dict[str, User]:
    """Return one of each role in the county, and those around the project."""
    found: dict[str, User] = {}
    for role in Role:
        kind = min(UNIT_KINDS[role])
        unit = place.root if UnitKind.CITY in UNIT_KINDS[role] else make_unit(kind, place.root)
        found[f"other {role}"] = make_user(role, unit)
    del found[f"other {Role.CENTRE}"]  # the centre is one desk: whoever is of it may decide
    around = ("owner", "bureau", "centre", "commissioner", "leader")
    return {**found, **{name: getattr(place, name) for name in around}}


ALLOWED = {
    (S.WAITING, "agree"): {"centre"},
    (S.WAITING, "send_back"): {"centre"},
    (S.WAITING, "refuse"): {"centre"},
    (S.WAITING, "withdraw"): {"owner"},
    (S.SUPPLEMENT, "withdraw"): {"owner"},
    (S.SUPPLEMENT, "resubmit"): {"owner"},
}


def may(user: User, approval: Approval, action: str) -> bool:
    if action == "withdraw":
        return policy.can_withdraw(user, approval)
    if action == "resubmit":
        return policy.can_resubmit(user, approval)
    return policy.part_of(user, approval, TODAY) is not None


@pytest.mark.parametrize("state", S)
def test_who_may_do_what(session: Session, state: ApprovalState) -> None:
    place = county()
    approval = in_state(place, state)
    people = everybody(place)
    for action in ACTIONS:
        found = {name for name, user in people.items() if may(user, approval, action)}
        assert found == ALLOWED.get((state, action), set()), action


def post(client: FlaskClient, approval: Approval, action: str) -> Any:
    data = {"version": approval.version, "reason": "理由", "planned_finish": "2024-05-31", "seen": ""}
    if action == "withdraw":
        return client.post(f"/approvals/{approval.id}/withdrawal", data=data)
    if action == "resubmit":
        return client.post(f"/approvals/{approval.id}/resubmission", data=data)
    return client.post(f"/approvals/{approval.id}/decision", data=data | {"decision": action})


@pytest.mark.parametrize("state", S)
def test_the_pages_answer_as_the_policy_says(
    session: Session, client: FlaskClient, sign_in: SignIn, state: ApprovalState
) -> None:
    place = county()
    approval = in_state(place, state)
    before = (approval.state, approval.version)
    for name, user in everybody(place).items():
        sign_in(client, user.username)
        for action in ACTIONS:
            if name in ALLOWED.get((state, action), set()):
                continue
            assert post(client, approval, action).status_code in (403, 404, 409), (name, action)
    session.refresh(approval)
    assert (approval.state, approval.version) == before


@pytest.mark.parametrize(("state", "action"), ALLOWED)
def test_who_may_does_it(
    session: Session, client: FlaskClient, sign_in: SignIn, state: ApprovalState, action: str
) -> None:
    place = county()
    approval = in_state(place, state)
    (name,) = ALLOWED[state, action]
    sign_in(client, getattr(place, name).username)
    assert post(client, approval, action).status_code == 303
    session.refresh(approval)
    ends = {
        "agree": S.APPROVED, "send_back": S.SUPPLEMENT, "refuse": S.REFUSED, "withdraw": S.WITHDRAWN,
        "resubmit": S.WAITING,
    }  # fmt: skip
    assert approval.state == ends[action]


@pytest.mark.parametrize("state", S)
def test_a_waiting_state_has_a_duty_open_and_no_other_has(session: Session, state: ApprovalState) -> None:
    approval = in_state(county(), state)
    query = select(Assignment).where(Assignment.subject_type == "approval", Assignment.subject_id == approval.id)
    open_ = [a for a in session.scalars(query) if a.state == AssignmentState.IN_PROGRESS]
    assert len(open_) == (1 if state == S.WAITING else 0)
