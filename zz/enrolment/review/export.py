"""The queue as a workbook: the rows that the page shows, all pages of them, masked as the page masks them."""

from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db
from zz.enrolment.privacy import exporting
from zz.enrolment.review import list_page, queue
from zz.enrolment.review.list_page import Row
from zz.enrolment.review.listing import QueueFilter
from zz.sealed import mask
from zz.sheets.write import Column

FIRM = Column("firm", "企业", "text", 22)
COLUMNS = (
    Column("number", "编号", "text", 20), Column("name", "孩子姓名", "text", 10),
    Column("id_number", "身份证号（已隐去中间数字）", "text", 22), Column("sex", "性别"), Column("term", "学期"),
    Column("grade", "申请年级"), Column("group", "员工类别"), FIRM, Column("state", "状态", "text", 16),
    Column("holder", "当前承办", "text", 18), Column("due", "期限", "date"), Column("late", "时限情况", "text", 16),
    Column("school", "安排学校", "text", 18), Column("submitted", "提交时间", "datetime"),
)  # fmt: skip


def _values(row: Row) -> dict[str, Any]:
    request = row.request
    return {
        "number": request.number, "name": row.name, "id_number": mask(request.id_number),
        "sex": request.sex.label if request.sex else "", "term": request.term.name, "grade": request.grade_label,
        "group": request.staff_group.label if request.staff_group else "", "firm": request.enterprise.label,
        "state": request.state.label, "holder": row.holder,
        "due": request.current.due_on if request.current else None, "late": row.due[1], "school": row.school,
        "submitted": request.submitted_at,
    }  # fmt: skip


def send(user: User, wanted: QueueFilter, reason: str, *, at: datetime) -> Response:
    """Log the export and answer with the workbook."""
    today = clock.local(at).date()
    found = db.session.scalars(queue.listed(user, wanted, today)).unique().all()
    rows = [_values(row) for row in list_page.rows_of(found, user, today)]
    columns = COLUMNS if user.has(Permission.ENROLMENT_NAMES) else tuple(c for c in COLUMNS if c is not FIRM)
    return exporting.send(f"入学申请{wanted.tab.label}", columns, rows, by=user, at=at, reason=reason)
