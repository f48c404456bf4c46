"""Both lists as workbooks: the rows that the page shows, all pages of them; each export is logged."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, writing
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table
from zz.voltage.remediation import list_page, queries, wording
from zz.voltage.remediation.filters import EntryFilter, ListFilter, RemediationFilter
from zz.voltage.remediation.list_page import EntryRow, RemediationRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTRY_COLUMNS = (
    Column("name", "台区", "text", 24), Column("code", "台区编号", "text", 14), Column("station", "供电所", "text", 18),
    Column("kind", "异常类型"), Column("severe", "程度"), Column("state", "状态"), Column("first", "进库日期", "date"),
    Column("days", "在库天数", "int"), Column("fired", "近30天触发天数", "int"), Column("last", "最近触发", "date"),
    Column("customers", "越限户数", "int"), Column("weight", "严重度（户·分钟）", "int"),
    Column("again", "重复次数", "int"), Column("cause", "原因提示"), Column("why", "提示依据", "text", 36),
    Column("number", "治理单", "text", 22), Column("reason", "挂起或排除理由", "text", 30),
)  # fmt: skip
REMEDIATION_COLUMNS = (
    Column("number", "治理单", "text", 22), Column("name", "台区", "text", 24), Column("code", "台区编号", "text", 14),
    Column("station", "供电所", "text", 18), Column("kind", "异常类型"), Column("state", "状态"),
    Column("customers", "派发时越限户数", "int"), Column("measure", "治理措施"), Column("plan", "治理方案", "text", 30),
    Column("people", "治理人员"), Column("reserve", "储备完成年月"), Column("holder", "当前承办", "text", 16),
    Column("due", "期限", "date"), Column("card", "督办"), Column("work", "治理日期", "date"), Column("tap", "档位"),
    Column("dispatched", "派发时间", "datetime"), Column("verified", "验证时间", "datetime"),
    Column("rejections", "验证不通过次数", "int"), Column("again", "重复异常次数", "int"),
)  # fmt: skip


def _entry(row: EntryRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "name": entry.area.name, "code": entry.area.code, "station": entry.area.station.label,
        "kind": entry.kind.label, "severe": "严重" if entry.severe else "一般", "state": row.state,
        "first": entry.first_day, "days": row.in_library, "fired": entry.window_days, "last": entry.last_day,
        "customers": entry.customers, "weight": entry.weight, "again": entry.recurrences, "cause": entry.cause.label,
        "why": entry.cause_why, "number": row.remediation.number if row.remediation else "", "reason": entry.reason,
    }  # fmt: skip


def _remediation(row: RemediationRow) -> dict[str, Any]:
    found = row.remediation
    return {
        "number": found.number, "name": found.area.name, "code": found.area.code, "station": found.station.label,
        "kind": found.kind.label, "state": row.state, "customers": found.customers,
        "measure": found.measure.label if found.measure else "", "plan": found.plan, "people": found.people,
        "reserve": wording.month(found.reserve_month) if found.reserve_month else "", "holder": row.holder,
        "due": found.current.due_on if found.current else None, "card": row.card[0], "work": found.work_on,
        "tap": wording.tap(found), "dispatched": found.dispatched_at, "verified": found.verified_at,
        "rejections": found.rejections, "again": found.relapses,
    }  # fmt: skip


def _send(
    user: User, wanted: ListFilter, title: str, columns: Sequence[Column], values: list[dict[str, Any]], at: datetime
) -> Response:
    when = clock.local(at)
    chips = "；".join(f"{chip.label}：{chip.text}" for chip in wanted.chips(queries.units(user)))
    day = f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}"
    said = f"筛选：{chips} · {len(values)} 个 · {user.name} 导出于 {day}"
    data = write_table(columns, values, title=title, subtitle=said, sheet_name=title)
    with writing():
        log_access(AccessKind.EXPORTED, target=wanted.url()[:256], user=user, detail=f"{len(values)} 个{title}")
    name = f"{title}-{when:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def entries(user: User, wanted: EntryFilter, *, at: datetime) -> Response:
    """Answer with the library as a workbook."""
    today: date = clock.local(at).date()
    found = db.session.scalars(queries.entries(user, wanted)).unique().all()
    values = [_entry(list_page.entry_row(entry, user, today)) for entry in found]
    return _send(user, wanted, "异常问题台区库", ENTRY_COLUMNS, values, at)


def remediations(user: User, wanted: RemediationFilter, *, at: datetime) -> Response:
    """Answer with the remediations as a workbook."""
    today: date = clock.local(at).date()
    found = db.session.scalars(queries.remediations(user, wanted, today)).unique().all()
    values = [_remediation(row) for row in list_page.remediation_rows(found, today)]
    return _send(user, wanted, "问题治理库", REMEDIATION_COLUMNS, values, at)
