"""Attaching and removing: the row, the bytes and the journal agree."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from tests.builders import make_unit, make_user
from tests.files.pictures import LILING, metadata, picture
from zz import clock
from zz.accounts.models import Unit
from zz.db import writing
from zz.files import operations
from zz.files.models import Attachment, AttachmentKind
from zz.files.operations import (
    PreparedFile,
    UploadError,
    attach,
    discard,
    photo_hint,
    prepare_upload,
    remove,
    sweep,
)
from zz.files.queries import attachments_of
from zz.files.storage import store
from zz.journal import timeline


def upload(data: bytes = b"%PDF-1.7", filename: str = "批复.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(data), filename)


def attached(unit: Unit, prepared: PreparedFile, kind: AttachmentKind = AttachmentKind.PLAN) -> Attachment:
    with writing():
        return attach(prepared, unit, kind, by=None, at=clock.now())


@pytest.fixture
def unit(session: Session) -> Unit:
    unit = make_unit()
    session.commit()
    return unit


def stored_files(app: Flask) -> list[Path]:
    return [path for path in (Path(app.config["INSTANCE"]) / "files").rglob("*") if path.is_file()]


def test_photo_keeps_its_time_and_place_in_the_row(unit: Unit) -> None:
    photo = prepare_upload(upload(picture(exif=metadata(gps=LILING)), "IMG.png".replace("png", "jpeg")))
    row = attached(unit, photo, AttachmentKind.PHOTO)
    assert (row.filename, row.media_type, row.is_image) == ("IMG.jpg", "image/jpeg", True)
    assert row.taken_at == datetime(2023, 9, 1, 2, 20, 30, tzinfo=UTC)
    assert (row.latitude, row.longitude) == (27.66, 113.49)
    assert len(store().get(row.storage_key)) == row.size


def test_document_is_kept_as_it_came(unit: Unit) -> None:
    row = attached(unit, prepare_upload(upload()))
    assert store().get(row.storage_key) == b"%PDF-1.7"
    assert (row.subject_type, row.subject_id) == ("unit", unit.id)


def test_refused_upload_leaves_no_bytes(app: Flask, session: Session) -> None:
    with pytest.raises(UploadError):
        prepare_upload(upload(b"<svg/>", "a.svg"))
    with pytest.raises(UploadError):
        prepare_upload(upload(picture()[:300], "a.jpg"))
    assert stored_files(app) == []


def test_attach_and_remove_stand_in_the_timeline(unit: Unit, session: Session) -> None:
    user = make_user()
    session.commit()
    with writing():
        row = attach(prepare_upload(upload()), unit, AttachmentKind.PERMIT, by=user, at=clock.now())
    with writing():
        remove(row, by=user, at=clock.now())
        remove(row, by=user, at=clock.now())
    removed, added = timeline([("unit", unit.id)])
    assert (removed.event.verb, added.event.verb) == ("file_removed", "file_attached")
    assert added.payload["filename"] == "批复.pdf" and removed.who == user.name
    assert attachments_of("unit", [unit.id]) == {}


def test_photo_sent_again_is_the_same_attachment(unit: Unit) -> None:
    first = attached(unit, prepare_upload(upload()))
    assert attached(unit, prepare_upload(upload())).id == first.id
    assert attached(unit, prepare_upload(upload()), AttachmentKind.PERMIT).id != first.id
    with writing():
        remove(first, by=None, at=clock.now())
    assert attached(unit, prepare_upload(upload())).id != first.id


def test_attachments_are_grouped_by_subject(unit: Unit, session: Session) -> None:
    other = make_unit()
    session.commit()
    one = attached(unit, prepare_upload(upload()))
    two = attached(other, prepare_upload(upload()), AttachmentKind.PERMIT)
    found = attachments_of("unit", [unit.id, other.id])
    assert {key: [row.id for row in rows] for key, rows in found.items()} == {
        unit.id: [one.id],
        other.id: [two.id],
    }
    assert list(attachments_of("unit", [unit.id, other.id], AttachmentKind.PERMIT)) == [other.id]


def test_bytes_without_a_row_are_swept(app: Flask, unit: Unit) -> None:
    kept = prepare_upload(upload(picture(), "a.jpg"))
    attached(unit, kept, AttachmentKind.PHOTO)
    discard(prepare_upload(upload(picture((50, 50)), "b.jpg")))
    prepare_upload(upload(picture((60, 60)), "c.jpg"))
    assert len(stored_files(app)) == 4
    assert sweep(clock.real_now() - timedelta(days=1)) == 0
    assert sweep(clock.real_now() + timedelta(minutes=1)) == 2
    assert len(stored_files(app)) == 2
    assert store().get(kept.storage_key)


@pytest.mark.parametrize(
    ("taken", "located", "hint"),
    [
        (datetime(2023, 9, 1, 2, tzinfo=UTC), True, "照片早于本次走访（摄于9月1日）"),
        (datetime(2022, 12, 31, 16, tzinfo=UTC), True, "照片早于本次走访（摄于1月1日）"),
        (datetime(2022, 12, 31, 15, tzinfo=UTC), True, "照片早于本次走访（摄于2022年12月31日）"),
        (datetime(2023, 9, 13, 16, tzinfo=UTC), True, ""),
        (datetime(2023, 9, 15, 2, tzinfo=UTC), False, "照片晚于本次走访（摄于9月15日）；照片没有位置信息"),
        (None, True, "照片没有拍摄时间"),
        (None, False, "照片没有拍摄时间和位置"),
    ],
)
def test_hints(taken: datetime | None, located: bool, hint: str) -> None:
    assert photo_hint(taken, date(2023, 9, 14), located=located) == hint


def test_the_timer_sweeps_once_an_hour_what_is_a_month_old(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_upload(upload())
    later = clock.real_now().replace(minute=0) + timedelta(days=31)
    for moment, left in ((later - timedelta(days=2), 1), (later.replace(minute=1), 1), (later, 0)):
        monkeypatch.setattr(operations, "real_now", lambda moment=moment: moment)
        assert operations._sweep_hourly(clock.now()) == {}
        assert len(stored_files(app)) == left
