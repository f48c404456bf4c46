"""A confirmed round of two children of two enterprises: one has a seat at its first wish, one none."""

from dataclasses import dataclass
from typing import Any

from tests.builders import make_seats
from tests.enrolment.requests.world import World, make_world
from zz import clock
from zz.db import db
from zz.enrolment.models import School
from zz.enrolment.placement.models import PlacementEntry, PlacementOrder, PlacementRound
from zz.enrolment.placement.vocabulary import SUGGESTED, RoundState, SeedWay
from zz.enrolment.publication import objecting
from zz.enrolment.publication import operations as publishing
from zz.enrolment.publication.models import SeatOffer
from zz.enrolment.requests import duties
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import EnrolmentRequest, Preference
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import operations as review
from zz.sealed import keyed_hash


@dataclass(frozen=True)
class Published:
    """`seated` is of `world.firm`, `waiting` of `world.other`; their entries come in the same order."""

    world: World
    round: PlacementRound
    seated: EnrolmentRequest
    waiting: EnrolmentRequest
    entries: list[PlacementEntry]


def child(world: World, number: int, wishes: list[School], **columns: Any) -> EnrolmentRequest:
    """Make a case that waits for a seat."""
    own = {f"{who}_hash": keyed_hash("person", f"{who}{number}") for who in ("child", "guardian", "employee")}
    values: dict[str, Any] = {
        **own, "number": f"入学〔2023〕{number}号", "state": S.QUEUED, "submitted_at": clock.now(),
        "accepted_at": clock.now(), "filed_by_id": world.hr.id,
    }  # fmt: skip
    request = world.request(**{**values, **columns})
    for rank, school in enumerate(wishes, 1):
        db.session.add(Preference(request_id=request.id, rank=rank, school_id=school.id))
    duties.enter(request, by=None, at=clock.now())
    db.session.expire(request, ["preferences"])
    return request


def entry(found: PlacementRound, request: EnrolmentRequest, lot: int, school: School | None) -> PlacementEntry:
    """Make what a round has for a child that has been confirmed."""
    wishes = [[one.school_id, []] for one in request.preferences]
    made = PlacementEntry(
        round_id=found.id, request_id=request.id, grade=request.grade, input={"wishes": wishes}, lot=lot,
        school_id=school.id if school else None, wish=1 if school else None, place_in_order=lot, seats=1,
        steps=[[wishes[0][0], 1, lot, 2]], draft_school_id=school.id if school else None,
        confirmed_at=clock.now(),
    )  # fmt: skip
    if school:
        review.place(request, school.id, "", by=found.confirmed_by or found.created_by, at=clock.now())  # type: ignore[arg-type]
    else:
        REQUESTS.move(request, RequestAction.COORDINATE)
        duties.enter(request, by=None, at=clock.now())
    db.session.add(made)
    db.session.flush()
    return made


def a_round(world: World, seats: int = 1, state: RoundState = RoundState.CONFIRMED) -> PlacementRound:
    """Make a round of the park with its order, `seats` at each school in the first grade."""
    at = clock.now()
    order = PlacementOrder(
        park_id=world.park.id, number=1, valid_from=clock.today(), criteria=[c.value for c in SUGGESTED],
        reason="工作组会议", written_by_id=world.worker.id, written_at=at,
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    found = PlacementRound(
        park_id=world.park.id, term_id=world.term.id, number=1, state=state, order_id=order.id,
        quotas=[[world.school.id, 1, seats], [world.second.id, 1, seats]], seed_way=SeedWay.DRAWN, witnesses="张三",
        seed="07-23", seal="0" * 64, created_by_id=world.worker.id, created_at=at, confirmed_by_id=world.worker.id,
        confirmed_at=at,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    return found


def shown(world: World, request: EnrolmentRequest, words: str) -> None:
    """Show what a round has for a case that has a seat, with an objection in these words and an offer."""
    found = a_round(world)
    entry = PlacementEntry(
        round_id=found.id, request_id=request.id, grade=1, input={"wishes": [[world.school.id, []]]}, lot=1,
        school_id=world.school.id, wish=1, place_in_order=1, seats=1, steps=[[world.school.id, 1, 1, 1]],
        draft_school_id=world.school.id, draft_wish=1, confirmed_at=clock.now(),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    publishing.publish(found, publishing.soonest(clock.today()), by=world.worker, at=clock.now())
    objecting.raise_(entry, words, by=world.hr, at=clock.now())
    db.session.add(SeatOffer(entry_id=entry.id, school_id=world.second.id, offered_at=clock.now()))
    db.session.flush()


def confirmed(seats: int = 1) -> Published:
    """Make the world and its round: `seats` at the first school went to the one with the first lot."""
    world = make_world()
    for school in (world.school, world.second):
        make_seats(school, world.term)
    found = a_round(world, seats)
    wishes = [world.school, world.second]
    seated = child(world, 1, wishes)
    waiting = child(world, 2, wishes, child_name="欧阳小红")
    waiting.enterprise_id, waiting.filed_by_id = world.other.id, world.hr2.id
    db.session.flush()
    return Published(
        world, found, seated, waiting, [entry(found, seated, 1, world.school), entry(found, waiting, 2, None)]
    )
