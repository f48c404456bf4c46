"""An attachment is served to whoever may see its subject, and can do nothing in a browser."""

import io
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from tests.builders import make_unit, make_user
from tests.files.pictures import picture
from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.files import guard as guards
from zz.files.models import Attachment, AttachmentKind
from zz.files.operations import attach, prepare_upload, remove
from zz.files.storage import store

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """Return the ids of the units whose attachments are seen, by anyone, in this test."""
    ids: set[int] = set()
    monkeypatch.setattr(guards, "_guards", {"unit": lambda _user, subject_id: subject_id in ids})
    yield ids


@pytest.fixture
def user(session: Session, client: FlaskClient, sign_in: SignIn) -> User:
    user = make_user(Role.CENTRE)
    session.commit()
    sign_in(client, user.username)
    return user


def attachment(data: bytes, filename: str) -> Attachment:
    prepared = prepare_upload(FileStorage(io.BytesIO(data), filename))
    return attach(prepared, make_unit(), AttachmentKind.DOCUMENT, by=None, at=clock.now())


@pytest.mark.usefixtures("user")
def test_document_is_saved_not_shown(client: FlaskClient, seen: set[int]) -> None:
    row = attachment(b"%PDF-1.7", "关于陶瓷产业园的批复.pdf")
    seen.add(row.subject_id)
    response = client.get(f"/files/{row.id}")
    assert (response.status_code, response.data, response.mimetype) == (200, b"%PDF-1.7", "application/pdf")
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment") and quote(row.filename) in disposition
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert "private" in response.headers["Cache-Control"]
    assert client.get(f"/files/{row.id}/thumbnail").status_code == 404


@pytest.mark.usefixtures("user")
def test_photo_is_shown_and_its_thumbnail_kept_privately(client: FlaskClient, seen: set[int]) -> None:
    row = attachment(picture((900, 600)), "现场.jpg")
    seen.add(row.subject_id)
    full, small = client.get(f"/files/{row.id}"), client.get(f"/files/{row.id}/thumbnail")
    assert full.headers["Content-Disposition"].startswith("inline")
    assert len(small.data) < len(full.data)
    assert small.headers["Cache-Control"] == "private, max-age=86400"
    again = client.get(f"/files/{row.id}", headers={"If-None-Match": full.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.usefixtures("user")
def test_what_is_out_of_sight_is_not_there(client: FlaskClient, seen: set[int], session: Session) -> None:
    row = attachment(picture(), "现场.jpg")
    for address in (f"/files/{row.id}", f"/files/{row.id}/thumbnail", "/files/999999"):
        assert client.get(address).status_code == 404
    seen.add(row.subject_id)
    assert client.get(f"/files/{row.id}").status_code == 200
    row.subject_type = "unheard_of"
    assert client.get(f"/files/{row.id}").status_code == 404


@pytest.mark.usefixtures("user")
def test_removed_or_lost_is_not_there(client: FlaskClient, seen: set[int], session: Session) -> None:
    removed, lost = attachment(picture(), "a.jpg"), attachment(b"%PDF-1.7", "b.pdf")
    seen.update((removed.subject_id, lost.subject_id))
    remove(removed, by=None, at=clock.now())
    store().delete(lost.storage_key)
    for row in (removed, lost):
        assert client.get(f"/files/{row.id}").status_code == 404


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, seen: set[int], session: Session) -> None:
    row = attachment(picture(), "a.jpg")
    seen.add(row.subject_id)
    response = client.get(f"/files/{row.id}")
    assert response.status_code == 303 and "/login" in response.headers["Location"]
