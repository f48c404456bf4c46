"""Files of a project: uploaded by kind, removed; photos may come with them."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.files import operations as files
from zz.files.models import AttachmentKind
from zz.files.operations import UploadError
from zz.projects import page
from zz.projects.loading import editable_or_refuse, form_shown, locked_project, panel_changed, reader
from zz.projects.plan_forms import DocumentForm

bp = Blueprint("documents", __name__, url_prefix="/projects")


def _form(form: DocumentForm, project: object, status: int = 200) -> ResponseReturnValue:
    return form_shown(
        "projects/row.html", "projects/_document_form.html", row="document-new", status=status, title="上传资料",
        form=form, project=project, item=None,
    )  # fmt: skip


@bp.get("/<int:project_id>/documents/new")
@requires(Permission.PROJECT_EDIT)
def new(project_id: int) -> ResponseReturnValue:
    """The form of an upload."""
    return _form(DocumentForm(), editable_or_refuse(project_id).project)


@bp.post("/<int:project_id>/documents")
@requires(Permission.PROJECT_EDIT)
def add(project_id: int) -> ResponseReturnValue:
    """Keep one file."""
    found, form = editable_or_refuse(project_id), DocumentForm()
    if not form.validate() or not form.upload.data:
        form.upload.errors = form.upload.errors or ["请选择要上传的文件"]
        return _form(form, found.project, 422)
    kind = AttachmentKind(form.kind.data)
    allowed = frozenset({files.Family.IMAGE}) if kind == AttachmentKind.PHOTO else files.ALL
    try:
        prepared = files.prepare_upload(form.upload.data, allowed)
    except UploadError as error:
        form.upload.errors = [error.text]
        return _form(form, found.project, 422)
    with writing():
        project = locked_project(project_id)
        row = files.attach(prepared, project, kind, by=reader(), at=clock.now())
        name = row.filename
    panel = "photos" if kind == AttachmentKind.PHOTO else "documents"
    return panel_changed(project_id, panel, f"已上传{kind.label}“{name}”")


@bp.get("/<int:project_id>/documents/<int:file_id>")
@requires(Permission.PROJECT_EDIT)
def show(project_id: int, file_id: int) -> str:
    """Ask before a file is removed, where there is no script to ask."""
    found = editable_or_refuse(project_id)
    row = page.file_of(project_id, file_id) or abort(404)
    return render_template("projects/removal.html", project=found.project, file=row)


@bp.post("/<int:project_id>/documents/<int:file_id>/removal")
@requires(Permission.PROJECT_EDIT)
def remove(project_id: int, file_id: int) -> ResponseReturnValue:
    """Hide one file; its bytes stay for the auditor."""
    editable_or_refuse(project_id)
    with writing():
        locked_project(project_id)
        row = page.file_of(project_id, file_id) or abort(404)
        files.remove(row, by=reader(), at=clock.now())
        kind, name = row.kind, row.filename
    panel = "photos" if kind == AttachmentKind.PHOTO else "documents"
    return panel_changed(project_id, panel, f"已删除{kind.label}“{name}”")
