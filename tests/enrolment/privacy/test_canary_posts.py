"""Canaries behind what is posted: imports, links of parents, acts, searches, and the pages that refuse them."""

import logging
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.enrolment.privacy.aviary import (
    ANYWHERE,
    HANDLE,
    NAMES,
    NOTES,
    SECRET_TEXTS,
    SECRETS,
    Aviary,
    found_in,
    make_aviary,
    text_of,
)
from tests.enrolment.requests.test_import import child, uploaded
from tests.walk.steps import steps
from zz.db import db
from zz.enrolment.requests.models import EnrolmentRequest

SignIn = Callable[[FlaskClient, str], None]
DESK = ("/enrolment", "/inbox", "/assignments", "/cards", "/notices", "/search", "/files", "/attachments")
STRANGERS = ("hr2", "teacher2", "owner", "leader")
FLEDGLING = {"child_name": "雀二童", "guardian_name": "雀二娘", "employee_name": "雀二伯", "address": "鸣禽巷八十八号",
             "guardian_phone": "13966612345", "employee_phone": "13966654321"}  # fmt: skip
VALID = {
    "reason": "核对申请材料", "text": "请补齐", "items": "paper:lease", "kind": "1", "school": "1", "sure": "y",
    "act": "submit", "ids": "1", "topic": "documents", "child_alias": "小雀", "on": "2023-09-14",
}  # fmt: skip


@pytest.fixture
def aviary(session: Session) -> Aviary:
    return make_aviary(session)


def posts(app: Flask, cases: tuple[EnrolmentRequest, ...]) -> Iterator[str]:
    """Yield every address of the desk that is posted to, with each of the cases where one is named."""
    for step in steps(app):
        if step.method != "POST" or step.group == "second" or not step.address.startswith(DESK):
            continue
        for case in cases if "<request_id>" in step.address else cases[:1]:
            yield re.sub(r"<\w+>", ANYWHERE, step.address.replace("<request_id>", str(case.id)))


def state_of(aviary: Aviary) -> list[tuple[object, ...]]:
    db.session.expire_all()
    return [(r.state, r.version, r.child_name, len(r.documents)) for r in (aviary.placed, aviary.open_)]


def test_nobody_else_learns_or_changes_anything_by_posting(
    app: Flask, aviary: Aviary, client: FlaskClient, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked, before = list(posts(app, (aviary.placed, aviary.open_))), state_of(aviary)
    assert len(asked) > 80 and f"/enrolment/requests/{aviary.open_.id}/link" in asked
    wrong: list[str] = []
    for name in STRANGERS:
        sign_in(client, aviary.walkers[name].username)
        for address in asked:
            for headers in ({}, {"HX-Request": "true"}):
                answer = client.post(address, data=VALID, headers=headers)
                said = text_of(answer.data) + str(answer.headers)
                if answer.status_code >= 500 or found_in(said, (*SECRET_TEXTS, *NOTES, *NAMES.values())):
                    wrong.append(f"{name} {address} {answer.status_code}")
    assert wrong == [] and state_of(aviary) == before
    sign_in(client, aviary.walkers["hr2"].username)
    for typed in (NAMES["child_name"], SECRETS["id_number"], aviary.placed.label):
        found = client.post("/enrolment/review/search", data={"text": typed})
        assert f"/enrolment/requests/{aviary.placed.id}" not in found.text, typed
    assert not found_in(caplog.text, (*SECRET_TEXTS, *NOTES, *NAMES.values()))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_form_that_is_refused_shows_those_who_handle_it_no_stored_secret(
    app: Flask, aviary: Aviary, client: FlaskClient, sign_in: SignIn
) -> None:
    refused, wrong = 0, []
    for name in sorted(HANDLE):
        sign_in(client, aviary.walkers[name].username)
        for address in posts(app, (aviary.placed, aviary.open_)):
            if address.endswith(("/edit", "/draft")):
                continue  # an empty form empties what is being typed: its own test
            answer = client.post(address, data={"nothing": "1"})
            refused += answer.status_code == 422
            said = text_of(answer.data) + str(answer.headers)
            if answer.status_code >= 500 or found_in(said, (*SECRETS.values(), "canary-of-the-register")):
                wrong.append(f"{name} {address} {answer.status_code}")
    assert wrong == [] and refused > 10


def test_a_list_that_is_imported_stays_with_its_enterprise(
    aviary: Aviary, client: FlaskClient, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sign_in(client, aviary.world.hr.username)
    wrong = child(2, **FLEDGLING)["id_number"][:-1] + "?"
    right = child(1, **FLEDGLING)["id_number"]
    batch = uploaded(client, [child(1, **FLEDGLING), child(2, **{**FLEDGLING, "id_number": wrong})])
    planted = (right, wrong, *FLEDGLING.values())
    pages = "".join(client.get(f"{batch}{more}").text for more in ("", "?show=reject", "/columns"))
    assert found_in(pages, (right, FLEDGLING["guardian_phone"], FLEDGLING["address"])) == set(), "masked for HR too"
    assert wrong in text_of(client.get(f"{batch}/rejected.xlsx").data), "its own refused row comes back to it whole"
    for name, user in aviary.walkers.items():
        sign_in(client, user.username)
        for more in ("", "/columns", "/rejected.xlsx", "?show=reject"):
            answer = client.get(f"{batch}{more}")
            seen = found_in(text_of(answer.data) + str(answer.headers), planted)
            assert name == "hr" or (answer.status_code in (403, 404) and not seen), (name, more, answer.status_code)
    stored = "".join(str(db.session.execute(text(f"SELECT * FROM {t}")).all()) for t in ("import_batch", "import_row"))  # noqa: S608
    events = str(db.session.execute(text("SELECT payload FROM event")).all())
    assert found_in(stored + events + caplog.text, planted) == set()


def test_a_parents_link_shows_no_stored_secret_and_opens_for_nobody_else(
    aviary: Aviary, client: FlaskClient, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sign_in(client, aviary.world.hr.username)
    made = client.post(f"/enrolment/requests/{aviary.open_.id}/link").text
    found = re.search(r"/enrolment/parents/([\w-]+)", made)
    assert found is not None
    path, parent = found[0], client.application.test_client()
    stored = (*SECRETS.values(), *NOTES, "canary-of-the-register")
    for answer in (
        parent.get(path), parent.post(f"{path}/opening"), parent.post(path, data={"guardian_name": "雀大娘"}),
        parent.post(f"{path[:-4]}aaaa/opening"), parent.post(f"{path}x", data={}),
    ):  # fmt: skip
        assert found_in(answer.text + str(answer.headers), stored) == set()
        assert "no-store" in answer.headers["Cache-Control"]
    assert "雀" not in parent.get(path).text + parent.post(f"{path[:-4]}aaaa/opening").text
    rows = str(db.session.execute(text("SELECT * FROM enrolment_link")).all())
    payloads = str(db.session.execute(text("SELECT payload FROM event")).all())
    assert found[1] not in rows + payloads, "of the token only its digest is kept"
    assert found_in(caplog.text, (*stored, found[1], *NAMES.values())) == set()
