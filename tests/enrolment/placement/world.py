"""Children who wait for a seat in the first grade of two schools, an order, and a round taken to any state."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from tests.builders import make_seats
from tests.enrolment.requests.world import World, make_world
from zz import clock
from zz.db import db
from zz.enrolment.models import School
from zz.enrolment.placement import operations, orders, quotas, rounds, sealing
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.quota_models import PlacementQuota, QuotaSheet
from zz.enrolment.placement.quota_vocabulary import QuotaState
from zz.enrolment.placement.vocabulary import SUGGESTED, SeedWay
from zz.enrolment.requests import duties
from zz.enrolment.requests.models import EnrolmentRequest, Preference
from zz.enrolment.requests.vocabulary import RequestState
from zz.sealed import keyed_hash


def placement_world() -> World:
    """Make the world with an order, and six free seats in the first grade of each school."""
    world = make_world()
    for school in (world.school, world.second):
        make_seats(school, world.term)
    orders.write(world.park.id, SUGGESTED, clock.today(), "工作组会议纪要 1 号", by=world.worker, at=clock.now())
    return world


def child(world: World, number: int, wishes: Sequence[School], **columns: Any) -> EnrolmentRequest:
    """Make a case that waits for a seat; each child has a guardian and an employee of its own."""
    own = {
        f"{who}_hash": keyed_hash("person", f"{who}{number}") for who in ("child", "guardian", "employee")
    }  # fmt: skip
    values: dict[str, Any] = {
        **own, "number": f"入学〔2023〕{number}号", "state": RequestState.QUEUED, "submitted_at": clock.now(),
        "accepted_at": clock.now(), "child_name": f"秘密{number}", "filed_by_id": world.hr.id,
    }  # fmt: skip
    request = world.request(**{**values, **columns})
    for rank, school in enumerate(wishes, 1):
        db.session.add(Preference(request_id=request.id, rank=rank, school_id=school.id))
    db.session.flush()
    duties.enter(request, by=None, at=clock.now())
    db.session.expire(request, ["preferences"])
    return request


def opened(world: World) -> PlacementRound:
    return operations.open_round(world.park, world.term, by=world.worker, at=clock.now())


def sealed(world: World, seed: str = "07-23-15-31") -> PlacementRound:
    """Seal a round with a drawn number, so that its lots are the same in every run of the test."""
    found = opened(world)
    mark = sealing.mark(rounds.planned(found, found.order.criteria)[0].content)
    operations.seal(found, SeedWay.DRAWN, seed, "教育局张三", mark, by=world.worker, at=clock.now())
    return found


def drafted(world: World) -> PlacementRound:
    found = sealed(world)
    operations.run(found, by=world.worker, at=clock.now())
    db.session.expire_all()
    return found


def entry_of(found: PlacementRound, request: EnrolmentRequest) -> PlacementEntry:
    query = db.select(PlacementEntry).filter_by(round_id=found.id, request_id=request.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def confirm_seats(world: World, cells: dict[tuple[int, int], int]) -> None:
    """Let the bureau have confirmed these seats, by (school id, grade), and no others."""
    sheet = quotas.of_park(world.park.id, world.term.id)
    if sheet is None:
        sheet = QuotaSheet(park_id=world.park.id, term_id=world.term.id, state=QuotaState.CONFIRMED)
        db.session.add(sheet)
        db.session.flush()
    db.session.execute(delete(PlacementQuota).where(PlacementQuota.sheet_id == sheet.id))
    for (school_id, grade), seats in cells.items():
        row = PlacementQuota(sheet_id=sheet.id, school_id=school_id, grade=grade, seats=seats, confirmed=seats)
        db.session.add(row)
    db.session.flush()
