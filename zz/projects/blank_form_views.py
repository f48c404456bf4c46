"""`/projects/forms`: the superior's empty forms, mapped once; the projects of a table filled in and sent back."""

import io
from contextlib import closing
from pathlib import PurePath
from typing import cast

from flask import Blueprint, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.db import writing
from zz.imports import blank_forms, queries
from zz.imports.models import BlankForm
from zz.journal import AccessKind, log_access
from zz.projects import form_rows, tables
from zz.projects.filters import ProjectFilter
from zz.projects.import_kind import PROJECTS
from zz.projects.models import Project
from zz.projects.vocabulary import Stage
from zz.sheets.guard import SheetError
from zz.web import form_error, redirect_to

bp = Blueprint("project_forms", __name__, url_prefix="/projects/forms")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNITS = ("万元", "亿元", "元", "千元", "百万元")


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _form(form_id: int) -> BlankForm:
    return blank_forms.form(form_id, PROJECTS.key, queries.units(_me(), Permission.PROJECT_READ)) or abort(404)


def _filter() -> ProjectFilter:
    """Return the filter of the table from which the reader came."""
    slug = request.args.get("table", Stage.UNDER_CONSTRUCTION.slug)
    try:
        return ProjectFilter.parse(Stage.from_slug(slug), request.args)
    except ValueError:
        abort(404)


def _page(error: str = "") -> dict[str, object]:
    found = blank_forms.forms(PROJECTS.key, queries.units(_me(), Permission.PROJECT_READ))
    wanted = _filter()
    total = tables.totals(_me(), wanted, clock.today())
    kept = request.args.to_dict(flat=False)
    return {
        "forms": found, "filter": wanted, "count": total.count, "kept": kept, "error": error,
        "may_keep": _me().has(Permission.PROJECT_CREATE),
    }  # fmt: skip


@bp.get("")
@requires(Permission.PROJECT_READ)
def index() -> str:
    """List the forms, each to be filled with the projects of the table one came from."""
    return render_template("projects/forms.html", **_page())


@bp.post("")
@requires(Permission.PROJECT_CREATE)
def add() -> ResponseReturnValue:
    """Keep an empty form, and go on to its columns."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return form_error("projects/forms.html", **_page("请选择上级发来的空表。"))
    name = PurePath(file.filename.replace("\\", "/")).name
    with closing(file):
        data = file.read(blank_forms.LARGEST + 1)
    try:
        block = blank_forms.recognise(PROJECTS, data, name)
    except SheetError as error:
        return form_error("projects/forms.html", **_page(str(error)))
    unit_id = queries.units(_me(), Permission.PROJECT_CREATE)[0]
    with writing():
        form = blank_forms.add(PROJECTS, block, data, PurePath(name).stem, unit_id=unit_id, by=_me(), at=clock.now())
    return redirect_to(url_for(".columns", form_id=form.id))


@bp.get("/<int:form_id>")
@requires(Permission.PROJECT_CREATE)
def columns(form_id: int) -> str:
    """Show which field goes into which column of a form."""
    form = _form(form_id)
    fields = {index: key for key, index in form.columns.items()}
    headings = [(index, text) for index, text in enumerate(form.headings) if text]
    return render_template(
        "projects/form_columns.html", form=form, kind=PROJECTS, headings=headings, fields=fields, units=UNITS
    )


@bp.post("/<int:form_id>")
@requires(Permission.PROJECT_CREATE)
def choose(form_id: int) -> ResponseReturnValue:
    """Take the columns."""
    width = len(_form(form_id).headings)
    with writing():
        chosen = {i: request.form.get(f"c-{i}", "") for i in range(width)}
        units = {i: request.form.get(f"u-{i}", "") for i in range(width)}
        blank_forms.map_columns(PROJECTS, _form(form_id), chosen, units)
    return redirect_to(url_for(".index"), "已记住这张表样的列")


@bp.post("/<int:form_id>/remove")
@requires(Permission.PROJECT_CREATE)
def remove(form_id: int) -> ResponseReturnValue:
    """Forget a form."""
    with writing():
        blank_forms.remove(_form(form_id), by=_me(), at=clock.now())
    return redirect_to(url_for(".index"), "已删除表样")


@bp.get("/<int:form_id>/filled")
@requires(Permission.PROJECT_READ)
def filled(form_id: int) -> Response:
    """Send the form filled with the projects of a table, in the superior's layout."""
    form, wanted, today = _form(form_id), _filter(), clock.today()
    which = Project.id.in_(tables.ids(_me(), wanted, today))
    data = blank_forms.fill(PROJECTS, form, form_rows.rows(which, today))
    with writing():
        log_access(AccessKind.EXPORTED, target=wanted.url(), user=_me(), detail=form.name)
    name = f"{form.name}-{today:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
