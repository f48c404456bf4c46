"""`/admin/audit`: for the auditor, the journal of changes and the log of sign-ins and access."""

from collections.abc import Sequence
from typing import Any, cast

from flask import Blueprint, Flask, make_response, request, url_for
from flask_login import current_user
from sqlalchemy import Select
from werkzeug.wrappers import Response

from zz import clock, jobs, journal
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.admin import audit_list
from zz.admin.audit_list import Filter, Lines
from zz.db import writing
from zz.journal import AccessEntry, AccessKind, Event
from zz.journal.queries import accesses, events
from zz.sheets.write import write_table
from zz.web import MenuEntry, menu, page_or_part, redirect_to
from zz.web.lists import TabLink

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VERIFY = "audit.verify"

bp = Blueprint("audit", __name__)


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _tabs(endpoint: str) -> list[TabLink]:
    labels = (("audit.index", "变更日志"), ("audit.access", "登录与访问"))
    return [TabLink(label, url_for(name), name == endpoint) for name, label in labels]


def _list(
    title: str, query: Select[Any], row_id: Any, lines: Lines, options: Sequence[tuple[str, str]]
) -> Response | str:
    """Show a list, or give the workbook of it."""
    asked = Filter.parse(request.args)
    if request.args.get("format") == "xlsx":
        return _export(title, query, lines, asked)
    return page_or_part(
        "admin/audit.html", "admin/_audit_table.html", title=title, filter=asked, options=options,
        tabs=_tabs(request.endpoint or ""), slice=audit_list.page(query, row_id, lines, asked), url=request.path,
        seal=audit_list.last_seal(), local=clock.local,
    )  # fmt: skip


def _export(title: str, query: Select[Any], lines: Lines, asked: Filter) -> Response:
    """Give the newest lines as a workbook; the export itself is logged."""
    with writing():
        journal.log_access(
            AccessKind.EXPORTED, target=request.path, user=_me(), detail=asked.query().lstrip("?") or None
        )
    subtitle = f"导出人：{_me().name}　导出时间：{clock.local(clock.now()):%Y-%m-%d %H:%M}"
    book = write_table(audit_list.EXPORT, audit_list.export_rows(query, lines), title=title, subtitle=subtitle)
    response = make_response(book)
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = "attachment; filename=audit.xlsx"
    return response


@bp.get("/admin/audit")
@requires(Permission.AUDIT_READ)
def index() -> Response | str:
    """Show the journal of changes, newest first."""
    asked = Filter.parse(request.args)
    query = events(q=asked.q, verb=asked.what, since=asked.since, until=asked.until)
    return _list("变更日志", query, Event.id, audit_list.event_lines, audit_list.verb_options())


@bp.get("/admin/audit/access")
@requires(Permission.AUDIT_READ)
def access() -> Response | str:
    """Show sign-ins, refusals, exports and readings of protected fields, newest first."""
    asked = Filter.parse(request.args)
    query = accesses(q=asked.q, kind=asked.what, since=asked.since, until=asked.until)
    return _list("登录与访问", query, AccessEntry.id, audit_list.access_lines, AccessKind.options())


@jobs.handler(VERIFY, "校验变更日志")
def verify(progress: jobs.Progress) -> jobs.Result:
    """Recompute the seals (a job: the journal may be long)."""
    progress.set(0, 0, "正在逐条核对封签")
    sealed, unsealed, broken = journal.verify()
    if broken is not None:
        raise jobs.Failed(
            f"第 {broken} 号封签不符，之前的 {sealed} 条完好：日志可能被改动，请保留现场并报告安全管理员。"
        )
    return jobs.Result(f"已封存的 {sealed} 条全部完好，另有 {unsealed} 条等待封存。", "/admin/audit")


@bp.post("/admin/audit/verification")
@requires(Permission.AUDIT_READ)
def start_verification() -> Response:
    """Have the journal verified and show how far it is."""
    with writing():
        job = jobs.enqueue(VERIFY, by=_me(), at=clock.now())
    return redirect_to(url_for("jobs.show", job_id=job.id))


def init_app(app: Flask) -> None:
    """Serve the pages and enter them in the menu."""
    app.register_blueprint(bp)
    menu.register(app, MenuEntry("审计", "audit.index", "/admin/audit", (Permission.AUDIT_READ,), 90))
