"""A case taken to any state by the operations that take it there."""

import io
from typing import Any

from werkzeug.datastructures import FileStorage

from tests.builders import make_seats
from tests.enrolment.requests.world import World
from zz import clock
from zz.db import db
from zz.enrolment.requests import duties, papers
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.typed import derive
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import operations as do
from zz.files.operations import prepare_sealed

PATH = (S.PARK_REVIEW, S.EDUCATION_REVIEW, S.QUEUED, S.PLACED, S.OFFERED, S.CONFIRMED, S.ARRIVED)


def submitted(world: World, number: str = "入学〔2023〕1号", **columns: Any) -> EnrolmentRequest:
    """Make a request that HR has handed in."""
    request = world.request(number=number, submitted_at=clock.now(), filed_by_id=world.hr.id, **columns)
    derive(request)
    REQUESTS.move(request, RequestAction.SUBMIT)
    duties.enter(request, by=world.hr, at=clock.now())
    db.session.refresh(request)
    return request


def with_papers(world: World, request: EnrolmentRequest) -> None:
    """Hand in every paper that the policy asks for."""
    for kind in papers.missing(request, clock.today()):
        scan = prepare_sealed(FileStorage(io.BytesIO(b"%PDF-1.7 " + kind.code.encode()), "a.pdf"), kind.name)
        papers.add(request, kind, scan, by=world.hr, at=clock.now())


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
