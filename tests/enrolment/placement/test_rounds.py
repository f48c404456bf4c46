"""A round from the order to the cases: what is sealed holds, the draft moves nobody, each change has its reason."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.enrolment.placement.world import child, confirm_seats, drafted, entry_of, opened, placement_world, sealed
from tests.enrolment.requests.world import World
from zz import clock
from zz.db import db
from zz.enrolment.models import SeatPlan
from zz.enrolment.placement import (
    case_side,
    editing,
    explaining,
    forgetting,
    gathering,
    operations,
    orders,
    round_queries,
    rounds,
    siblings,
    trying,
)
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.trying import Change
from zz.enrolment.placement.vocabulary import Criterion, RoundState, SeedWay
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import policy
from zz.enrolment.review.operations import Refused
from zz.enrolment.vocabulary import Residence, StaffGroup
from zz.journal import Event
from zz.sealed import keyed_hash
from zz.workflow import InvalidTransition


@pytest.fixture
def world(session: Session) -> World:
    found = placement_world()
    confirm_seats(found, {(found.school.id, 1): 2, (found.second.id, 1): 1})
    return found


def told(found: PlacementRound, request: EnrolmentRequest) -> explaining.Explanation:
    entry = entry_of(found, request)
    return explaining.explain(entry, found, round_queries.names(explaining.schools_of(entry)))


def four(world: World) -> list[EnrolmentRequest]:
    """Four who want the first school: two with the register, one who takes the second school, one who does not."""
    both = (world.school, world.second)
    return [
        child(world, 1, both), child(world, 2, both[:1], residence=Residence.REGISTER),
        child(world, 3, both, residence=Residence.HOME_AND_REGISTER), child(world, 4, both[:1]),
    ]  # fmt: skip


def test_a_round_is_sealed_run_replayed_edited_and_confirmed(world: World) -> None:
    first, second, third, fourth = four(world)
    found = sealed(world)
    assert found.state == RoundState.SEALED and len(found.seal) == 64 and found.seed == "07-23-15-31"
    second.residence = Residence.NEITHER  # too late: what was sealed counts
    operations.run(found, by=world.worker, at=clock.now())
    db.session.expire_all()
    placed = {r.id: entry_of(found, r).school_id for r in (first, second, third, fourth)}
    assert placed == {
        first.id: world.second.id, second.id: world.school.id, third.id: world.school.id, fourth.id: None
    }  # fmt: skip
    assert {r.state for r in (first, second, third, fourth)} == {S.QUEUED}  # a draft moves nobody
    assert rounds.replay(found).same
    entry = entry_of(found, fourth)
    with pytest.raises(Refused, match="名额已排满"):
        editing.edit(entry, world.school.id, "家庭住得近", over=False, by=world.worker, at=clock.now())
    editing.edit(entry, world.school.id, "教育局同意增加", over=True, by=world.worker, at=clock.now())
    assert (entry.draft_school_id, entry.draft_wish, entry.over_size) == (world.school.id, 1, True)
    assert rounds.replay(found).same  # changes by hand are not part of what is replayed
    assert operations.confirm(found, by=world.worker, at=clock.now()) == 0
    assert [r.state for r in (first, second, third, fourth)] == [S.PLACED] * 4
    assert fourth.school_id == world.school.id
    with pytest.raises(InvalidTransition):
        editing.take_back(entry, by=world.worker, at=clock.now())
    verbs = list(db.session.scalars(select(Event.verb).where(Event.verb.like("placement_%")).order_by(Event.id)))
    assert verbs == [
        "placement_order_written", "placement_round_opened", "placement_round_sealed", "placement_round_ran",
        "placement_entry_edited", "placement_round_confirmed",
    ]  # fmt: skip
    assert "秘密" not in str(list(db.session.scalars(select(Event.payload).where(Event.verb.like("placement_%")))))


def test_the_explanation_says_what_a_parent_asks_and_names_nobody(world: World) -> None:
    first, second, third, fourth = four(world)
    found = drafted(world)
    here, there = world.school.name, world.second.name
    words = told(found, first)
    place = entry_of(found, first).place_in_order
    assert place in (3, 4)
    assert words.short == f"{here}一年级 2 个学位，按排序办法排第 {place}；调剂到第二志愿{there}"
    assert words.lines == [
        f"第一志愿{here}：一年级 2 个学位，到这一志愿的孩子 4 人，按排序办法排第 {place}，未能安排",
        f"第二志愿{there}：一年级 1 个学位，到这一志愿的孩子 1 人，按排序办法排第 1，安排到该校",
    ]
    assert "没有排序办法所列的优先条件；抽签号" in words.met
    assert told(found, third).met.startswith("户籍在本地、家庭在本地有住房；抽签号")
    assert told(found, fourth).lines[-1] == "没有落选：由教育局继续统筹安排学位"
    every = " ".join(str(told(found, request)) for request in (first, second, third, fourth))
    assert "秘密" not in every and "入学〔2023〕" not in every and "第 1 版" in every


def test_no_seat_of_the_round_is_given_for_a_wish_without_a_quota(world: World) -> None:
    world.second  # noqa: B018  its quota is taken away below
    confirm_seats(world, {(world.school.id, 1): 1, (world.second.id, 1): 0})
    request = child(world, 1, (world.second,))
    found = drafted(world)
    assert entry_of(found, request).school_id is None
    assert told(found, request).lines[0] == f"第一志愿{world.second.name}：一年级本轮没有名额"


def test_what_has_changed_since_it_was_shown_is_not_sealed(world: World) -> None:
    found = opened(world)
    with pytest.raises(Refused, match="没有待安排学位的孩子"):
        operations.seal(found, SeedWay.RANDOM, "", "", "", by=world.worker, at=clock.now())
    found.state = RoundState.DRAFT
    child(world, 1, (world.school,))
    with pytest.raises(Refused, match="有变化"):
        operations.seal(found, SeedWay.RANDOM, "", "", "0" * 64, by=world.worker, at=clock.now())
    with pytest.raises(Refused, match="已有一轮"):
        opened(world)


def test_tampering_with_what_was_sealed_shows(world: World) -> None:
    four(world)
    found = drafted(world)
    entry = db.session.scalars(select(PlacementEntry).where(PlacementEntry.wish == 1)).first()
    assert entry is not None
    entry.lot = (entry.lot or 0) + 1
    db.session.flush()
    assert (rounds.replay(found).seal, rounds.replay(found).results) == (True, False)
    entry.lot -= 1
    entry.input = {"wishes": []}
    db.session.flush()
    assert not rounds.replay(found).seal


def test_criteria_are_read_off_the_cases(world: World) -> None:
    older = child(world, 90, (world.school,), state=S.ARRIVED, school_id=world.school.id, grade=2)
    waited = child(world, 91, ())
    waited.term_id = make_earlier(world)
    family = older.guardian_hash
    child(world, 1, (world.school, world.second), guardian_hash=family, staff_group=StaffGroup.TALENT)
    child(world, 2, (world.second,), child_hash=waited.child_hash, residence=Residence.HOME)
    child(world, 3, (world.school,), child_hash=older.child_hash, guardian_hash=family)
    found = {c.key: c.wishes for c in gathering.children(world.park.id, world.term)}
    number = "入学〔2023〕{}号".format
    assert found[number(1)] == [
        (world.school.id, ["sibling_enrolled", "talent"]), (world.second.id, ["talent"])
    ]  # fmt: skip
    assert found[number(2)] == [(world.second.id, ["home", "waited"])]
    assert found[number(3)] == [(world.school.id, [])]  # nobody is his own brother
    older.grade = world.school.last_grade + 1
    db.session.flush()
    assert dict(gathering.children(world.park.id, world.term)[0].wishes)[world.school.id] == ["talent"]


def make_earlier(world: World) -> int:
    from tests.builders import make_term
    from zz.enrolment.vocabulary import Season

    earlier = make_term(world.root, year=2022, season=Season.AUTUMN, current=False)
    earlier.starts_on = world.term.starts_on.replace(year=2022)
    db.session.flush()
    return earlier.id


def test_brothers_and_sisters_are_proposed_to_go_together_where_a_seat_is_free(world: World) -> None:
    confirm_seats(world, {(world.school.id, 1): 1, (world.second.id, 1): 3})
    family = keyed_hash("person", "one family")
    one = child(world, 1, (world.school, world.second), employee_hash=family, together=True)
    two = child(world, 2, (world.school, world.second), employee_hash=family)
    found = drafted(world)
    (row,) = siblings.proposals(found)
    assert {row.number, row.beside} == {one.number, two.number} and row.school == world.second.id and row.left == 2
    entry = db.session.get_one(PlacementEntry, row.entry_id)
    editing.edit(entry, row.school, siblings.REASON, over=False, by=world.worker, at=clock.now())
    assert siblings.proposals(found) == []
    editing.take_back(entry, by=world.worker, at=clock.now())
    assert entry.edited_at is None and entry.draft_school_id == world.school.id


def test_a_seat_given_away_by_hand_blocks_taking_back_until_it_is_free(world: World) -> None:
    confirm_seats(world, {(world.school.id, 1): 1})
    one, two = child(world, 1, (world.school,)), child(world, 2, (world.school,))
    found = drafted(world)
    entries = sorted((entry_of(found, r) for r in (one, two)), key=lambda e: e.school_id is None)
    editing.edit(entries[0], None, "家长改去外地", over=False, by=world.worker, at=clock.now())
    editing.edit(entries[1], world.school.id, "补上空出的名额", over=False, by=world.worker, at=clock.now())
    with pytest.raises(Refused, match="已调整给其他孩子"):
        editing.take_back(entries[0], by=world.worker, at=clock.now())
    with pytest.raises(Refused, match="没有改动"):
        editing.edit(entries[1], world.school.id, "再来一次", over=False, by=world.worker, at=clock.now())


def test_nobody_is_moved_to_where_a_class_would_reach_the_hard_stop(world: World) -> None:
    confirm_seats(world, {(world.school.id, 1): 1})
    one, two = child(world, 1, (world.school,)), child(world, 2, (world.school,))
    found = drafted(world)
    out = next(e for e in (entry_of(found, one), entry_of(found, two)) if e.school_id is None)
    plan_of(world).enrolled = 2 * 55 - 4 - 1  # with the reserve and the other child of the draft both classes have 55
    db.session.flush()
    with pytest.raises(Refused, match="任何人不得再安排"):
        editing.edit(out, world.school.id, "再加一名", over=True, by=world.worker, at=clock.now())
    with pytest.raises(Refused, match="没有这个年级的学位计划"):
        editing.edit(out, 10**6, "不存在的学校", over=True, by=world.worker, at=clock.now())


def test_a_trial_before_the_run_uses_lots_of_its_own(world: World) -> None:
    four(world)
    found = opened(world)
    trial = trying.attempt(found, trying.sheet_now(found, found.order.criteria), Change((world.second.id, 1), 1))
    assert trial.sample and (trial.now.none, trial.then.none) == (1, 1) and trial.then.first == 2
    sealed_one = trying.sheet_now(found, found.order.criteria)
    assert len(sealed_one.children) == 4 and not db.session.scalars(select(PlacementEntry)).all()


def test_a_trial_changes_nothing_and_stands_beside_the_draft(world: World) -> None:
    four(world)
    found = drafted(world)
    sheet = trying.sheet_now(found, found.order.criteria)
    trial = trying.attempt(found, sheet, Change((world.school.id, 1), 1))
    assert (trial.now.first, trial.now.none) == (2, 1) and (trial.then.first, trial.then.none) == (4, 0)
    assert (trial.better, trial.worse, trial.sample) == (2, 0, False)
    assert {c.cell: c.seats for c in trial.changed}[world.school.id, 1] == (2, 47)
    other = trying.attempt(found, sheet, Change(criteria=(Criterion.TALENT,)))
    assert other.now == trial.now and sum(other.then.cells.values()) == 3
    db.session.expire_all()
    assert rounds.replay(found).same and found.quotas == [[world.school.id, 1, 2], [world.second.id, 1, 1]]


def plan_of(world: World) -> SeatPlan:
    return db.session.scalars(select(SeatPlan).where(SeatPlan.school_id == world.school.id)).one()


def test_who_withdrew_meanwhile_is_left_and_a_lost_seat_stops_the_confirmation(world: World) -> None:
    first, second, third, _fourth = four(world)
    found = drafted(world)
    first.state = S.WITHDRAWN
    db.session.flush()
    plan_of(world).enrolled += 5  # one seat is left of the two that were given
    with db.session.begin_nested() as nested:
        with pytest.raises(Refused, match=r"入学〔2023〕3号：.*超过标准班额.*请调整后再确认"):
            operations.confirm(found, by=world.worker, at=clock.now())
        nested.rollback()
    db.session.expire_all()
    assert (found.state, second.state, third.state) == (RoundState.RUN, S.QUEUED, S.QUEUED)
    plan_of(world).enrolled -= 5
    db.session.flush()
    assert operations.confirm(found, by=world.worker, at=clock.now()) == 1
    assert entry_of(found, first).confirmed_at is None and second.state == third.state == S.PLACED


def test_hr_reads_why_only_of_its_own_child_and_only_once_it_is_settled(world: World) -> None:
    request = four(world)[0]
    found = drafted(world)

    def seen(user: object) -> list[str]:
        return [p.told.short for p in case_side.panels(policy.standing(user, request, clock.today()))]  # type: ignore[arg-type]

    assert seen(world.worker) and seen(world.clerk) and not seen(world.hr) and not seen(world.hr2)
    operations.confirm(found, by=world.worker, at=clock.now())
    assert seen(world.hr) == seen(world.worker) and not seen(world.hr2) and not seen(world.teacher)


def test_the_reason_of_a_change_is_sealed_and_goes_with_the_case(world: World) -> None:
    request = four(world)[3]
    found = drafted(world)
    editing.edit(entry_of(found, request), world.school.id, "家庭变故", over=True, by=world.worker, at=clock.now())
    db.session.commit()
    stored = db.session.execute(text("select draft_reason from placement_entry where edited_at is not null")).scalar()
    events = str(list(db.session.scalars(select(Event.payload))))
    assert "家庭变故" not in str(stored) and "家庭变故" not in events and "家庭变故" in told(found, request).edited
    forgetting.forget_reasons(clock.now())
    assert "家庭变故" in told(found, request).edited  # the case is still there
    request.erased_at = clock.now()
    db.session.commit()
    forgetting.forget_reasons(clock.now())
    assert told(found, request).edited.endswith("理由已按规定删除")
    assert rounds.replay(found).same


def test_a_given_up_round_moves_nobody_and_the_next_takes_its_place(world: World) -> None:
    requests = four(world)
    found = drafted(world)
    operations.abandon(found, "名额有误", by=world.worker, at=clock.now())
    assert {r.state for r in requests} == {S.QUEUED} and found.state == RoundState.ABANDONED
    assert opened(world).number == 2
    before = orders.in_force(world.park.id, clock.today())
    assert before is not None and before.number == 1
