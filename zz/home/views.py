"""`/`: the first page of whoever has signed in, and `/red`: everything that turned red since he last looked."""

import io
from datetime import date, datetime
from typing import cast

from flask import Blueprint, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from zz import clock
from zz.access import requires, signed_in
from zz.accounts.models import User
from zz.db import writing
from zz.home import operations, page
from zz.home.operations import MoreCame
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table
from zz.web import menu, redirect_to

bp = Blueprint("home", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    Column("title", "名称", "text", 40), Column("chip", "类别", "text", 10), Column("note", "原因", "text", 40),
    Column("day", "变红日期", "text", 14),
]  # fmt: skip


def _me() -> User:
    return cast(User, current_user._get_current_object())


@bp.get("/")
@signed_in
def home() -> str:
    """Show what waits, what turned red and what is the reader's own; without any desk, say whom to ask."""
    if not menu.shown():
        return render_template("home/nothing.html")
    return render_template("home/index.html", home=page.assemble(_me(), clock.now()), user=_me())


@bp.get("/red")
@requires(*page.READERS)
def red() -> ResponseReturnValue:
    """Show everything that turned red, or send it as a workbook."""
    if (form := request.args.get("format")) == "xlsx":
        return _workbook()
    if form:
        abort(404)
    found, shown = page.all_red(_me(), clock.now(), _since())
    return render_template("home/red.html", reds=found, page=shown, own=_since() is None)


def _since() -> datetime | None:
    """Return from which day on the address asks for; None: since the reader last looked."""
    try:
        return clock.midnight(date.fromisoformat(request.args.get("since", "")))
    except ValueError:
        return None


def _workbook() -> ResponseReturnValue:
    found, rows = page.every_red(_me(), clock.now(), _since())
    with writing():
        log_access(AccessKind.EXPORTED, target=request.full_path, user=_me(), detail="新变红的项目和事项")
    lines = [{column.key: getattr(row, column.key) for column in COLUMNS} for row in rows]
    book = write_table(COLUMNS, lines, title="新变红的项目和事项", subtitle=f"{found.day}以来，导出人：{_me().name}")
    return send_file(io.BytesIO(book), mimetype=XLSX, as_attachment=True, download_name="新变红.xlsx")


@bp.post("/red/reading")
@requires(*page.READERS)
def look() -> ResponseReturnValue:
    """全部已阅: what turns red from now on is new."""
    try:
        until = datetime.fromisoformat(request.form.get("until", ""))
        number = int(request.form.get("number", ""))
    except ValueError:
        abort(400)
    if until.tzinfo is None:
        abort(400)
    try:
        with writing():
            operations.mark_seen(_me(), until, number, at=clock.now())
    except MoreCame:
        return redirect_to("/red", "您打开页面后又有变化，请看过再标为已阅")
    return redirect_to("/", f"{number} 项已阅，以后只列出新变红的")


@bp.post("/red/reading/withdrawal")
@requires(*page.READERS)
def look_again() -> ResponseReturnValue:
    """撤销已阅."""
    with writing():
        operations.take_back(_me())
    return redirect_to("/", "已撤销，刚才标为已阅的又列出来了")
