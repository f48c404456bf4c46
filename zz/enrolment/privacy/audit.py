"""年度审计清单: every reading, export and deletion of a year, as a workbook."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import send_file
from sqlalchemy import select
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, writing
from zz.enrolment.privacy import readings, verbs
from zz.enrolment.privacy.exporting import XLSX, workbook
from zz.enrolment.requests.models import EnrolmentRequest
from zz.journal import AccessKind, Event, log_access
from zz.sheets.write import Column

MOST = 100_000
COLUMNS = (
    Column("at", "时间", "datetime"), Column("who", "人员（单位）", "text", 26), Column("case", "申请编号", "text", 20),
    Column("what", "查看、导出或清理的内容", "text", 30), Column("why", "事由或依据", "text", 30),
)  # fmt: skip
DELETING = {verb.name: verb.label for verb in (verbs.SCANS_DESTROYED, verbs.ANONYMISED)}


def _readings(year: int) -> Iterator[dict[str, Any]]:
    for row in db.session.scalars(readings.of_year(year).limit(MOST)):
        yield {"at": row.at, "who": row.who, "case": row.number, "what": row.field, "why": row.reason}


def _deletions(year: int) -> Iterator[dict[str, Any]]:
    start, end = (datetime(y, 1, 1, tzinfo=clock.SHANGHAI) for y in (year, year + 1))
    query = (
        select(Event, EnrolmentRequest.number)
        .outerjoin(EnrolmentRequest, EnrolmentRequest.id == Event.subject_id)
        .where(Event.verb.in_(list(DELETING)), Event.at >= start, Event.at < end)
        .order_by(Event.id.desc())
    )
    for event, number in db.session.execute(query.limit(MOST)):
        why = str(event.payload.get("why", ""))
        yield {"at": event.at, "who": event.actor_name, "case": number or "", "what": DELETING[event.verb], "why": why}


def send(year: int, *, by: User, at: datetime) -> Response:
    """Log the export and answer with the workbook of `year`, newest first."""
    rows = sorted([*_readings(year), *_deletions(year)], key=lambda row: row["at"], reverse=True)
    when = clock.local(at)
    mark = f"{readings.who(by)} {when.year}年{when.month}月{when.day}日 {when:%H:%M} 导出"
    data = workbook(f"{year}年就学信息审计清单", COLUMNS, rows, mark)
    with writing():
        log_access(AccessKind.EXPORTED, target=f"{year}年就学信息审计清单", user=by, detail=f"{len(rows)} 行")
    response = send_file(
        io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{year}年就学信息审计清单.xlsx"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
