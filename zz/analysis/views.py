"""`/analysis` and the rows behind its figures; as a page, a workbook, the monthly brief."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.analysis import brief, dimensions, listing, page, queries
from zz.analysis.causes import CauseSet
from zz.analysis.dimensions import Dimension
from zz.analysis.handling import HandlingSet
from zz.analysis.listing import Listing, Row
from zz.analysis.period import Period
from zz.analysis.permitting import PermitSet
from zz.analysis.sets import SETS
from zz.db import writing
from zz.documents import DOCX
from zz.journal import AccessKind, log_access
from zz.labels import LabelledEnum
from zz.projects import past
from zz.projects.lights import MONTHS
from zz.sheets.write import write_table
from zz.web import MenuEntry, menu

bp = Blueprint("analysis", __name__, url_prefix="/analysis")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
E = TypeVar("E", bound=LabelledEnum)


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _period(then: past.Past) -> Period:
    return Period.read(request.args.get("period", ""), then.shown)


def _member(kind: type[E], name: str, default: E) -> E:
    text = request.args.get(name, "")
    return kind(text) if text in list(kind) else default


def _number(name: str, most: int) -> int | None:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    return int(text) if int(text) <= most else None


@bp.get("")
@requires(Permission.ANALYSIS_READ)
def index() -> str:
    """Show what the list has come to by a month; `view=screen` fills a wall."""
    then = past.asked()
    with past.reading(_me(), then):
        found = page.assemble(_me(), _period(then), _member(Dimension, "by", Dimension.UNIT), then.shown)
    return render_template("analysis/index.html", a=found, screen=request.args.get("view") == "screen", past=then)


@bp.get("/brief.docx")
@requires(Permission.ANALYSIS_READ)
def monthly_brief() -> ResponseReturnValue:
    """Send the monthly brief as a Word document."""
    then = past.asked()
    period = _period(then)
    with past.reading(_me(), then):
        found = page.assemble(_me(), period, Dimension.UNIT, then.shown)
    data = brief.write(found, _me(), clock.now())
    _log(f"重点项目月报 {period.label}")
    name = f"重点项目月报-{period.slug}.docx"
    return send_file(io.BytesIO(data), mimetype=DOCX, as_attachment=True, download_name=name)


@bp.get("/projects")
@requires(Permission.ANALYSIS_READ)
def projects() -> ResponseReturnValue:
    """Show the projects behind a figure."""
    key = request.args.get("set", "listed")
    if key not in SETS:
        abort(404)
    dimension = _member(Dimension, "by", Dimension.UNIT) if request.args.get("value") else None
    wanted = queries.Wanted(key, _number("month", MONTHS), dimension, request.args.get("value", "")[:64])
    part = dimensions.name_of(dimension, wanted.value) if dimension else ""
    return _shown(lambda period, _today: listing.projects(_me(), period, wanted, part))


@bp.get("/handling")
@requires(Permission.ANALYSIS_READ)
def handled() -> ResponseReturnValue:
    """Show what units were given to handle."""
    key = _member(HandlingSet, "set", HandlingSet.GIVEN)
    return _shown(lambda period, today: listing.handled(_me(), period, today, key, _number("unit", 10**9)))


@bp.get("/problems")
@requires(Permission.ANALYSIS_READ)
def problems() -> ResponseReturnValue:
    """Show problems by kind and age."""
    key = _member(CauseSet, "set", CauseSet.OPEN)
    return _shown(lambda period, today: listing.problems(_me(), period, today, key, _number("kind", 10**9)))


@bp.get("/permits")
@requires(Permission.ANALYSIS_READ)
def permits() -> ResponseReturnValue:
    """Show permits on bureaus' desks."""
    key, bureau = _member(PermitSet, "set", PermitSet.RUNNING), request.args.get("bureau", "")[:64]
    return _shown(lambda period, today: listing.permits(_me(), period, today, key, bureau))


def _shown(make: Callable[[Period, date], Listing]) -> ResponseReturnValue:
    then = past.asked()
    period = _period(then)
    with past.reading(_me(), then):
        found = make(period, then.shown)
        back = page.address("", period)
        if request.args.get("format") == "xlsx":
            return _workbook(found, found.all(), period, then)
        rows = found.page()
    return render_template(
        "analysis/rows.html", found=found, page=rows, period=period, back=back, text=_text, past=then
    )


def _workbook(found: Listing, every: list[Row], period: Period, then: past.Past) -> ResponseReturnValue:
    rows: list[dict[str, Any]] = [{str(i): v for i, v in enumerate(row.values)} for row in every]
    at = clock.local(clock.now())
    made = f"{_me().name} 导出于 {at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    subtitle = " · ".join(filter(None, (period.label, then.label, f"{len(rows)} 行", made)))
    data = write_table(found.columns(), rows, title=found.title, subtitle=subtitle)
    _log(found.title)
    name = f"{found.title}-{period.slug}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def _log(detail: str) -> None:
    with writing():
        log_access(AccessKind.EXPORTED, target=request.full_path.rstrip("?"), user=_me(), detail=detail)


def _text(value: Any) -> str:
    """Say a value of a list."""
    if value is None or value == "":
        return "—"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value:,.0f}" if hasattr(value, "as_tuple") else str(value)


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(bp)
    menu.register(app, MenuEntry("分析", "analysis.index", "/analysis", (Permission.ANALYSIS_READ,), 60))
