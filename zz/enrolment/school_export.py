"""The list of schools as a workbook, one row a grade: what is shown, and what the import reads again."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import writing
from zz.enrolment.models import Term
from zz.enrolment.school_queries import SchoolFilter, SchoolRow, rows
from zz.enrolment.vocabulary import grade_label, stage_of
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    Column("school", "学校", "text", 24), Column("ownership", "办学性质"), Column("stage", "学段"),
    Column("grade", "年级"), Column("classes", "班数", "int"), Column("class_size", "班额", "int"),
    Column("seats", "学位", "int"), Column("enrolled", "在读人数", "int"), Column("taken", "已占学位", "int"),
    Column("reserved", "预留学位", "int"), Column("left", "剩余学位", "int"), Column("address", "地址", "text", 28),
    Column("catchment", "服务区", "text", 34), Column("source", "数据来源", "text", 24),
)  # fmt: skip
SUMMED = ("seats", "enrolled", "taken", "reserved", "left", "classes")


def _lines(found: Sequence[SchoolRow]) -> Iterator[dict[str, Any]]:
    for row in found:
        school = row.school
        facts = {
            "school": school.name, "ownership": school.ownership.label, "address": school.address,
            "catchment": school.catchment, "source": school.source,
        }  # fmt: skip
        if not row.grades:
            yield facts
        for plan, seats in row.grades:
            yield facts | {
                "stage": stage_of(plan.grade).label, "grade": grade_label(plan.grade), "classes": plan.classes,
                "class_size": plan.class_size, "seats": seats.seats, "enrolled": plan.enrolled,
                "taken": seats.taken, "reserved": seats.reserved, "left": seats.left,
            }  # fmt: skip


def send(user: User, root_id: int, wanted: SchoolFilter, term: Term | None, *, at: datetime) -> Response:
    """Log the export and answer with the workbook."""
    found = rows(root_id, wanted, term)
    lines = list(_lines(found))
    sums = {key: sum(line.get(key) or 0 for line in lines) for key in SUMMED}
    name = f"{term.name if term else ''}学校学位"
    day = clock.local(at)
    said = f"{len(found)} 所学校 · {wanted.sort.label} · {user.name} 导出于 {day.year}年{day.month}月{day.day}日"
    data = write_table(COLUMNS, lines, title=name, subtitle=said, sums=sums, sheet_name="学校学位")
    with writing():
        log_access(AccessKind.EXPORTED, target=wanted.url()[:256], user=user, detail=f"{len(found)} 所学校")
    file = f"{name}-{day:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=file)
