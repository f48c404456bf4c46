"""What the views of a project share: finding it, refusing, and answering with the panel that has changed."""

from dataclasses import replace
from typing import Any

from flask import abort, make_response, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import Model, locked
from zz.projects import page, past, sockets
from zz.projects.models import Project
from zz.projects.policy import Powers, more_steps, steps
from zz.web import is_part, redirect_to
from zz.web.htmx import trigger

CHANGED_MEANWHILE = "您打开后，别人已经改过这一项。下面是最新内容，刚才的操作没有生效，请核对后重新操作。"


def reader() -> User:
    """Return the signed-in user himself, not the proxy."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def found_or_404(project_id: int) -> page.Found:
    """Return a project the reader sees, with his powers."""
    return page.find(reader(), project_id) or abort(404)


def editable_or_refuse(project_id: int) -> page.Found:
    """Return a project the reader sees and whose plan he may write; 403 where he may not."""
    found = found_or_404(project_id)
    if not found.powers.edit:
        abort(403)
    return found


def locked_or_404(model: type[Any], row_id: int, project_id: int, version: int | None = None) -> Any:
    """Return a row of the project, locked; StaleVersion where it has moved on."""
    row_or_404(model, row_id, project_id)  # a row elsewhere is not there, whatever its version
    row = locked(model, row_id, version) or abort(404)
    return row


def locked_project(project_id: int, version: int | None = None) -> Project:
    """Return the project, locked."""
    return locked(Project, project_id, version) or abort(404)


def row_or_404(model: type[Model], row_id: int, project_id: int) -> Any:
    """Return a row of the project, to be shown."""
    return page.row_of(model, row_id, project_id) or abort(404)


def page_of_then(project_id: int, then: past.Past) -> dict[str, Any]:
    """Return the context of the project's page as of a day that is over: nothing can be done there."""
    with past.reading(reader(), then):
        shown = page.load(reader(), project_id, then.shown) or abort(404)
        found = [(panel, panel.load(reader(), shown.project, then.shown)) for panel in sockets.panels.values()]
    panels = [(panel, loaded) for panel, loaded in found if loaded is not None and panel.kept]
    return {
        "p": replace(shown, powers=Powers()), "project": shown.project, "powers": Powers(), "steps": [], "more": [],
        "panels": panels, "past": then,
    }  # fmt: skip


def whole_page(project_id: int, **context: Any) -> dict[str, Any]:
    """Return the context of the project's page."""
    today = clock.today()
    shown = page.load(reader(), project_id, today) or abort(404)
    buttons = steps(shown.project, shown.powers, today, unchecked=bool(shown.unconfirmed))
    found = [(panel, panel.load(reader(), shown.project, today)) for panel in sockets.panels.values()]
    panels = [(panel, loaded) for panel, loaded in found if loaded is not None]
    return {
        "p": shown, "project": shown.project, "powers": shown.powers, "steps": buttons, "panels": panels,
        "more": more_steps(shown.project, shown.powers), **context,
    }  # fmt: skip


def panel_changed(project_id: int, panel: str, say: str) -> Response:
    """Answer a change within the panel: its fresh state for HTMX, else back to it on the page."""
    if not is_part():
        return redirect_to(f"/projects/{project_id}#{panel}", say)
    html = render_template("projects/_changed.html", panel=panel, **whole_page(project_id))
    return trigger(make_response(html), say)


def panel_stale(project_id: int, panel: str) -> Response:
    """Answer a stale click: 409, the fresh panel, and a sentence that says what happened meanwhile."""
    template = "projects/_changed.html" if is_part() else "projects/show.html"
    context = whole_page(project_id, panel=panel, notice=CHANGED_MEANWHILE, notice_in=panel)
    return make_response(render_template(template, **context), 409)


def form_shown(page_template: str, part: str, *, row: str, status: int = 200, **context: Any) -> Response:
    """Show a small form: in place of the element `row` for HTMX, else as a page of its own."""
    html = render_template(part if is_part() else page_template, part=part, in_place=is_part(), **context)
    response = make_response(html, status)
    if is_part():
        response.headers["HX-Retarget"] = f"#{row}"
        response.headers["HX-Reswap"] = "outerHTML"
    return response
