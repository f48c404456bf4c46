"""The list as a workbook: the rows that the page shows, all pages of them; each export is logged."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, writing
from zz.journal import AccessKind, log_access
from zz.problems import list_page, queries
from zz.problems.listing import ProblemFilter
from zz.problems.models import Problem
from zz.problems.wording import late_days
from zz.sheets.write import Column, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    Column("number", "编号", "text", 22), Column("title", "问题", "text", 34), Column("project", "项目", "text", 28),
    Column("kind", "类型"), Column("source", "来源"), Column("state", "状态"), Column("lead", "主办单位", "text", 16),
    Column("holder", "当前承办", "text", 16), Column("reported", "反映时间", "datetime"),
    Column("reporter", "反映人"), Column("assigned", "交办时间", "datetime"), Column("due", "办结期限", "date"),
    Column("original", "原定期限", "date"), Column("late", "逾期（工作日）", "int"), Column("card", "督办"),
    Column("closed", "办结时间", "datetime"), Column("off", "销号时间", "datetime"),
    Column("detail", "具体情况", "text", 40),
)  # fmt: skip


def _values(found: Sequence[Problem], at: datetime) -> Iterator[dict[str, Any]]:
    today = clock.local(at).date()
    for problem, row in zip(found, list_page.rows_of(found, today), strict=True):
        lead = problem.lead
        yield {
            "number": problem.number, "title": problem.title, "project": problem.project.name,
            "kind": problem.kind.name, "source": problem.source.label, "state": row.state,
            "lead": problem.lead_unit.label if problem.lead_unit else "", "holder": row.holder if row.due else "",
            "reported": problem.reported_at, "reporter": problem.reported_by.name, "assigned": problem.assigned_at,
            "due": lead.due_on if lead else None, "original": lead.original_due_on if lead else None,
            "late": late_days(problem.current, today) or None if problem.current else None,
            "card": row.chip[0].split(" · ")[0] if row.chip[0] else "", "closed": problem.closed_at,
            "off": problem.written_off_at, "detail": problem.detail,
        }  # fmt: skip


def workbook(user: User, wanted: ProblemFilter, at: datetime) -> tuple[bytes, int]:
    """Return the workbook and how many rows it has."""
    today = clock.local(at).date()
    found = queries.shown(db.session.scalars(queries.listed(user, wanted, today)).all())
    chips = "；".join(f"{c.label}：{c.text}" for c in wanted.chips(list_page.labels(user, wanted, today)))
    when = clock.local(at)
    day = f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}"
    said = f"筛选：{chips} · {len(found)} 件 · {wanted.sort.label} · {user.name} 导出于 {day}"
    data = write_table(COLUMNS, _values(found, at), title="问题台账", subtitle=said, sheet_name="问题台账")
    return data, len(found)


def send(user: User, wanted: ProblemFilter, *, at: datetime) -> Response:
    """Log the export and answer with the workbook."""
    data, rows = workbook(user, wanted, at)
    with writing():
        log_access(AccessKind.EXPORTED, target=wanted.url()[:256], user=user, detail=f"{rows} 件问题")
    name = f"问题台账-{wanted.tab.label}-{clock.local(at):%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
