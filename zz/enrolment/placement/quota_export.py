"""A table of quotas as a workbook: one row a school and grade."""

import io
from datetime import datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import writing
from zz.enrolment.placement import quotas
from zz.enrolment.placement.quota_models import QuotaSheet
from zz.enrolment.placement.quota_page import shows_draft
from zz.enrolment.school_export import XLSX
from zz.enrolment.vocabulary import grade_label, stage_of
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table

COLUMNS = (
    Column("school", "学校", "text", 24), Column("stage", "学段"), Column("grade", "年级"),
    Column("seats", "学位", "int"), Column("enrolled", "在读人数", "int"), Column("reserved", "预留学位", "int"),
    Column("most", "可给园区", "int"), Column("held", "园区已安排", "int"), Column("quota", "名额", "int"),
    Column("confirmed", "已确认名额", "int"),
)  # fmt: skip
SUMMED = ("seats", "enrolled", "reserved", "most", "held", "quota", "confirmed")


def send(user: User, sheet: QuotaSheet, *, at: datetime) -> Response:
    """Log the export and answer with the workbook of all stages."""
    rows, drafted = quotas.rows(sheet.id), shows_draft(user, sheet)
    lines: list[dict[str, Any]] = []
    for key, room in quotas.rooms(sheet.park_id, sheet.term_id).items():
        row = rows.get(key)
        in_force = (row.confirmed or 0) if row else 0
        lines.append(
            {
                "school": room.plan.school.name, "stage": stage_of(key[1]).label, "grade": grade_label(key[1]),
                "seats": room.plan.seats, "enrolled": room.plan.enrolled, "reserved": room.plan.reserved,
                "most": room.most, "held": room.held, "quota": row.seats if row and drafted else in_force,
                "confirmed": in_force,
            }
        )  # fmt: skip
    day = clock.local(at)
    title = f"{sheet.park.label}{sheet.term.name}学位名额"
    said = f"{sheet.state.label} · {user.name} 导出于 {day.year}年{day.month}月{day.day}日"
    sums = {key: sum(line[key] for line in lines) for key in SUMMED}
    data = write_table(COLUMNS, lines, title=title, subtitle=said, sums=sums, sheet_name="学位名额")
    with writing():
        log_access(
            AccessKind.EXPORTED, target=f"/enrolment/quotas/{sheet.id}", user=user, detail=f"{len(lines)} 行名额"
        )
    return send_file(
        io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"{title}-{day:%Y%m%d}.xlsx"
    )  # fmt: skip
