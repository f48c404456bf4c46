"""Taking a list along: a reason, a mark of who and when on the sheet, a row for the auditor."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, writing
from zz.enrolment.privacy import readings
from zz.enrolment.privacy.models import Reading
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, Value, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def watermark(user: User, at: datetime, reason: str) -> str:
    """Return who took the list along, when, and what for."""
    when = clock.local(at)
    moment = f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}"
    return f"{readings.who(user)} {moment} 导出，事由：{reason}。含未成年人个人信息，不得转发，用后删除"


def workbook(
    name: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Value]], mark: str
) -> bytes:  # fmt: skip
    """Return a workbook that carries the mark: in its head, in a last row, and on the foot of every printed page."""
    last = {columns[0].key: f"【{mark}】"}
    return write_table(columns, _and_then(rows, last), title=f"{name}（{mark}）"[:100], subtitle=mark, sheet_name=name)


def _and_then(rows: Iterable[Mapping[str, Value]], last: Mapping[str, Value]) -> Iterator[Mapping[str, Value]]:
    yield from rows
    yield last


def send(
    name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Value]], *, by: User, at: datetime, reason: str
) -> Response:  # fmt: skip
    """Log the export and answer with the workbook, which no browser keeps in its cache."""
    data = workbook(name, columns, rows, watermark(by, at, reason))
    with writing():
        taken = f"导出{name} {len(rows)} 行"
        db.session.add(Reading(user_id=by.id, who=readings.who(by), at=at, field=taken, reason=reason))
        log_access(AccessKind.EXPORTED, target=name, user=by, detail=f"{len(rows)} 行；事由：{reason}")
    filename = f"{name}_{clock.local(at):%Y%m%d}.xlsx"
    response = send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=filename)
    response.headers["Cache-Control"] = "no-store"
    return response
