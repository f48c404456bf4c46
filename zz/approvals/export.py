"""The list of requests as a workbook: the rows of the tab as shown, all pages of it; each export is logged."""

import io
from datetime import datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.approvals import pages, queries
from zz.approvals.pages import Row
from zz.db import db, writing
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, Value, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    Column("kind", "类型", width=12),
    Column("title", "申请内容", width=46),
    Column("context", "项目", width=30),
    Column("applicant", "申请人", width=20),
    Column("asked", "申请时间", "datetime"),
    Column("state", "状态", width=10),
    Column("with_whom", "当前承办", width=18),
    Column("due", "时限情况", width=24),
    Column("ended", "办结时间", "datetime"),
    Column("reason", "申请理由", width=40),
]


def _cells(row: Row) -> dict[str, Value]:
    a = row.approval
    return {
        "kind": a.kind.label, "title": a.title, "context": a.context, "applicant": row.applicant, "asked": a.asked_at,
        "state": a.state.label, "with_whom": row.with_whom, "ended": a.ended_at, "reason": a.reason,
        "due": f"{row.due.text}，{row.due.note}" if row.due else "",
    }  # fmt: skip


def send(user: User, args: Any, *, at: datetime) -> Response:
    """Return the workbook of the tab that `args` ask for."""
    today = clock.local(at).date()
    wanted = pages.parse(args, queries.counts(user, today))
    found = db.session.scalars(queries.listed(user, wanted, today)).unique().all()
    title, name = f"{wanted.tab.label}（{len(found)}件）", f"{wanted.tab.label}_{today:%Y%m%d}.xlsx"
    data = write_table(COLUMNS, map(_cells, pages.rows(found, today)), title=title, subtitle=f"{user.name} 导出")
    with writing():
        log_access(AccessKind.EXPORTED, target=f"/approvals {wanted.tab.label}", user=user, detail=f"{len(found)} 行")
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
