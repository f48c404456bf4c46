"""The board as a workbook: what the page shows, all pages of it. Figures only, no child."""

import io
from dataclasses import asdict
from datetime import datetime

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import writing
from zz.enrolment.models import Term
from zz.enrolment.placement import board
from zz.enrolment.placement.board import Sight
from zz.enrolment.placement.board_listing import BoardFilter
from zz.enrolment.placement.board_page import sums_of
from zz.enrolment.school_export import XLSX
from zz.enrolment.vocabulary import stage_of
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, Value, write_table

COLUMNS = (
    Column("school", "学校", "text", 24), Column("stage", "学段"), Column("grade", "年级"),
    Column("classes", "班数", "int"), Column("class_size", "班额", "int"), Column("seats", "学位", "int"),
    Column("enrolled", "在读人数", "int"), Column("reserved", "预留学位", "int"), Column("quota", "名额", "int"),
    Column("confirmed", "已确认", "int"), Column("planned", "拟安排", "int"), Column("draft", "草案", "int"),
    Column("left", "剩余学位", "int"), Column("over", "超班额人数", "int"), Column("note", "提示", "text", 16),
)  # fmt: skip


def send(user: User, seen: Sight, wanted: BoardFilter, term: Term, *, at: datetime) -> Response:
    """Log the export and answer with the workbook."""
    found = board.lines(user, seen, term, wanted)
    rows: list[dict[str, Value]] = [
        {
            "school": line.school.name, "stage": stage_of(line.plan.grade).label, "grade": line.grade,
            "classes": line.plan.classes, "class_size": line.plan.class_size, "seats": line.plan.seats,
            "enrolled": line.plan.enrolled, "reserved": line.plan.reserved, "quota": line.quota,
            "confirmed": line.confirmed, "planned": line.planned, "draft": line.draft if seen.drafts else None,
            "left": max(0, line.left), "over": line.over, "note": "不得再安排" if line.full else "",
        }
        for line in found
    ]  # fmt: skip
    day = clock.local(at)
    title = f"{term.name}学位安排一览"
    said = f"{len(rows)} 行 · {user.name} 导出于 {day.year}年{day.month}月{day.day}日"
    data = write_table(COLUMNS, rows, title=title, subtitle=said, sums=asdict(sums_of(found)), sheet_name="学位安排")
    with writing():
        log_access(AccessKind.EXPORTED, target=wanted.url()[:256], user=user, detail=f"{len(rows)} 行学位安排")
    return send_file(
        io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{title}-{day:%Y%m%d}.xlsx"
    )  # fmt: skip
