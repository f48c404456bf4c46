"""`/permits`: a bureau records what it receives, accepts and grants; the centre sees how all keep their limits."""

import io
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Flask, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import Unit, User
from zz.approvals.chain import of_unit
from zz.assignments import holders
from zz.db import StaleVersion, writing
from zz.files import operations as files
from zz.files.models import AttachmentKind
from zz.files.queries import attachments_of
from zz.journal import AccessKind, log_access
from zz.notices import notify
from zz.projects import bureau_permits as desk
from zz.projects import plan_operations as plan
from zz.projects.access import sees
from zz.projects.bureau_permits import Line, PermitFilter, Tab
from zz.projects.loading import CHANGED_MEANWHILE, locked_or_404, locked_project, reader
from zz.projects.plan_forms import PermitRecordForm
from zz.projects.records import Permit
from zz.projects.wording import day
from zz.sheets.write import Column, Value, write_table
from zz.web import MenuEntry, menu, page_or_part, redirect_to
from zz.web.paging import page_number

bp = Blueprint("bureau_permits", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    Column("project", "项目", width=36),
    Column("name", "审批事项", width=24),
    Column("bureau", "承办单位", width=12),
    Column("state", "状态", width=10),
    Column("received", "收件", "date"),
    Column("accepted", "受理", "date"),
    Column("due", "应办结", "date"),
    Column("granted", "办结", "date"),
    Column("late", "时限情况", width=22),
    Column("number", "文号", width=22),
]
EMPTY = {
    Tab.OVERDUE: ("没有超期的审批事项", "办理中的事项超过承诺或法定时限时，会出现在这里。"),
    Tab.RUNNING: ("没有办理中的审批事项", "登记收件或受理后，事项会出现在这里，并开始计算时限。"),
    Tab.WAITING: ("没有待收件的审批事项", "本县（市）项目涉及本单位、尚未收件的事项会列在这里。"),
    Tab.GRANTED: ("今年还没有办结的审批事项", "登记办结日期后，事项会列在这里。"),
}


def _filter() -> PermitFilter:
    known = {tab.value: tab for tab in Tab}
    tab = known.get(request.args.get("tab", ""), Tab.RUNNING)
    return PermitFilter(tab, request.args.get("q", "").strip()[:64], request.args.get("bureau", "").strip()[:64])


@bp.get("/permits")
@requires(Permission.PERMIT_RECORD)
def index() -> ResponseReturnValue:
    """Show the bureau's permits, or send them as a workbook."""
    wanted, today = _filter(), clock.today()
    if (form := request.args.get("format")) == "xlsx":
        return _workbook(reader(), wanted, at=clock.now())
    if form:
        abort(404)
    return page_or_part(
        "projects/bureau_permits.html", "projects/_bureau_permits.html", **_shown(reader(), wanted, today)
    )


def _shown(user: User, wanted: PermitFilter, today: date) -> dict[str, Any]:
    found = desk.figures(user, today)
    tabs = [
        {"label": tab.label, "url": f"/permits?tab={tab.value}", "count": n, "current": tab == wanted.tab}
        for tab, n in found.counts.items()
    ]
    return {
        "wanted": wanted, "tabs": tabs, "in_time": found.in_time, "why": EMPTY[wanted.tab], "day": day, "today": today,
        "rows": desk.page(user, wanted, today, page_number()),
        "bureaus": [(name, name) for name in desk.bureaus(user)],
    }  # fmt: skip


def _cells(row: Line) -> dict[str, Value]:
    permit = row.permit
    return {
        "project": permit.project.name, "name": permit.name, "bureau": permit.bureau, "state": row.state.label,
        "received": permit.received_on, "accepted": permit.accepted_on, "due": row.late.due_on,
        "granted": permit.granted_on, "late": row.late.text, "number": permit.document_number,
    }  # fmt: skip


def _workbook(user: User, wanted: PermitFilter, *, at: datetime) -> Response:
    today = clock.local(at).date()
    rows = desk.lines(user, wanted, today)
    title = f"审批事项：{wanted.tab.label}（{len(rows)}项）"
    data = write_table(COLUMNS, map(_cells, rows), title=title, subtitle=f"{user.name} 导出")
    with writing():
        log_access(AccessKind.EXPORTED, target=f"/permits {wanted.tab.label}", user=user, detail=f"{len(rows)} 行")
    name = f"审批事项_{wanted.tab.label}_{today:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def _found(permit_id: int) -> Permit:
    return desk.handled(reader(), permit_id) or abort(404)


def _page(permit: Permit, form: PermitRecordForm, status: int = 200, **context: Any) -> ResponseReturnValue:
    papers = attachments_of(Permit.__tablename__, [permit.id])[permit.id]
    opens = sees(reader(), permit.project_id)
    late = desk.standing(permit, clock.today())
    html = render_template(
        "projects/bureau_permit.html", permit=permit, form=form, papers=papers, opens=opens, late=late, day=day,
        **context,
    )  # fmt: skip
    return html, status


@bp.get("/permits/<int:permit_id>")
@requires(Permission.PERMIT_RECORD)
def show(permit_id: int) -> ResponseReturnValue:
    """The form of one permit, for the bureau that works on it."""
    permit = _found(permit_id)
    return _page(permit, PermitRecordForm(obj=permit))


@bp.post("/permits/<int:permit_id>")
@requires(Permission.PERMIT_RECORD)
def record(permit_id: int) -> ResponseReturnValue:
    """Record receipt, acceptance, the grant and its document."""
    permit, form = _found(permit_id), PermitRecordForm()
    if not form.validate():
        return _page(permit, form, 422)
    try:
        prepared = files.prepare_upload(form.upload.data) if form.upload.data else None
    except files.UploadError as error:
        form.upload.errors = [error.text]
        return _page(permit, form, 422)
    try:
        said = _recorded(permit, form, prepared)
    except StaleVersion:
        if prepared:
            files.discard(prepared)
        fresh = _found(permit_id)
        return _page(fresh, PermitRecordForm(formdata=None, obj=fresh), 409, notice=CHANGED_MEANWHILE)
    return redirect_to("/permits", said)


def _recorded(permit: Permit, form: PermitRecordForm, prepared: files.PreparedFile | None) -> str:
    by, at = reader(), clock.now()
    project_id, permit_id = permit.project_id, permit.id
    with writing():
        project = locked_project(project_id)
        row = locked_or_404(Permit, permit_id, project_id, form.shown_version)
        changes = plan.edit_permit(project, row, form.values(), by=by, at=at)
        if prepared:
            files.attach(prepared, row, AttachmentKind.PERMIT, by=by, at=at)
        if changes.get("granted_on", [None, None])[1]:
            text = f"{row.name}已办结（{row.bureau}）：{project.name}"
            notify(
                _told(project.responsible_unit, project.commissioner),
                text,
                f"/projects/{project_id}#permits",
                at=at,
                but=by,
            )
        name, granted = row.name, row.granted_on
    return f"“{name}”已登记" + (f"，{day(granted)}办结" if granted else "")


def _told(unit: Unit | None, commissioner: User | None) -> list[User]:
    key = of_unit(unit)
    people = holders.people(key) if key else []
    return [*people, *([commissioner] if commissioner else [])]


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the menu."""
    app.register_blueprint(bp)
    entry = MenuEntry(
        "审批事项", "bureau_permits.index", "/permits", (Permission.PERMIT_RECORD,), order=45, shows=desk.grants_permits
    )
    menu.register(app, entry)
