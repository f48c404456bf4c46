"""The inbox as a workbook: the rows of the compartment as shown, all pages of it; each export is logged."""

import io
from collections.abc import Mapping
from datetime import datetime

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.assignments import inbox_pages, queries
from zz.assignments.rows import InboxRow, rows
from zz.db import db, writing
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    Column("card", "督办", width=8),
    Column("title", "事项", width=40),
    Column("context", "项目", width=30),
    Column("kind", "类型", width=8),
    Column("holder", "当前承办", width=18),
    Column("part", "主办/协办", width=10),
    Column("state", "状态", width=10),
    Column("issued", "交办时间", "datetime"),
    Column("original", "原定期限", "date"),
    Column("due", "期限", "date"),
    Column("note", "时限情况", width=18),
    Column("number", "来文号", width=18),
]


def _cells(row: InboxRow) -> dict[str, object]:
    a = row.assignment
    return {
        "card": row.card, "title": a.title, "context": a.context, "kind": a.kind.label, "holder": row.holder,
        "part": a.part.label, "state": row.state, "issued": a.issued_at, "original": a.original_due_on,
        "due": a.next_due_on, "note": row.due.note, "number": a.external_number,
    }  # fmt: skip


def send(user: User, args: Mapping[str, str], *, at: datetime) -> Response:
    """Return the workbook of the compartment that `args` ask for."""
    today = clock.local(at).date()
    wanted = inbox_pages.parse(args, inbox_pages.count(user, today)[0], user)
    found = db.session.scalars(queries.inbox(user, wanted, today)).all()
    title = f"{wanted.box.label}（{len(found)}件）"
    name = f"{wanted.box.label}_{today:%Y%m%d}.xlsx"
    data = write_table(COLUMNS, map(_cells, rows(found, user, today)), title=title, subtitle=f"{user.name} 导出")  # type: ignore[arg-type]
    with writing():
        log_access(AccessKind.EXPORTED, target=f"/inbox {wanted.box.label}", user=user, detail=f"{len(found)} 行")
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
