"""The flow of a request: each waiting state has one duty with the right holder, and nothing ends as 未录取."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.builders import make_school
from tests.enrolment.requests.world import World, make_world
from zz import clock
from zz.accounts.roles import Role, UnitKind
from zz.assignments import holders
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.enrolment.requests import duties
from zz.enrolment.requests.flow import CORRECTING, ENDED, OPENS, REQUESTS, SEATED, UNDERWAY
from zz.enrolment.requests.vocabulary import RequestAction as A
from zz.enrolment.requests.vocabulary import RequestState as S

REACHED = {
    S.DRAFT: (),
    S.PARK_REVIEW: (A.SUBMIT,),
    S.PARK_CORRECTION: (A.SUBMIT, A.ASK_CORRECTION),
    S.EDUCATION_REVIEW: (A.SUBMIT, A.ACCEPT),
    S.EDUCATION_CORRECTION: (A.SUBMIT, A.ACCEPT, A.ASK_CORRECTION),
    S.QUEUED: (A.SUBMIT, A.ACCEPT, A.PASS),
    S.TO_COORDINATE: (A.SUBMIT, A.ACCEPT, A.PASS, A.COORDINATE),
    S.PLACED: (A.SUBMIT, A.ACCEPT, A.PASS, A.PLACE),
    S.OFFERED: (A.SUBMIT, A.ACCEPT, A.PASS, A.PLACE, A.SCHOOL_CONFIRM),
    S.LAPSED: (A.SUBMIT, A.ACCEPT, A.PASS, A.PLACE, A.SCHOOL_CONFIRM, A.LAPSE),
    S.CONFIRMED: (A.SUBMIT, A.ACCEPT, A.PASS, A.PLACE, A.SCHOOL_CONFIRM, A.CONFIRM),
    S.ARRIVED: (A.SUBMIT, A.ACCEPT, A.PASS, A.PLACE, A.SCHOOL_CONFIRM, A.CONFIRM, A.ARRIVE),
    S.OFFER_DECLINED: (A.SUBMIT, A.ACCEPT, A.PASS, A.PLACE, A.SCHOOL_CONFIRM, A.DECLINE_OFFER),
    S.DECLINED: (A.SUBMIT, A.DECLINE),
    S.WITHDRAWN: (A.SUBMIT, A.WITHDRAW),
    S.CONSENT_WITHDRAWN: (A.SUBMIT, A.WITHDRAW_CONSENT),
}


def _holder(world: World, state: S) -> str:
    hr, park = holders.of_unit(world.firm.id, Role.ENTERPRISE_HR), holders.of_unit(world.park.id, Role.PARK)
    bureau = holders.of_county(world.root.id, Role.EDUCATION)
    school = holders.of_unit(world.school.unit_id or 0, Role.SCHOOL)
    return {
        S.PARK_REVIEW: park, S.EDUCATION_REVIEW: bureau, S.QUEUED: bureau, S.TO_COORDINATE: bureau, S.PLACED: school,
        S.CONFIRMED: school,
    }.get(state, hr)  # fmt: skip


@pytest.mark.parametrize("state", S)
def test_each_waiting_state_opens_one_duty_of_the_right_holder(session: Session, state: S) -> None:
    world = make_world()
    request = world.request()
    request.school_id = world.school.id
    for action in REACHED[state]:
        REQUESTS.move(request, action)
        duties.enter(request, by=None, at=clock.now())
    assert request.state == state
    open_ = [a for a in session.query(Assignment) if a.state == AssignmentState.IN_PROGRESS]
    assert [a.id for a in open_] == ([request.current_id] if OPENS[state] else [])
    assert (request.closed_at is not None) == (state in ENDED)
    for duty in open_:
        assert (duty.kind, duty.holder) == (OPENS[state], _holder(world, state))
        family = duty.holder == holders.of_unit(world.firm.id, Role.ENTERPRISE_HR)
        assert duty.issuer == (duties.park(request) if family else duty.holder), "the park is told of a late family"
        assert "谭小明" not in duty.title + duty.context + duty.search
        assert duty.due_on is not None and duty.due_on > date(2023, 9, 14)


def test_the_states_are_told_apart() -> None:
    assert set(OPENS) == set(S) == set(REACHED)
    assert {S.DRAFT, *UNDERWAY, *ENDED} == set(S)
    assert set(CORRECTING) < set(UNDERWAY) and set(SEATED) - {S.ARRIVED} < set(UNDERWAY)
    assert all((state, A.WITHDRAW) in REQUESTS.table for state in UNDERWAY)
    assert {state for state, action in REQUESTS.table if action == A.WITHDRAW_CONSENT} == set(S) - {
        S.CONSENT_WITHDRAWN
    }  # fmt: skip
    targets = {REQUESTS.table[S.QUEUED, action] for state, action in REQUESTS.table if state == S.QUEUED}
    assert S.DECLINED not in targets, "whoever was found to be entitled is placed or 待统筹"


def test_a_paper_case_and_a_school_without_an_account_have_other_holders(session: Session) -> None:
    world = make_world()
    request = world.request(paper=True)
    request.school_id = make_school(world.root).id
    assert duties.family(request) == holders.of_unit(world.park.id, Role.PARK)
    assert duties.school(request) == holders.of_county(world.root.id, Role.EDUCATION)
    assert world.school.unit_id and world.park.kind == UnitKind.PARK
