"""The pages of the four tables, and their export."""

from dataclasses import replace

from flask import Blueprint, Flask, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.projects import cells, past, tables
from zz.projects.export import send
from zz.projects.filters import ProjectFilter
from zz.projects.table_pages import assemble
from zz.projects.vocabulary import Stage
from zz.projects.years import carry_year
from zz.web import MenuEntry, is_part, menu, page_or_part

bp = Blueprint("project_tables", __name__)


@bp.get("/projects")
@requires(Permission.PROJECT_READ)
def start() -> Response:
    """Go to the table of work under construction, or to the first in which the reader has a project."""
    counts = tables.counts(current_user)
    order = (Stage.UNDER_CONSTRUCTION, *Stage)
    stage = next((stage for stage in order if counts[stage]), Stage.UNDER_CONSTRUCTION)
    return redirect(url_for(".table", slug=stage.slug), 303)


@bp.get("/projects/<any(planning, preliminary, 'under-construction', completed):slug>")
@requires(Permission.PROJECT_READ)
def table(slug: str) -> Response | str:
    """Show a table as the address asks, or send it as a workbook."""
    shown = past.asked()
    wanted = replace(ProjectFilter.parse(Stage.from_slug(slug), request.args), as_of=shown.day)
    if (form := request.args.get("format")) == "xlsx":
        return send(current_user, wanted, shown, at=clock.now())
    if form:
        abort(404)
    with past.reading(current_user, shown):
        page = assemble(current_user, wanted, shown.shown)
    carries = current_user.has(Permission.YEAR_CARRY_OVER) and not shown.day
    creates = current_user.has(Permission.PROJECT_CREATE) and not shown.day
    return page_or_part(
        "projects/table.html", "projects/_table.html", table=page, draw_rows=cells.draw_rows, past=shown,
        table_swapped=is_part(), carry_year=carries and carry_year(clock.today()), may_create=creates,
    )  # fmt: skip


def init_app(app: Flask) -> None:
    """Register the tables and their entry in the menu."""
    app.register_blueprint(bp)
    menu.register(app, MenuEntry("项目", "project_tables.start", "/projects", (Permission.PROJECT_READ,), order=10))
