"""A parent's link: one child, once, for a while; nothing stored is shown, guessing is braked, a rule ends them all."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import start_session
from tests.enrolment.requests.test_views import SENT
from tests.enrolment.requests.world import CHILD_ID, GUARDIAN_ID, World, make_world
from tests.files.pictures import picture
from zz import clock
from zz.db import db
from zz.enrolment.models import DocumentKind
from zz.enrolment.requests import rules
from zz.enrolment.requests.models import EnrolmentRequest, ParentLink
from zz.enrolment.requests.vocabulary import ConsentWay
from zz.journal.models import Event
from zz.notices.models import Notice

FORM = {key: value for key, value in SENT.items() if not key.startswith(("employee", "staff"))} | {"agreed": "1"}


@pytest.fixture
def world(session: Session) -> World:
    return make_world()


@pytest.fixture
def hr(app: Flask, world: World) -> FlaskClient:
    db.session.commit()
    client = app.test_client()
    start_session(client, world.hr.username)
    return client


def made(hr: FlaskClient, request_id: int) -> str:
    """Make a link and return its path."""
    page = hr.post(f"/enrolment/requests/{request_id}/link")
    assert page.status_code == 200 and "<svg" in page.text and page.headers["Cache-Control"] == "no-store"
    found = re.search(r"http://[^/]+(/enrolment/parents/[\w-]+)", page.text)
    assert found
    return found[1]


def test_a_parent_fills_in_and_consents_once(app: Flask, world: World, hr: FlaskClient) -> None:
    case = world.request(child_name="", id_number="", child_hash=None, birth_date=None, sex=None)
    path = made(hr, case.id)
    token = path.rsplit("/", 1)[1]
    assert token not in str([(row.token_hash, row.id) for row in db.session.scalars(select(ParentLink))])
    parent: FlaskClient = app.test_client()
    assert "开始填写" in parent.get(path).text and "开始填写" in parent.get(f"{path}x").text, "the same for any token"
    form = parent.post(f"{path}/opening")
    assert form.status_code == 200 and form.headers["Referrer-Policy"] == "same-origin"
    assert GUARDIAN_ID not in form.text and "4399**********0021" in form.text and "谭建军" not in form.text
    kind = db.session.scalars(select(DocumentKind).where(DocumentKind.code == "household_register")).one()

    def scan() -> dict[str, tuple[io.BytesIO, str]]:
        return {f"paper-{kind.id}": (io.BytesIO(picture()), "谭小明.jpg")}

    refused = parent.post(path, data={**FORM, "agreed": "", **scan()})
    assert refused.status_code == 422 and 'id="agreed-error"' in refused.text and "谭小明" in refused.text
    mistyped = parent.post(path, data={**FORM, "id_number": f"{CHILD_ID[:-1]}1", "guardian_phone": "12", **scan()})
    assert mistyped.status_code == 422 and 'id="guardian_phone-error"' in mistyped.text, "beside its field"
    assert "校验不通过" in mistyped.text and f'value="{CHILD_ID[:-1]}1"' in mistyped.text
    db.session.expire_all()
    assert (case.child_name, case.consent, case.documents) == ("", None, []), "nothing is taken, the link stays"
    assert "已提交" in parent.post(path, data={**FORM, **scan()}).text
    db.session.expire_all()
    assert (case.child_name, case.id_number, case.guardian_id) == ("谭小明", CHILD_ID, GUARDIAN_ID)
    assert case.consent is not None and case.consent.way == ConsentWay.LINK and case.consent.recorded_by_id is None
    assert [d.kind_id for d in case.documents] == [kind.id] and case.submitted_at is None
    for answer in (parent.post(f"{path}/opening"), parent.post(path, data=FORM)):
        assert answer.status_code == 404 and "链接已失效" in answer.text
    told = str([n.text for n in db.session.scalars(select(Notice))]) + str(
        [e.payload for e in db.session.scalars(select(Event))]
    )
    assert "家长已在线填写" in told and token not in told and "谭" not in told


def test_links_expire_are_replaced_closed_and_switched_off(
    app: Flask, world: World, hr: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, parent = world.request(), app.test_client()
    first = made(hr, case.id)
    second = made(hr, case.id)
    assert parent.post(f"{first}/opening").status_code == 404
    assert parent.post(f"{second}/opening").status_code == 200
    assert hr.post(f"/enrolment/requests/{case.id}/link/closing").status_code == 303
    assert parent.post(f"{second}/opening").status_code == 404
    third = made(hr, case.id)
    link = db.session.scalars(select(ParentLink).where(ParentLink.closed_at.is_(None))).one()
    link.expires_at = clock.real_now() - timedelta(minutes=1)
    assert parent.post(f"{third}/opening").status_code == 404
    fourth = made(hr, case.id)
    monkeypatch.setattr(rules, "links_allowed", lambda: False)
    assert parent.post(f"{fourth}/opening").status_code == 404
    assert hr.post(f"/enrolment/requests/{case.id}/link").status_code == 404


def test_guessing_is_braked(app: Flask, world: World, hr: FlaskClient) -> None:
    case = world.request()
    db.session.commit()
    other = app.test_client()
    start_session(other, world.hr2.username)
    assert other.post(f"/enrolment/requests/{case.id}/link").status_code == 404
    path, parent = made(hr, case.id), app.test_client()
    codes = [parent.post(f"/enrolment/parents/guess{n}/opening").status_code for n in range(8)]
    assert codes[0] == 404 and codes[-1] == 429
    assert parent.post(f"{path}/opening").status_code == 429, "from this address even the right one has to wait"
    assert len(list(db.session.scalars(select(EnrolmentRequest)))) == 1
