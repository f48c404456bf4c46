"""A case taken to any state by the operations that take it there."""

from typing import Any

from tests.builders import make_seats
from tests.enrolment.requests.world import World
from zz import clock
from zz.db import db
from zz.enrolment.requests import duties
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.typed import derive
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import operations as do

PATH = (S.PARK_REVIEW, S.EDUCATION_REVIEW, S.QUEUED, S.PLACED, S.OFFERED, S.CONFIRMED, S.ARRIVED)


def submitted(world: World, number: str = "入学〔2023〕1号", **columns: Any) -> EnrolmentRequest:
    """Make a request that HR has handed in."""
    request = world.request(number=number, submitted_at=clock.now(), filed_by_id=world.hr.id, **columns)
    derive(request)
    REQUESTS.move(request, RequestAction.SUBMIT)
    duties.enter(request, by=world.hr, at=clock.now())
    db.session.refresh(request)
    return request


def seated(world: World) -> None:
    """Give both schools seats for the first grade."""
    for school in (world.school, world.second):
        make_seats(school, world.term)


def taken_to(world: World, state: S, request: EnrolmentRequest | None = None) -> EnrolmentRequest:
    """Take a request along the usual way to `state`."""
    request = request or submitted(world)
    at = clock.now()
    steps = {
        S.EDUCATION_REVIEW: lambda: do.accept(request, by=world.worker, at=at),
        S.QUEUED: lambda: do.pass_(request, by=world.clerk, at=at),
        S.PLACED: lambda: do.place(request, world.school.id, "", by=world.clerk, at=at),
        S.OFFERED: lambda: do.school_confirm(request, by=world.teacher, at=at),
        S.CONFIRMED: lambda: do.confirm(request, by=world.hr, at=at),
        S.ARRIVED: lambda: do.arrive(request, by=world.teacher, at=at),
    }
    for step in PATH[1 : PATH.index(state) + 1]:
        steps[step]()
    db.session.flush()
    return request
