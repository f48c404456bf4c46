"""The list as a workbook: what the page shows, for a reason, marked with who and when, ID numbers masked."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import requires
from zz.enrolment.privacy import exporting
from zz.enrolment.privacy.forms import ExportForm
from zz.enrolment.requests import list_page, own_queries
from zz.enrolment.requests.list_page import OwnRow
from zz.enrolment.requests.listing import OwnFilter
from zz.enrolment.requests.loading import private, reader
from zz.enrolment.requests.views import WHO
from zz.sealed import mask
from zz.sheets.write import Column

bp = Blueprint("enrolment_export", __name__, url_prefix="/enrolment/requests/export")

COLUMNS = (
    Column("number", "编号", "text", 20), Column("child", "孩子姓名", "text", 12),
    Column("id_number", "身份证号（已隐去中间数字）", "text", 22), Column("term", "学期", "text", 12),
    Column("grade", "申请年级", "text", 10), Column("employee", "员工姓名", "text", 12),
    Column("group", "员工类别", "text", 12), Column("state", "状态", "text", 20),
    Column("holder", "当前承办", "text", 16), Column("next", "下一步", "text", 30), Column("due", "期限", "date"),
    Column("missing", "缺什么材料", "text", 40),
)  # fmt: skip


@bp.get("")
@requires(*WHO)
def ask() -> ResponseReturnValue:
    """Ask for the reason."""
    return private(_page(ExportForm()))


@bp.post("")
@requires(*WHO)
def send() -> ResponseReturnValue:
    """Send the workbook of the rows that the page shows, all pages of them."""
    form, wanted = ExportForm(), OwnFilter.parse(request.args)
    if not form.validate():
        return private(_page(form), 422)
    rows = list_page.rows_of(own_queries.all_of(reader(), wanted), clock.today())
    name = f"入学申请{wanted.tab.label}"
    return exporting.send(
        name, COLUMNS, [_values(row) for row in rows], by=reader(), at=clock.now(), reason=form.reason.data
    )


def _page(form: ExportForm) -> str:
    wanted = OwnFilter.parse(request.args)
    total = own_queries.counts(reader(), wanted)[wanted.tab]
    return render_template("enrolment/requests/export.html", form=form, filter=wanted, total=total)


def _values(row: OwnRow) -> dict[str, Any]:
    r = row.request
    return {
        "number": r.number, "child": row.name, "id_number": mask(r.id_number), "term": r.term.name,
        "grade": r.grade_label, "employee": r.employee_name, "group": r.staff_group.label if r.staff_group else "",
        "state": r.state.label, "holder": row.holder, "next": row.next, "due": r.current.due_on if r.current else None,
        "missing": "、".join(row.missing),
    }  # fmt: skip
