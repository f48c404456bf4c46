"""The pages of a month: who has reported, checking several at once, locking and unlocking."""

from typing import Any

from flask import Blueprint, Flask, abort, redirect, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from zz import clock, rules
from zz.access import Permission, requires
from zz.db import writing
from zz.projects import month_operations, months
from zz.projects.figure_operations import MonthLocked
from zz.projects.lights import reported_month
from zz.projects.months import Month, MonthState
from zz.web import MenuEntry, form_error, is_part, menu, page_of, page_or_part, redirect_to
from zz.web.errors import error_response

bp = Blueprint("months", __name__, url_prefix="/projects/months")

MOST_AT_ONCE = 500


class UnlockForm(FlaskForm):
    """Why a locked month is opened again."""

    reason = StringField(
        "解锁理由",
        [DataRequired("请写明为什么解锁，例如：某项目8月投资填错"), Length(max=200, message="理由最多 200 字")],
    )


@bp.get("")
@requires(Permission.MONTH_LOCK, Permission.FIGURE_CONFIRM)
def start() -> Response:
    """Go to the last reported month."""
    year, month = reported_month(clock.today(), int(rules.value("report.due_day")))
    return redirect(url_for(".show", year=year, number=month), 303)


@bp.get("/<int:year>-<int:number>")
@requires(Permission.MONTH_LOCK, Permission.FIGURE_CONFIRM)
def show(year: int, number: int) -> str:
    """Show how each project's month stands."""
    context = _context(_month(year, number), UnlockForm())
    return page_or_part("projects/month.html", "projects/_month.html", **context)


def _month(year: int, number: int) -> Month:
    today = clock.today()
    if not (year >= 2000 and 1 <= number <= months.MONTHS and (year, number) <= (today.year, today.month)):
        abort(404)
    return Month(year, number)


def _context(month: Month, unlock: UnlockForm) -> dict[str, Any]:
    today = clock.today()
    states = [state for state in MonthState if state in request.args.getlist("state")]
    units = request.args.getlist("unit")[:100]
    found = months.overview(current_user, month, today, states, units)
    return {
        "overview": found, "rows": page_of(found.shown), "states": states, "units": units, "unlock": unlock,
        "may_lock": current_user.has(Permission.MONTH_LOCK),
        "is_latest": (month.year, month.number) == (today.year, today.month),
    }  # fmt: skip


@bp.post("/<int:year>-<int:number>/checks")
@requires(Permission.FIGURE_CONFIRM)
def check(year: int, number: int) -> Response:
    """Confirm the ticked figures."""
    month = _month(year, number)
    ids = [int(text) for text in request.form.getlist("figure")[:MOST_AT_ONCE] if text.isdecimal() and len(text) < 10]
    try:
        with writing():
            done, passed = month_operations.check_figures(ids, month, by=current_user, at=clock.now())
    except MonthLocked as refusal:
        return error_response(409, refusal.sentence)
    rest = f"，{passed} 个已有变化，未审核" if passed else ""
    return _back(month, f"已审核 {done} 个项目的{month.number}月投资{rest}" if ids else "请先勾选要审核的项目")


@bp.post("/<int:year>-<int:number>/lock")
@requires(Permission.MONTH_LOCK)
def lock(year: int, number: int) -> Response:
    """Lock a month of the centre's county."""
    month = _month(year, number)
    try:
        with writing():
            locked, left = month_operations.lock_month(_ledger(), month, by=current_user, at=clock.now())
    except MonthLocked as refusal:
        return error_response(409, refusal.sentence)
    rest = f"；{left} 个尚未审核，仍列在下面" if left else ""
    return _back(month, f"{month.label}已锁定，{locked} 个项目的数据不再变动{rest}")


@bp.post("/<int:year>-<int:number>/unlock")
@requires(Permission.MONTH_LOCK)
def unlock(year: int, number: int) -> Any:
    """Open a locked month again, with a reason."""
    month, form = _month(year, number), UnlockForm()
    if not form.validate():
        template = "projects/_month.html" if is_part() else "projects/month.html"
        return form_error(template, **_context(month, form))
    with writing():
        month_operations.unlock_month(_ledger(), month, form.reason.data or "", by=current_user, at=clock.now())
    return _back(month, f"{month.label}已解锁，可以更正和补报")


def _ledger() -> int:
    """Return the county whose months the user locks."""
    found: int = next(unit.root_id for _, unit in current_user.grants(Permission.MONTH_LOCK))
    return found


def _back(month: Month, words: str) -> Response:
    return redirect_to(url_for(".show", year=month.year, number=month.number), words)


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the menu."""
    app.register_blueprint(bp)
    who = (Permission.MONTH_LOCK, Permission.FIGURE_CONFIRM)
    menu.register(app, MenuEntry("月报", "months.start", "/projects/months", who, order=20))
