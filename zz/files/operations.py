"""Upload, attach and remove: bytes are checked and stored first, the row is written last."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import or_, select
from werkzeug.datastructures import FileStorage

from zz import sealed
from zz.accounts.models import User
from zz.clock import local, real_now
from zz.db import db
from zz.files.images import ImageError, Photo, process_image
from zz.files.models import Attachment, AttachmentKind
from zz.files.storage import store
from zz.files.uploads import DOCUMENTS, MAX_BYTES, Family, UploadError, check_content, clean_filename
from zz.jobs import on_tick
from zz.journal import record, verb

FILE_ATTACHED = verb("file_attached", "上传附件", "attachment_id", "filename", "kind", "hint")
FILE_DESTROYED = verb("file_destroyed", "销毁附件", "attachment_id", "filename", "kind")
FILE_REMOVED = verb("file_removed", "删除附件", "attachment_id", "filename", "kind")

ALL = frozenset(Family)
BATCH = 500
FORGOTTEN = timedelta(days=30)

__all__ = [
    "FILE_ATTACHED",
    "FILE_REMOVED",
    "Family",
    "PreparedFile",
    "UploadError",
    "attach",
    "destroy",
    "discard",
    "forget",
    "photo_hint",
    "prepare_sealed",
    "prepare_upload",
    "remove",
    "sweep",
]


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """An upload that has been checked and stored, waiting for its row."""

    filename: str
    media_type: str
    size: int
    sha256: str
    storage_key: str
    thumbnail_key: str | None = None
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class _Subject:
    """Stands for a subject in the journal without loading it."""

    id: int
    __tablename__: str


def prepare_upload(upload: FileStorage, allowed: frozenset[Family] = ALL) -> PreparedFile:
    """Check and store an upload; call it before `writing()`. UploadError says which rule it breaks."""
    filename = clean_filename(upload.filename or "")
    data = upload.stream.read(MAX_BYTES + 1)
    family, extension = check_content(data, filename, allowed)
    if family is Family.IMAGE:
        return _store_photo(_photo(data), PurePosixPath(filename).stem, store().put)
    return PreparedFile(filename, DOCUMENTS[extension], len(data), _digest(data), store().put(data))


def prepare_sealed(upload: FileStorage, name: str) -> PreparedFile:
    """Check an upload and store it encrypted under `name`; what it was called and where it was taken is not kept.

    Photos and PDF only. Call it before `writing()`; UploadError says which rule it breaks.
    """
    data = upload.stream.read(MAX_BYTES + 1)
    family, extension = check_content(data, clean_filename(upload.filename or ""), ALL)
    if family is Family.IMAGE:
        photo = replace(_photo(data), taken_at=None, latitude=None, longitude=None)
        return replace(_store_photo(photo, name, _put_sealed), sealed=True)
    if extension != "pdf":
        raise UploadError(f"不接收 .{extension} 文件：请拍照上传，或者另存为 PDF 后上传。")
    kept = _put_sealed(data)
    return PreparedFile(f"{name}.pdf", DOCUMENTS[extension], len(data), _digest(data), kept, sealed=True)


def _put_sealed(data: bytes) -> str:
    return store().put(sealed.seal(data))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _photo(data: bytes) -> Photo:
    try:
        return process_image(data)
    except ImageError as error:
        raise UploadError(str(error)) from error


def _store_photo(photo: Photo, name: str, put: Callable[[bytes], str]) -> PreparedFile:
    return PreparedFile(
        filename=f"{name}.jpg",
        media_type="image/jpeg",
        size=len(photo.content),
        sha256=_digest(photo.content),
        storage_key=put(photo.content),
        thumbnail_key=put(photo.thumbnail),
        taken_at=photo.taken_at,
        latitude=photo.latitude,
        longitude=photo.longitude,
    )


def attach(
    prepared: PreparedFile,
    subject: Any,
    kind: AttachmentKind,
    *,
    by: User | None,
    at: datetime,
    hint: str = "",
) -> Attachment:
    """Write the row and the event, inside `writing()`.

    The same content sent again for the same purpose, as a phone does after a lost answer, is the same
    attachment: the first row is returned and nothing is written.
    """
    if subject.id is None:
        db.session.flush()
    if found := _same(prepared, subject, kind):
        return found
    attachment = Attachment(
        subject_type=subject.__tablename__, subject_id=subject.id, kind=kind, filename=prepared.filename,
        media_type=prepared.media_type, size=prepared.size, sha256=prepared.sha256,
        storage_key=prepared.storage_key, thumbnail_key=prepared.thumbnail_key, taken_at=prepared.taken_at,
        latitude=prepared.latitude, longitude=prepared.longitude, hint=hint,
        uploaded_by_id=by.id if by else None, uploaded_at=at, sealed=prepared.sealed,
    )  # fmt: skip
    db.session.add(attachment)
    db.session.flush()
    record(
        FILE_ATTACHED, subject, by=by, at=at,
        attachment_id=attachment.id, filename=attachment.filename, kind=kind, hint=hint,
    )  # fmt: skip
    return attachment


def hand_on(attachment: Attachment, subject: Any, *, by: User | None, at: datetime) -> None:
    """Let a file belong to another subject, inside `writing()`: what was asked with it has happened there."""
    attachment.subject_type, attachment.subject_id = subject.__tablename__, subject.id
    db.session.flush()
    record(
        FILE_ATTACHED, subject, by=by, at=at,
        attachment_id=attachment.id, filename=attachment.filename, kind=attachment.kind, hint=attachment.hint,
    )  # fmt: skip


def _same(prepared: PreparedFile, subject: Any, kind: AttachmentKind) -> Attachment | None:
    query = select(Attachment).where(
        Attachment.subject_type == subject.__tablename__,
        Attachment.subject_id == subject.id,
        Attachment.kind == kind,
        Attachment.sha256 == prepared.sha256,
        Attachment.deleted_at.is_(None),
    )
    return db.session.scalars(query.limit(1)).first()


def remove(attachment: Attachment, *, by: User | None, at: datetime) -> None:
    """Hide an attachment, inside `writing()`; its bytes stay. Removing it twice is one removal."""
    if attachment.deleted_at is not None:
        return
    attachment.deleted_at = at
    db.session.flush()
    record(
        FILE_REMOVED, _Subject(attachment.subject_id, attachment.subject_type), by=by, at=at,
        attachment_id=attachment.id, filename=attachment.filename, kind=attachment.kind,
    )  # fmt: skip


def destroy(attachment: Attachment, *, by: User | None, at: datetime) -> list[str]:
    """Forget what an attachment held, inside `writing()`; return the keys to `forget` once that is committed."""
    keys = [key for key in (attachment.storage_key, attachment.thumbnail_key) if key]
    attachment.deleted_at = attachment.deleted_at or at
    attachment.storage_key, attachment.thumbnail_key, attachment.sha256 = f"destroyed {attachment.id}", None, ""
    db.session.flush()
    record(
        FILE_DESTROYED, _Subject(attachment.subject_id, attachment.subject_type), by=by, at=at,
        attachment_id=attachment.id, filename=attachment.filename, kind=attachment.kind,
    )  # fmt: skip
    return keys


def forget(keys: Iterable[str]) -> None:
    """Delete bytes that no row names any more."""
    for key in keys:
        store().delete(key)


def discard(prepared: PreparedFile) -> None:
    """Delete the bytes of an upload whose row was not written."""
    forget(filter(None, (prepared.storage_key, prepared.thumbnail_key)))


def sweep(before: datetime) -> int:
    """Delete bytes stored before an instant of the machine's clock that no row names; return how many."""
    place, gone = store(), 0
    old = list(place.older_than(before))
    for start in range(0, len(old), BATCH):
        keys = old[start : start + BATCH]
        columns = select(Attachment.storage_key, Attachment.thumbnail_key)
        rows = db.session.execute(
            columns.where(or_(Attachment.storage_key.in_(keys), Attachment.thumbnail_key.in_(keys)))
        )
        named = {key for row in rows for key in row}
        for key in set(keys) - named:
            place.delete(key)
            gone += 1
    return gone


@on_tick
def _sweep_hourly(at: datetime) -> dict[str, int]:
    """Forget uploads that never got a row; a month leaves time to bring back another backup."""
    if real_now().minute == 0:
        sweep(real_now() - FORGOTTEN)
    return {}


def photo_hint(taken_at: datetime | None, visit_on: date, *, located: bool = True) -> str:
    """Say what a reader of the report should know about a photo; '' when there is nothing to say."""
    if taken_at is None:
        return "照片没有拍摄时间" if located else "照片没有拍摄时间和位置"
    day = local(taken_at).date()
    shown = f"{day.month}月{day.day}日" if day.year == visit_on.year else f"{day.year}年{day.month}月{day.day}日"
    hints = []
    if day < visit_on:
        hints.append(f"照片早于本次走访（摄于{shown}）")
    elif day > visit_on:
        hints.append(f"照片晚于本次走访（摄于{shown}）")
    if not located:
        hints.append("照片没有位置信息")
    return "；".join(hints)
