"""Canaries planted in every sensitive field, looked for on every page, in every export, log, row and file.

Names may be read by those who handle the case; everything else by nobody but who has given a reason, and then once.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.enrolment.privacy.aviary import (
    ANYWHERE,
    BORN,
    HANDLE,
    NAMES,
    NOTES,
    SCAN,
    SECRET_TEXTS,
    SECRETS,
    TITLE,
    TYPED_IN,
    Aviary,
    found_in,
    make_aviary,
    text_of,
)
from tests.walk.steps import steps
from zz.db import db
from zz.enrolment.requests.models import SENSITIVE, EnrolmentRequest


@pytest.fixture
def aviary(session: Session) -> Aviary:
    return make_aviary(session)


def addresses(app: Flask, cases: Sequence[EnrolmentRequest]) -> Iterator[str]:
    """Yield every address that is got, with each of the cases where one is named."""
    for step in steps(app):
        if step.method != "GET" or step.group == "second":
            continue
        for case in cases if "<request_id>" in step.address else cases[:1]:
            address = step.address.replace("<request_id>", str(case.id))
            yield re.sub(r"<\w+>", ANYWHERE, address)


def answers(client: FlaskClient, address: str) -> Iterator[tuple[str, str]]:
    """Yield (what was asked, what was said) for the page, its fragment and its export, addresses included."""
    for asked, headers in ((address, {}), (address, {"HX-Request": "true"}), (f"{address}?format=xlsx", {})):
        answer = client.get(asked, headers=headers)
        assert answer.status_code < 500, asked
        yield f"{asked} {headers}", text_of(answer.data) + str(answer.headers)
        if answer.status_code in (401, 403, 404):
            return


READ_NOTES = {"hr": (NOTES[0], NOTES[2]), "worker": NOTES, "clerk": NOTES[1:]}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_page_fragment_or_export_shows_a_canary_to_anybody(
    app: Flask, aviary: Aviary, client: FlaskClient, sign_in: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = list(addresses(app, (aviary.placed, aviary.open_)))
    assert len(asked) > 100 and f"/enrolment/requests/{aviary.open_.id}" in asked
    wrong: list[str] = []
    named: set[str] = set()
    for name, user in aviary.walkers.items():
        sign_in(client, user.username)
        for address in asked:
            for what, said in answers(client, address):
                seen = found_in(said, SECRET_TEXTS) | (found_in(said, NOTES) - set(READ_NOTES.get(name, ())))
                names = found_in(said, tuple(NAMES.values()))
                title = found_in(str(TITLE.findall(said)), tuple(NAMES.values()))
                named |= {name} if names else set()
                seen |= title | (set() if name in HANDLE else names)
                if seen - (TYPED_IN if name == "hr" and what.startswith(edit_of(aviary)) else set()):
                    wrong.append(f"{name} {what}: {sorted(seen)}")
    assert not wrong, wrong[:20]
    assert named == HANDLE, "the canaries were there to be seen"
    assert not found_in(caplog.text, (*SECRET_TEXTS, *NOTES, *NAMES.values()))


def edit_of(aviary: Aviary) -> str:
    return f"/enrolment/requests/{aviary.open_.id}/edit"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_row_and_no_file_holds_a_canary_in_the_clear(app: Flask, aviary: Aviary, engine_url: str) -> None:
    assert set(SECRETS) == set(SENSITIVE), "every sensitive column has a canary"
    encrypted = (*SECRETS.values(), *NOTES, "鸣禽巷九十九号", "canary-of-the-register")
    db.session.remove()
    database = Path(engine_url.removeprefix("sqlite:///"))
    files = [*database.parent.glob(f"{database.name}*"), *(app.config["INSTANCE"]).rglob("*")]
    data = b"".join(path.read_bytes() for path in files if path.is_file())
    assert len(data) > 100_000
    assert [text for text in encrypted if text.encode() in data] == []
    elsewhere = "select payload from event union all select text || url from notice union all "
    elsewhere += "select title || context || search from assignment union all "
    elsewhere += "select target || coalesce(detail, '') from access_log union all select filename from attachment"
    rows = " ".join(str(row[0]) for row in db.session.connection().exec_driver_sql(elsewhere))
    plain = rows.encode().decode("unicode_escape", "ignore") + rows
    assert found_in(plain, (*encrypted, BORN, *NAMES.values())) == set()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_reason_shows_the_canaries_to_the_entitled_and_only_then(
    aviary: Aviary, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    url = f"/enrolment/requests/{aviary.placed.id}/opening"
    shown: dict[str, int] = {}
    for name, user in aviary.walkers.items():
        sign_in(client, user.username)
        before = client.get(aviary.scan).status_code
        answer = client.post(url, data={"reason": "核对申请材料"})
        full = len(found_in(answer.text, (*SECRETS.values(), BORN)))
        shown[name] = full
        whole = len(SECRETS) + (name != "teacher")  # a school has no need of the employee's phone
        assert (answer.status_code == 200) == (full == whole) or full == 0, name
        after = client.get(aviary.scan)
        assert (after.status_code == 200) == (name in HANDLE) and (before == 200) == (name == "hr"), name
        assert (SCAN in after.data) == (name in HANDLE)
    assert {name for name, full in shown.items() if full} == HANDLE
    logged = db.session.connection().exec_driver_sql("select target || detail from access_log where kind = 'read'")
    rows = " ".join(str(row[0]) for row in logged)
    assert "住址；事由：核对申请材料" in rows and "材料：户口簿" in rows
    assert found_in(rows, (*SECRET_TEXTS, *NAMES.values())) == set()
    sign_in(client, aviary.world.worker.username)
    data = {"reason": "存档备查"}
    book = text_of(client.post("/enrolment/review/export?tab=underway", data=data).data)
    assert found_in(book, (*SECRET_TEXTS, *NOTES)) == set() and NAMES["child_name"] in book
    assert aviary.world.worker.name in book and "存档备查" in book
    found = client.post("/enrolment/review/search", data={"text": NAMES["child_name"]})
    assert aviary.placed.label in found.text and found_in(str(found.headers), tuple(NAMES.values())) == set()
