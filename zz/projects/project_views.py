"""The page of a project, its older journal and photos; making and editing a project."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.projects import choices, loading, operations, page, past, policy, presentation, storyline, wording
from zz.projects.forms import NarrativeForm, ProjectForm
from zz.projects.loading import found_or_404, reader
from zz.projects.vocabulary import Stage
from zz.web import form_error, page_or_part, redirect_to
from zz.web.choices import choices as select_choices

bp = Blueprint("project", __name__, url_prefix="/projects")

PHOTO_PAGE = 48
ENTRY = (Stage.PLANNING, Stage.PRELIMINARY)


@bp.get("/<int:project_id>")
@requires(Permission.PROJECT_READ)
def show(project_id: int) -> str:
    """The page of a project."""
    shown = past.asked()
    context = loading.page_of_then(project_id, shown) if shown.day else loading.whole_page(project_id, past=shown)
    return render_template("projects/show.html", **context)


@bp.get("/<int:project_id>/journal")
@requires(Permission.PROJECT_READ)
def journal(project_id: int) -> str:
    """Older lines of the journal: the rest of the list, or a page."""
    found = found_or_404(project_id)
    before = request.args.get("before", type=int)
    lines, more = storyline.timeline(project_id, today=clock.today(), before=before)
    return page_or_part(
        "projects/journal.html", "projects/_lines.html", project=found.project, lines=lines, more_lines=more
    )


@bp.get("/<int:project_id>/photos")
@requires(Permission.PROJECT_READ)
def photos(project_id: int) -> str:
    """All photos of a project, newest first."""
    found, number = found_or_404(project_id), _page_number()
    rows = page.files_of(project_id, photos=True, limit=PHOTO_PAGE + 1, offset=(number - 1) * PHOTO_PAGE)
    return render_template(
        "projects/photos.html", project=found.project,
        photos=presentation.photos(rows[:PHOTO_PAGE], clock.today()),
        number=number, more=len(rows) > PHOTO_PAGE,
    )  # fmt: skip


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)


@bp.get("/new")
@requires(Permission.PROJECT_CREATE)
def new() -> str:
    """The form of a new project."""
    form = _form_of_new()
    return render_template("projects/edit.html", form=form, project=None, powers=None)


@bp.post("/new")
@requires(Permission.PROJECT_CREATE)
def create() -> ResponseReturnValue:
    """Add a project."""
    form = _form_of_new()
    if not form.validate():
        return form_error("projects/edit.html", form=form, project=None, powers=None)
    values = form.values() | {"stage": form.stage.data, "county": form.root.name}
    ledger_id, year = form.root.id, form.year_values()
    with writing():
        project = operations.create_project(values, year, ledger_id=ledger_id, by=reader(), at=clock.now())
        project_id, name, stage = project.id, project.name, project.stage.label
    return redirect_to(f"/projects/{project_id}", f"已新增“{name}”，列入{stage}表")


def _form_of_new() -> ProjectForm:
    root = choices.root_for(reader(), Permission.PROJECT_CREATE) or abort(403)
    form = ProjectForm(reader(), root, None, clock.today().year)
    form.stage.choices = select_choices([(stage.value, stage.label) for stage in ENTRY])
    return form


@bp.get("/<int:project_id>/edit")
@requires(Permission.PROJECT_EDIT)
def edit(project_id: int) -> str:
    """The form of a project: all of it for the centre, the narrative for a bureau."""
    found = loading.editable_or_refuse(project_id)
    return _edit_page(found, _form_of(found))


@bp.post("/<int:project_id>/edit")
@requires(Permission.PROJECT_EDIT)
def update(project_id: int) -> ResponseReturnValue:
    """Change a project; 409 with what has changed meanwhile where somebody was quicker."""
    found = loading.editable_or_refuse(project_id)
    form = _form_of(found)
    if not form.validate():
        return _edit_page(found, form), 422
    values, year = form.values(), form.year_values()
    try:
        with writing():
            project = loading.locked_project(project_id)
            changes = operations.edit_project(
                project, values, year, version=form.shown_version, by=reader(), at=clock.now()
            )
    except operations.EditConflict as conflict:
        fresh = found_or_404(project_id)
        form.version.data = str(fresh.project.version)
        form.version.raw_data = None
        return _edit_page(fresh, form, moved=wording.changes(conflict.moved)), 409
    if not changes:
        return redirect_to(f"/projects/{project_id}", "内容没有变化，未作修改")
    said = "、".join(wording.LABELS.get(column, column) for column in list(changes)[:4])
    return redirect_to(
        f"/projects/{project_id}", f"已修改{said}" + (f"等 {len(changes)} 项" if len(changes) > 4 else "")
    )


def _form_of(found: page.Found) -> NarrativeForm:
    project = found.project
    if not found.powers.facts:
        return NarrativeForm(obj=project)
    year = clock.today().year
    row = page.year_of(project.id, year)
    shown: dict[str, Any] = {
        **{column: getattr(project, column) for column in ProjectForm.columns()},
        "version": project.version,
        "parent": (project.parent.code or project.parent.name) if project.parent else "",
        "category": row.category if row else None,
        "annual_plan": row.annual_plan if row else None,
        "goal": row.goal if row else "",
    }
    root = choices.root_of(project)
    held = {name: shown[name] for name in policy.held(found.powers)}
    form = ProjectForm(reader(), root, project, year, held=held, data=shown)
    del form.stage
    return form


def _edit_page(found: page.Found, form: NarrativeForm, **context: Any) -> str:
    return render_template("projects/edit.html", form=form, project=found.project, powers=found.powers, **context)
