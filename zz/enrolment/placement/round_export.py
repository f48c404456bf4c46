"""The children of a round as a workbook: the rows that the page shows, all pages of them, without names."""

from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.placement import round_page, round_queries
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.placement.round_listing import EntryFilter
from zz.enrolment.placement.round_page import Row
from zz.enrolment.privacy import exporting
from zz.sheets.write import Column

COLUMNS = (
    Column("number", "申请编号", "text", 22), Column("grade", "年级"), Column("wishes", "志愿", "text", 40),
    Column("lot", "抽签号", "number"), Column("place", "第一志愿排第几", "number"),
    Column("result", "安排", "text", 22), Column("wish", "第几志愿", "number"), Column("why", "说明", "text", 60),
    Column("edited", "人工调整"),
)  # fmt: skip


def _values(row: Row) -> dict[str, Any]:
    entry = row.entry
    return {
        "number": entry.request.number, "grade": entry.grade_label, "wishes": row.wishes, "lot": entry.lot,
        "place": entry.place_in_order, "result": row.result, "wish": entry.draft_wish, "why": row.short,
        "edited": "是" if entry.edited_at else "",
    }  # fmt: skip


def send(user: User, found: PlacementRound, wanted: EntryFilter, reason: str, *, at: datetime) -> Response:
    """Log the export and answer with the workbook."""
    entries = db.session.scalars(round_queries.entries(found, wanted)).unique().all()
    rows = [_values(row) for row in round_page.rows_of(user, found, entries)]
    return exporting.send(f"{found.name}学位安排", COLUMNS, rows, by=user, at=at, reason=reason)
