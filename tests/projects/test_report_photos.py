"""Photos of a report: their time is read, then stripped; the same one twice is one."""

import io
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.projects.reporting import (
    Desk,
    SignIn,
    count,
    money,
    picture,
    text,
    upload,
)
from zz.files.models import Attachment
from zz.files.storage import store
from zz.projects.records import Visit


def test_a_photo_tells_its_time_and_is_stripped(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    response = upload(client, desk, picture("2023:09:10 08:30:00"))
    assert response.status_code == 201
    assert "照片早于本次走访（摄于9月10日）" in response.text
    photo = session.scalars(select(Attachment)).one()
    assert (photo.taken_at, photo.latitude, photo.longitude) == (
        datetime(2023, 9, 10, 0, 30, tzinfo=UTC), pytest.approx(27.65), pytest.approx(113.483333),
    )  # fmt: skip
    assert b"SECRET-CAMERA" not in store().get(photo.storage_key)
    assert "照片早于本次走访" in client.get(f"{desk.path}s").text


def test_the_same_photo_twice_is_one(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    assert [upload(client, desk, picture()).status_code for _ in range(2)] == [201, 201]
    upload(client, desk, picture(colour="#987"))
    assert count(session, Attachment) == 2


def test_a_photo_made_small_on_the_phone_keeps_its_time(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    head = (io.BytesIO(picture("2023:09:14 08:30:00")[:600]), "head")
    upload(client, desk, picture(None), head=head)
    assert session.scalars(select(Attachment.taken_at)).one() == datetime(2023, 9, 14, 0, 30, tzinfo=UTC)


def test_photos_come_with_the_form_where_there_is_no_script(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    photos = [(io.BytesIO(picture(colour=c)), f"{c}.jpg") for c in ("#111", "#222")]
    assert client.post(desk.path, data={**text(), "photos": photos}).status_code == 303
    assert session.scalars(select(Attachment.subject_type)).all() == ["visit", "visit"]
    response = client.post(desk.path, data={**text(client_key="a" * 32), "photos": [(io.BytesIO(b"<svg/>"), "x.svg")]})
    assert response.status_code == 422
    assert "x.svg" in response.text
    assert count(session, Visit) == 1


def test_a_photo_without_its_report_is_refused(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    assert upload(client, desk, picture()).status_code == 422
    assert count(session, Attachment) == 0


def test_an_owners_photo_belongs_to_his_figure(as_owner: FlaskClient, session: Session, desk: Desk) -> None:
    as_owner.post(desk.path, data=money())
    assert upload(as_owner, desk, picture(), month="2023-09").status_code == 201
    assert session.scalars(select(Attachment.subject_type)).one() == "monthly_figure"
