"""Forgetting in time: scans a year after closing, the rest by rule or when consent is withdrawn, announced before."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from tests.builders import make_user
from tests.enrolment.requests.world import World, make_world
from tests.enrolment.review.steps import seated, submitted, taken_to
from zz import clock
from zz.accounts.roles import Role
from zz.db import db
from zz.enrolment.models import DocumentKind
from zz.enrolment.privacy import erasing
from zz.enrolment.requests import consent, papers
from zz.enrolment.requests.models import EnrolmentRequest, sensitive
from zz.enrolment.requests.vocabulary import ConsentWay
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.files.operations import prepare_sealed
from zz.journal import Event

DAYS = st.dates(date(2001, 1, 1), date(2090, 1, 1))


@given(DAYS, st.integers(1, 120))
def test_months_are_those_of_the_calendar(day: date, months: int) -> None:
    earlier = erasing.months_before(day, months)
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == months
    assert earlier.day == day.day or (earlier + timedelta(days=1)).day == 1
    assert erasing.months_after(day, months) <= erasing.months_after(day + timedelta(days=1), months)


@pytest.fixture
def world(session: Session) -> World:
    found = make_world()
    seated(found)
    return found


def closed(world: World, number: str = "入学〔2023〕1号") -> EnrolmentRequest:
    """A case that ends well today, with a scan."""
    request = submitted(world, number, current_school="向阳幼儿园")
    consent.give(request, ConsentWay.PAPER, by=world.hr, at=clock.now())
    kind = db.session.scalars(select(DocumentKind).where(DocumentKind.code == "lease")).one()
    scan = prepare_sealed(FileStorage(io.BytesIO(b"%PDF-1.7 lease"), "a.pdf"), kind.name)
    papers.add(request, kind, scan, by=world.hr, at=clock.now())
    return taken_to(world, S.ARRIVED, request)


def stored(app: Flask) -> int:
    folder: Path = app.config["INSTANCE"]
    return sum(path.is_file() for path in (folder / "files").rglob("*"))


def on(day: date) -> datetime:
    return clock.midnight(day) + timedelta(hours=9)


def verbs(request_id: int) -> list[str]:
    query = select(Event.verb).where(Event.subject_type == "enrolment_request", Event.subject_id == request_id)
    return [verb for verb in db.session.scalars(query.order_by(Event.id)) if "destroyed" in verb or "anonym" in verb]


def test_scans_go_after_a_year_and_the_rest_after_three(app: Flask, world: World) -> None:
    request = closed(world)
    underway = submitted(world, "入学〔2023〕2号")
    db.session.commit()
    for day in (date(2024, 9, 13), date(2024, 9, 14), date(2024, 9, 14)):
        assert stored(app) == (1 if day == date(2024, 9, 13) else stored(app))
        erasing.forget_what_is_due(on(day))
        db.session.expire_all()
        assert stored(app) == int(day == date(2024, 9, 13))
    assert request.documents == [] and request.child_name == "谭小明"
    assert verbs(request.id) == ["file_destroyed", "enrolment_scans_destroyed"], "once"
    erasing.forget_what_is_due(on(date(2026, 9, 13)))
    db.session.expire_all()
    assert request.erased_at is None
    for _ in range(2):
        erasing.forget_what_is_due(on(date(2026, 9, 14)))
    db.session.expire_all()
    assert request.erased_at is not None and sensitive(request) == {}
    assert (request.child_name, request.search, request.child_hash, request.birth_date) == ("", "", None, None)
    assert request.consents[0].guardian_name == "" and request.current_school == ""
    assert (request.grade, request.school_id, request.state) == (1, world.school.id, S.ARRIVED), "the figures stay"
    assert verbs(request.id)[-1] == "enrolment_anonymised" and len(verbs(request.id)) == 3
    assert underway.child_name == "谭小明", "a case that is going on is kept"


def test_withdrawn_consent_takes_everything_on_its_day(app: Flask, world: World) -> None:
    request = closed(world)
    request.erase_on = date(2023, 10, 8)
    db.session.commit()
    erasing.forget_what_is_due(on(date(2023, 10, 7)))
    db.session.expire_all()
    assert (request.erased_at, stored(app)) == (None, 1)
    erasing.forget_what_is_due(on(date(2023, 10, 8)))
    db.session.expire_all()
    assert request.erased_at is not None and stored(app) == 0
    why = db.session.scalars(select(Event).where(Event.verb == "enrolment_anonymised")).one().payload["why"]
    assert why == erasing.ON_REQUEST


def test_what_will_go_is_announced(
    world: World, client: FlaskClient, sign_in: Callable[..., None], session: Session
) -> None:
    request = closed(world)
    auditor, worker2 = make_user(Role.AUDITOR), make_user(Role.PARK)
    session.commit()
    sign_in(client, world.worker.username)
    assert request.label not in client.get("/enrolment/privacy/retention").get_data(as_text=True)
    with clock.frozen(on(date(2024, 8, 20))):
        for user, there in ((world.worker, True), (auditor, True), (worker2, False)):
            sign_in(client, user.username)
            html = client.get("/enrolment/privacy/retention").get_data(as_text=True)
            assert (request.label in html) == there and ("2024年9月14日" in html) == there
            assert "谭" not in html
        sign_in(client, world.hr.username)
        assert client.get("/enrolment/privacy/retention").status_code == 403
