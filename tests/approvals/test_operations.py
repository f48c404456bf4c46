"""A request goes along its chain; the last agreement changes the subject; anything else changes nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.approvals.people import (
    BACK,
    MORNING,
    REFUSE,
    TODAY,
    ask,
    chain_row,
    county,
    decide,
    duties,
    set_rule,
)
from tests.builders import make_unit, make_user
from zz.accounts.models import Deputy
from zz.accounts.roles import Role, UnitKind
from zz.approvals import operations, policy, queries
from zz.approvals.appliers import Refused
from zz.approvals.conflicts import Moved, fingerprint
from zz.approvals.models import Approval
from zz.approvals.operations import Verdict
from zz.approvals.queries import ApprovalFilter, Tab
from zz.approvals.vocabulary import ApprovalKind, ApprovalState, Decision, StepState
from zz.assignments import climbing, holders
from zz.assignments import operations as loop
from zz.assignments.vocabulary import AssignmentState
from zz.journal import Event
from zz.notices import Notice
from zz.projects.models import ProjectYear
from zz.projects.vocabulary import YearCategory

K, S, P = ApprovalKind, ApprovalState, StepState


def verbs(session: Session) -> list[str]:
    query = select(Event.verb).where(Event.subject_type == "project").order_by(Event.id)
    return [verb for verb in session.scalars(query) if verb.startswith(("approval", "project_"))]


def test_an_owners_request_goes_by_the_unit_to_the_centre(session: Session) -> None:
    place = county()
    approval = ask(place, place.owner)
    assert [(s.position, s.approver.label, s.state) for s in approval.steps] == [
        (1, "责任单位", P.WAITING), (2, "项目管理中心", P.COMING),
    ]  # fmt: skip
    assert [d.due_on for d in duties(place.bureau)] == [date(2023, 9, 19)]
    assert not duties(place.centre)
    decide(approval, place.bureau)
    assert (approval.state, place.project.planned_finish) == (S.WAITING, date(2023, 12, 31))
    assert [d.state for d in duties(place.bureau)] == [AssignmentState.DISCHARGED]
    assert [d.state for d in duties(place.centre)] == [AssignmentState.IN_PROGRESS]
    decide(approval, place.centre)
    assert (approval.state, place.project.planned_finish) == (S.APPROVED, date(2024, 6, 30))
    assert [d.state for d in duties(place.centre)] == [AssignmentState.DISCHARGED]
    assert verbs(session) == ["approval_asked", "approval_agreed", "approval_granted", "project_edited"]
    told = session.scalars(select(Notice.user_id).order_by(Notice.id)).all()
    assert set(told) == {place.bureau.id, place.centre.id, place.owner.id}


def test_the_units_own_request_skips_the_unit(session: Session) -> None:
    place = county()
    approval = ask(place, place.bureau)
    assert [s.approver.label for s in approval.steps] == ["项目管理中心"]


def test_a_colleague_of_the_unit_still_looks_at_it(session: Session) -> None:
    place = county()
    colleague = make_user(Role.BUREAU, place.bureau.unit)
    approval = ask(place, place.bureau)
    assert policy.part_of(place.bureau, approval, TODAY) is None
    decide(approval, colleague)
    assert approval.current[0].decided_by_id == colleague.id


def test_money_also_needs_the_leader_in_charge(session: Session) -> None:
    place = county(total_investment=Decimal(30000), list_year=2023, annual_plan=Decimal(8000))
    session.add(
        ProjectYear(project_id=place.project.id, year=2023, category=YearCategory.CONTINUED, annual_plan=Decimal(8000))
    )
    session.flush()
    approval = ask(place, place.bureau, K.MONEY, {"total_investment": "32000", "annual_plan": "9000"})
    decide(approval, place.centre)
    assert policy.part_of(place.strangers[-1], approval, TODAY) is None  # another leader
    decide(approval, place.leader)
    assert (place.project.total_investment, place.project.annual_plan) == (32000, 9000)
    assert session.scalars(select(ProjectYear.annual_plan)).one() == 9000


def test_what_does_not_change_or_makes_no_sense_is_refused(session: Session) -> None:
    place = county()
    with pytest.raises(Refused, match="与现状一致"):
        ask(place, place.bureau, after={"planned_finish": "2023-12-31"})
    with pytest.raises(Refused, match="计划竣工应晚于计划开工"):
        ask(place, place.bureau, after={"planned_finish": "2022-12-31"})
    with pytest.raises(Refused, match="不在年度清单"):
        ask(place, place.bureau, K.MONEY, {"annual_plan": "9000"})


def test_one_open_request_of_a_kind(session: Session) -> None:
    place = county()
    first = ask(place, place.bureau)
    with pytest.raises(Refused, match="已有一件“计划工期调整”申请正在办理"):
        ask(place, place.owner)
    operations.withdraw(first, "", by=place.bureau, at=MORNING)
    ask(place, place.owner)


def test_refused_changes_nothing(session: Session) -> None:
    place = county()
    approval = ask(place, place.owner)
    decide(approval, place.bureau, REFUSE)
    assert (approval.state, place.project.planned_finish) == (S.REFUSED, date(2023, 12, 31))
    assert [s.state for s in approval.steps] == [P.REFUSED, P.SKIPPED]
    assert not [d for d in duties(place.bureau) if d.state == AssignmentState.IN_PROGRESS]
    assert "不妥" in session.scalars(select(Notice.text).where(Notice.user_id == place.owner.id)).one()


def test_sent_back_and_sent_again_through_the_whole_chain(session: Session) -> None:
    place = county()
    approval = ask(place, place.owner)
    decide(approval, place.bureau)
    decide(approval, place.centre, BACK)
    assert approval.state == S.SUPPLEMENT
    assert policy.can_resubmit(place.owner, approval)
    assert not policy.can_resubmit(place.bureau, approval)
    operations.resubmit(approval, {"planned_finish": "2024-05-31"}, "已附批文", {}, by=place.owner, at=MORNING)
    assert (approval.state, approval.round) == (S.WAITING, 2)
    assert [s.state for s in approval.current] == [P.WAITING, P.COMING]
    decide(approval, place.bureau)
    decide(approval, place.centre)
    assert place.project.planned_finish == date(2024, 5, 31)


def test_withdrawn_frees_whoever_was_to_decide(session: Session) -> None:
    place = county()
    approval = ask(place, place.owner)
    operations.withdraw(approval, "不改了", by=place.owner, at=MORNING)
    assert approval.state == S.WITHDRAWN
    assert [d.state for d in duties(place.bureau)] == [AssignmentState.WITHDRAWN]
    assert policy.part_of(place.bureau, approval, TODAY) is None


def test_all_must_agree_where_the_rule_says_so(session: Session) -> None:
    place = county()
    other = make_user(Role.BUREAU, make_unit(UnitKind.BUREAU, place.root, name="某某市财政局"))
    rows = [chain_row(K.DATES, 1, "centre", "all"), chain_row(K.DATES, 1, "named", "all", "某某市财政局")]
    set_rule("approval.chains", rows)
    approval = ask(place, place.bureau)
    decide(approval, other)
    assert approval.state == S.WAITING
    assert policy.part_of(other, approval, TODAY) is None
    decide(approval, place.centre)
    assert approval.state == S.APPROVED


def test_one_may_agree_for_both(session: Session) -> None:
    place = county()
    set_rule("approval.chains", [chain_row(K.DATES, 1, "centre"), chain_row(K.DATES, 1, "leader")])
    approval = ask(place, place.bureau)
    decide(approval, place.leader)
    assert approval.state == S.APPROVED
    assert sorted(s.state for s in approval.steps) == sorted([P.AGREED, P.SKIPPED])
    assert [d.state for d in duties(place.centre)] == [AssignmentState.WITHDRAWN]


def test_nobody_is_left_to_decide(session: Session) -> None:
    place = county()
    set_rule("approval.chains", [chain_row(K.DATES, 1, "centre")])
    with pytest.raises(Refused, match="没有可以审批的人"):
        ask(place, place.centre)


def deputise(session: Session, user, deputy) -> None:  # type: ignore[no-untyped-def]
    session.add(Deputy(user_id=user.id, deputy_id=deputy.id, from_day=TODAY, to_day=TODAY))
    session.flush()


def test_nobody_decides_what_he_asked_for(session: Session) -> None:
    place = county()
    second = make_user(Role.CENTRE, place.root)
    set_rule("approval.chains", [chain_row(K.DATES, 1, "centre")])
    approval = ask(place, place.centre)
    assert policy.part_of(place.centre, approval, TODAY) is None
    deputise(session, second, place.centre)  # not as a deputy of a colleague either
    assert policy.part_of(place.centre, approval, TODAY) is None
    decide(approval, second)


def test_the_applicants_deputy_does_not_decide_in_his_name(session: Session, app: object) -> None:
    place = county()
    friend = make_user(Role.COMMISSIONER, place.root)
    make_user(Role.CENTRE, place.root)
    set_rule("approval.chains", [chain_row(K.DATES, 1, "centre")])
    approval = ask(place, place.centre)
    deputise(session, place.centre, friend)
    assert policy.part_of(friend, approval, TODAY) is None


def test_asked_in_somebodys_name_neither_decides(session: Session) -> None:
    place = county()
    make_user(Role.CENTRE, place.root)
    set_rule("approval.chains", [chain_row(K.DATES, 1, "centre")])
    approval = ask(place, place.bureau, asked_for=place.centre)
    assert policy.part_of(place.centre, approval, TODAY) is None
    assert policy.part_of(place.bureau, approval, TODAY) is None
    assert policy.can_withdraw(place.centre, approval)


def test_a_deputy_decides_and_both_are_named(session: Session) -> None:
    place = county()
    friend = make_user(Role.COMMISSIONER, place.root)
    deputise(session, place.centre, friend)
    approval = ask(place, place.bureau)
    decide(approval, friend)
    step = approval.current[0]
    assert (step.decided_by_id, step.decided_for_id) == (friend.id, place.centre.id)
    event = session.scalars(select(Event).where(Event.verb == "approval_granted")).one()
    assert (event.actor_id, event.on_behalf_of_id) == (friend.id, place.centre.id)


def test_another_field_may_move_meanwhile(session: Session) -> None:
    place = county()
    approval = ask(place, place.bureau)
    place.project.remark = "改过"
    session.flush()
    decide(approval, place.centre)
    assert (place.project.planned_finish, place.project.remark) == (date(2024, 6, 30), "改过")


def test_a_patched_field_that_moved_is_shown_first(session: Session) -> None:
    place = county()
    approval = ask(place, place.bureau)
    place.project.planned_finish = date(2024, 3, 31)
    session.flush()
    with pytest.raises(Moved) as caught:
        decide(approval, place.centre)
    assert caught.value.moved == {"planned_finish": ("2023-12-31", "2024-03-31", "2024-06-30")}
    decide(approval, place.centre, Verdict(Decision.AGREE, seen=fingerprint(approval, place.project)))
    assert place.project.planned_finish == date(2024, 6, 30)
    event = session.scalars(select(Event).where(Event.verb == "approval_granted")).one()
    assert event.payload["moved"] == {"计划竣工": ["2023年12月31日", "2024年3月31日"]}


def test_saying_no_needs_no_fresh_values(session: Session) -> None:
    place = county()
    approval = ask(place, place.bureau)
    place.project.planned_finish = date(2024, 3, 31)
    session.flush()
    decide(approval, place.centre, REFUSE)
    assert approval.state == S.REFUSED


@pytest.mark.parametrize("who", ["bureau", "commissioner", "owner", "leader"])
def test_only_the_holder_of_the_step_decides(session: Session, who: str) -> None:
    place = county()
    approval = ask(place, place.bureau)
    assert policy.part_of(getattr(place, who), approval, TODAY) is None
    for stranger in place.strangers:
        assert policy.part_of(stranger, approval, TODAY) is None


def test_strangers_do_not_see_it(session: Session) -> None:
    place = county()
    approval = ask(place, place.owner)
    for user in (place.owner, place.bureau, place.centre, place.commissioner, place.leader):
        assert policy.sees(user, approval, TODAY)
    for stranger in place.strangers:
        assert not policy.sees(stranger, approval, TODAY)


def test_every_patch_is_applied_by_somebody() -> None:
    from zz.approvals.appliers import applier_of

    assert [applier_of(kind) for kind in ApprovalKind]


def test_a_duty_handed_over_is_decided_by_whoever_has_it_now(session: Session) -> None:
    place = county(total_investment=Decimal(30000))
    heir = make_user(Role.LEADER, place.root)
    approval = ask(place, place.bureau, K.MONEY, {"total_investment": "32000"})
    decide(approval, place.centre)
    duty = duties(place.leader)[0]
    loop.hand_over(duty, holders.of_person(heir.id), by=place.centre, at=MORNING)
    session.flush()
    assert policy.part_of(place.leader, approval, TODAY) is None
    for user, count in ((heir, 1), (place.leader, 0)):
        wanted = ApprovalFilter(Tab.MINE)
        assert len(session.scalars(queries.listed(user, wanted, TODAY)).unique().all()) == count
    decide(approval, heir)
    assert approval.state == S.APPROVED


def test_an_approver_who_is_late_is_reminded_and_supervised(session: Session) -> None:
    place = county()
    approval = ask(place, place.bureau)
    session.commit()
    found = climbing.climb(MORNING + timedelta(days=12))
    assert found["cards"] == 1
    decide(session.get_one(Approval, approval.id), place.centre, at=MORNING + timedelta(days=12))
    session.commit()
    assert not climbing.climb(MORNING + timedelta(days=30))
