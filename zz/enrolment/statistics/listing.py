"""The rows behind a figure, on the page and as workbooks: by number, without a name."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, writing
from zz.enrolment.privacy import exporting
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.statistics import dimensions, queries
from zz.enrolment.statistics.asked import PATH, Asked
from zz.enrolment.statistics.page import Statistics
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table
from zz.web.figures import Table

ENTERPRISE = Column("enterprise", "企业", "text", 24)
COLUMNS = (
    Column("number", "编号", "text", 20), Column("term", "学期", "text", 12), Column("grade", "申请年级", "text", 10),
    Column("group", "员工类别", "text", 12), ENTERPRISE, Column("school", "安排学校", "text", 18),
    Column("state", "状态", "text", 16), Column("submitted", "提交日期", "date"),
    Column("arrived", "报到日期", "date"), Column("days", "用时（天）", "int"),
)  # fmt: skip


def columns(user: User) -> list[Column]:
    """Return the columns that `user` may read."""
    known = dimensions.knows_enterprises(user)
    return [column for column in COLUMNS if known or column is not ENTERPRISE]


def values(request: EnrolmentRequest) -> dict[str, Any]:
    """Return a row by column."""
    arrived = _day(request.closed_at) if request.state == RequestState.ARRIVED else None
    submitted = _day(request.submitted_at)
    return {
        "number": request.label, "term": request.term.name, "grade": request.grade_label,
        "group": request.staff_group.label if request.staff_group else "", "enterprise": request.enterprise.label,
        "school": request.school.name if request.school else "", "state": request.state.label, "submitted": submitted,
        "arrived": arrived, "days": (arrived - submitted).days if arrived and submitted else None,
    }  # fmt: skip


def _day(at: datetime | None) -> date | None:
    return clock.local(at).date() if at else None


def title(asked: Asked, terms: list[Any]) -> str:
    """Say which rows they are: 2023年秋季·一年级·已落实学位."""
    part = ""
    if asked.value:
        value = dimensions.value(asked.dimension, asked.value)
        part = dimensions.names(asked.dimension, [value], terms).get(value, "")
    return "·".join(filter(None, (asked.span, part, asked.key.label.removeprefix("其中"))))


def send_rows(user: User, asked: Asked, name: str, reason: str, *, at: datetime) -> Response:
    """Answer with the rows behind a figure; the export is marked and logged."""
    found = db.session.scalars(queries.rows(user, asked.wanted)).unique().all()
    rows = [values(request) for request in found]
    return exporting.send(f"就学统计 {name}", columns(user), rows, by=user, at=at, reason=reason)


def send_table(user: User, found: Statistics, *, at: datetime) -> Response:
    """Log the export and answer with the breakdown that the page shows: figures alone."""
    table, day = found.parts, clock.local(at)
    heads = [Column(str(i), head, "int" if i else "text", None if i else 24) for i, head in enumerate(table.heads)]
    name = f"就学统计-{found.asked.span}-按{table.heads[0]}"
    said = f"{user.name} 导出于 {day.year}年{day.month}月{day.day}日 {day:%H:%M}"
    data = write_table(heads, _lines(table), title=name, subtitle=said, sheet_name="就学统计")
    with writing():
        log_access(AccessKind.EXPORTED, target=PATH, user=user, detail=name)
    return send_file(
        io.BytesIO(data), mimetype=exporting.XLSX, as_attachment=True, download_name=f"{name}-{day:%Y%m%d}.xlsx"
    )


def _lines(table: Table) -> Iterator[dict[str, Any]]:
    for line in table.lines:
        numbers = (None if cell.text == "—" else float(cell.text) for cell in line.cells)
        yield {"0": line.name, **{str(i): number for i, number in enumerate(numbers, 1)}}
