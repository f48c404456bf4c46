"""Sealed files: encrypted on disk, under a name of ours, at a random address, and gone when they are destroyed."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from tests.builders import make_unit, make_user
from tests.files.pictures import picture
from zz import clock
from zz.accounts.roles import Role
from zz.files import guard as guards
from zz.files.models import AttachmentKind
from zz.files.operations import UploadError, attach, destroy, forget, prepare_sealed
from zz.journal.models import Event

SECRET = b"%PDF-1.7 canary-430224"


def _upload(data: bytes, name: str) -> FileStorage:
    return FileStorage(io.BytesIO(data), name)


def _on_disk(app: Flask) -> bytes:
    folder: Path = app.config["INSTANCE"]
    return b"".join(path.read_bytes() for path in (folder / "files").rglob("*") if path.is_file())


def test_a_sealed_file_is_served_from_a_random_address_and_then_destroyed(
    app: Flask, session: Session, client: FlaskClient, sign_in: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    user, unit = make_user(Role.CENTRE), make_unit()
    monkeypatch.setattr(guards, "_guards", {"unit": lambda reader, i: reader.id == user.id and i == unit.id})
    rows = [
        attach(prepare_sealed(_upload(data, name), "户口簿"), unit, AttachmentKind.EVIDENCE, by=user, at=clock.now())
        for data, name in ((SECRET, "谭小明户口.pdf"), (picture(), "谭小明.jpg"))
    ]
    assert [row.filename for row in rows] == ["户口簿.pdf", "户口簿.jpg"]
    assert SECRET not in _on_disk(app) and b"JFIF" not in _on_disk(app)
    assert "谭小明" not in "".join(str(event.payload) for event in session.query(Event))
    sign_in(client, user.username)
    answer = client.get(rows[0].address)
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (200, SECRET, "no-store")
    assert client.get(f"/files/{rows[0].id}").status_code == 404, "a number can be guessed"
    assert client.get(f"{rows[1].address}/thumbnail").data.startswith(b"\xff\xd8")
    assert client.get(f"{rows[0].address}/thumbnail").status_code == 404
    sign_in(client, make_user(Role.CENTRE).username)
    assert client.get(rows[0].address).status_code == 404
    address, keys = rows[1].address, destroy(rows[1], by=None, at=clock.now())
    forget(keys)
    sign_in(client, user.username)
    assert client.get(address).status_code == 404
    assert len(list((app.config["INSTANCE"] / "files").rglob("??/*"))) == 1


@pytest.mark.usefixtures("session")
def test_only_photos_and_pdf_are_sealed(app: Flask) -> None:
    with pytest.raises(UploadError, match="PDF"):
        prepare_sealed(_upload(bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le"), "a.doc"), "x")
    with pytest.raises(UploadError, match="不符"):
        prepare_sealed(_upload(b"not a picture", "a.jpg"), "x")
