"""The responsible unit's answer to a filled figure: confirmed, or returned with a reason."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.db import locked, writing
from zz.projects import report_pages as pages
from zz.projects.figure_operations import MonthLocked, check_figure, send_back_figure
from zz.projects.models import Project
from zz.projects.records import MonthlyFigure
from zz.projects.report_forms import ReturnForm
from zz.projects.report_queries import figure_of
from zz.projects.report_views import found_part, me
from zz.web import form_error, redirect_to

bp = Blueprint("report_checks", __name__, url_prefix="/projects/<int:project_id>/figures/<int:year>/<int:month>")


@bp.post("/check")
@requires(Permission.FIGURE_CONFIRM)
def check(project_id: int, year: int, month: int) -> Response:
    """Confirm a month's figure."""
    try:
        _change(project_id, year, month, lambda figure: check_figure(figure, by=me(), at=clock.now()))
    except MonthLocked as refusal:
        return redirect_to(url_for("reports.show", project_id=project_id), refusal.sentence)
    return redirect_to(url_for("report_start.start"), f"{month}月投资已审核通过")


@bp.post("/return")
@requires(Permission.FIGURE_CONFIRM)
def send_back(project_id: int, year: int, month: int) -> Any:
    """Return a month's figure to whoever filled it."""
    form = ReturnForm()
    if form.validate():
        try:
            _change(
                project_id, year, month,
                lambda figure: send_back_figure(figure, form.reason.data or "", by=me(), at=clock.now()),
            )  # fmt: skip
            return redirect_to(url_for("report_start.start"), f"{month}月投资已退回，等待重新填报")
        except MonthLocked as refusal:
            form.reason.errors = [refusal.sentence]
    part = found_part(project_id)
    page = pages.report_page(part, me(), clock.today())
    return form_error(
        "projects/report.html", page=page, project=part.project, form=None, questions=[], outlook="", user=me(),
        returning=form, returned=(year, month),
    )  # fmt: skip


def _change(project_id: int, year: int, month: int, act: Callable[[MonthlyFigure], None]) -> None:
    """Do `act` to the figure as the reader saw it; 404 where there is none, 403 where it is not his to check."""
    if not found_part(project_id).checks:
        abort(403)
    figure = figure_of(project_id, year, month) or abort(404)
    seen = request.form.get("version", "")
    with writing():
        locked(Project, project_id)
        fresh = locked(MonthlyFigure, figure.id, int(seen) if seen.isascii() and seen.isdecimal() else 0)
        act(fresh or abort(404))
