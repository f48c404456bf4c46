"""The list of meetings as a workbook: the rows that the page shows, all pages of them; each export is logged."""

import io
from datetime import datetime

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, writing
from zz.journal import AccessKind, log_access
from zz.meetings import page, queries
from zz.meetings.listing import MeetingFilter
from zz.problems.export import XLSX
from zz.sheets.write import Column, Value, write_table

COLUMNS = (
    Column("title", "会议", "text", 34), Column("kind", "类型"), Column("whose", "层级", "text", 20),
    Column("at", "时间", "datetime"), Column("place", "地点", "text", 20), Column("chair", "主持人"),
    Column("state", "状态"), Column("units", "参会单位", "int"), Column("signed", "已签收", "int"),
    Column("items", "议题", "int"), Column("decisions", "决定", "int"), Column("minutes", "纪要编号", "text", 22),
)  # fmt: skip


def send(user: User, wanted: MeetingFilter, *, at: datetime) -> Response:
    """Log the export and answer with the workbook."""
    today = clock.local(at).date()
    found = page.rows_of(user, db.session.scalars(queries.listed(user, wanted, today)).all(), today)
    rows: list[dict[str, Value]] = [
        {
            "title": row.meeting.title, "kind": row.meeting.kind.label, "whose": row.whose,
            "at": row.meeting.starts_at, "place": row.meeting.place, "chair": row.meeting.chair.name,
            "state": row.meeting.state.label, "units": row.numbers.units, "signed": row.numbers.signed,
            "items": row.numbers.items, "decisions": row.numbers.decisions, "minutes": row.meeting.minutes_number,
        }
        for row in found
    ]  # fmt: skip
    chips = "；".join(f"{chip.label}：{chip.text}" for chip in wanted.chips())
    when = clock.local(at)
    said = (
        f"筛选：{chips} · {len(rows)} 个会议 · {user.name} 导出于 {when.year}年{when.month}月{when.day}日 {when:%H:%M}"
    )
    data = write_table(COLUMNS, rows, title="会议台账", subtitle=said, sheet_name="会议台账")
    with writing():
        log_access(AccessKind.EXPORTED, target=wanted.url()[:256], user=user, detail=f"{len(rows)} 个会议")
    name = f"会议台账-{wanted.tab.label}-{when:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
