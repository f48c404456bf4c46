"""`/projects/<id>/reports`: what was reported from the site; one's own report of the day is corrected or withdrawn."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.db import db, locked, writing
from zz.projects import report_queries as queries
from zz.projects.models import Project
from zz.projects.records import Visit
from zz.projects.report_forms import VisitForm
from zz.projects.report_policy import Part, may_change
from zz.projects.report_views import found_part, me
from zz.projects.visit_operations import correct_visit, withdraw_visit
from zz.web import form_error, paginate, redirect_to

bp = Blueprint("visits", __name__, url_prefix="/projects/<int:project_id>/reports")


@bp.get("")
@requires(Permission.PROJECT_READ)
def history(project_id: int) -> str:
    """Show a project's visits with their photos, newest first."""
    part = found_part(project_id)
    page = paginate(queries.visits(project_id), size=20)
    photos = queries.photos_of([visit.id for visit in page.items])
    at = clock.now()
    changeable = {visit.id for visit in page.items if part.visits and may_change(me(), visit, at)}
    return render_template(
        "projects/reports.html", part=part, project=part.project, page=page, photos=photos, changeable=changeable
    )


def _own(project_id: int, visit_id: int) -> tuple[Part, Visit]:
    """Return the reader's own visit of the day; 404 where there is none, 403 where it is not his to change."""
    part = found_part(project_id)
    visit = db.session.get(Visit, visit_id)
    if visit is None or visit.project_id != project_id:
        abort(404)
    if not part.visits or not may_change(me(), visit, clock.now()):
        abort(403)
    return part, visit


@bp.get("/<int:visit_id>/edit")
@requires(Permission.VISIT_REPORT)
def edit(project_id: int, visit_id: int) -> str:
    """Show the form to correct a visit."""
    part, visit = _own(project_id, visit_id)
    return render_template("projects/visit_edit.html", project=part.project, visit=visit, form=VisitForm(obj=visit))


@bp.post("/<int:visit_id>/edit")
@requires(Permission.VISIT_REPORT)
def correct(project_id: int, visit_id: int) -> Any:
    """Correct a visit."""
    part, visit = _own(project_id, visit_id)
    form = VisitForm()
    if not form.validate():
        return form_error("projects/visit_edit.html", project=part.project, visit=visit, form=form)
    with writing():
        project, held = locked(Project, project_id), locked(Visit, visit_id)
        if project is None or held is None:
            abort(404)
        correct_visit(held, project, form.findings(), by=me(), at=clock.now())
    return redirect_to(url_for("visits.history", project_id=project_id), "走访记录已更正，原内容保留在办理过程中")


@bp.post("/<int:visit_id>/withdrawal")
@requires(Permission.VISIT_REPORT)
def withdraw(project_id: int, visit_id: int) -> Response:
    """Take a visit back."""
    _own(project_id, visit_id)
    with writing():
        project, held = locked(Project, project_id), locked(Visit, visit_id)
        if project is None or held is None:
            abort(404)
        withdraw_visit(held, project, by=me(), at=clock.now())
    return redirect_to(url_for("visits.history", project_id=project_id), "走访记录已撤回，形象进度恢复为上报前的内容")
