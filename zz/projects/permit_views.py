"""A project's permits, and the page of the statutory template."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, locked, writing
from zz.files import operations as files
from zz.files.models import AttachmentKind
from zz.files.operations import UploadError
from zz.projects import permits
from zz.projects import plan_operations as plan
from zz.projects.loading import (
    editable_or_refuse,
    form_shown,
    locked_or_404,
    locked_project,
    panel_changed,
    panel_stale,
    reader,
    row_or_404,
)
from zz.projects.plan_forms import PermitForm, PermitItemForm
from zz.projects.records import Permit, PermitItem
from zz.projects.wording import day
from zz.web import form_error, redirect_to

bp = Blueprint("permits", __name__, url_prefix="/projects")


@bp.get("/<int:project_id>/permits/<int:row_id>")
@requires(Permission.PROJECT_EDIT)
def show(project_id: int, row_id: int) -> ResponseReturnValue:
    """The form of one permit."""
    found = editable_or_refuse(project_id)
    row = row_or_404(Permit, row_id, project_id)
    return _form(PermitForm(obj=row), found.project, row)


def _form(form: PermitForm, project: object, row: Permit, status: int = 200) -> ResponseReturnValue:
    return form_shown(
        "projects/row.html", "projects/_permit_form.html", row=f"permit-{row.id}", status=status, title="审批事项",
        form=form, project=project, item=row,
    )  # fmt: skip


@bp.post("/<int:project_id>/permits/<int:row_id>")
@requires(Permission.PROJECT_EDIT)
def edit(project_id: int, row_id: int) -> ResponseReturnValue:
    """Change one permit, with its document where one is sent."""
    found, form = editable_or_refuse(project_id), PermitForm()
    row = row_or_404(Permit, row_id, project_id)
    if not form.validate():
        return _form(form, found.project, row, 422)
    try:
        prepared = files.prepare_upload(form.upload.data) if form.upload.data else None
    except UploadError as error:
        form.upload.errors = [error.text]
        return _form(form, found.project, row, 422)
    try:
        with writing():
            project = locked_project(project_id)
            row = locked_or_404(Permit, row_id, project_id, form.shown_version)
            plan.edit_permit(project, row, form.values(), by=reader(), at=clock.now())
            if prepared:
                files.attach(prepared, row, AttachmentKind.PERMIT, by=reader(), at=clock.now())
            name, granted = row.name, row.granted_on
    except StaleVersion:
        if prepared:
            files.discard(prepared)
        return panel_stale(project_id, "permits")
    return panel_changed(project_id, "permits", f"“{name}”已登记" + (f"，{day(granted)}办结" if granted else ""))


@bp.post("/<int:project_id>/permits/template")
@requires(Permission.PROJECT_EDIT)
def copy(project_id: int) -> ResponseReturnValue:
    """Give the project what it lacks of the template."""
    editable_or_refuse(project_id)
    with writing():
        count = plan.copy_permits(locked_project(project_id), by=reader(), at=clock.now())
    say = f"已按模板建立 {count} 个审批事项" if count else "审批事项已与模板一致，没有新增"
    return panel_changed(project_id, "permits", say)


@bp.get("/permit-template")
@requires(Permission.RULES_BUSINESS)
def template() -> str:
    """The statutory template."""
    return render_template("projects/template.html", phases=permits.by_phase(permits.template()))


@bp.get("/permit-template/<int:item_id>")
@requires(Permission.RULES_BUSINESS)
def item(item_id: int) -> str:
    """The form of a row of the template."""
    row = permits.template_item(item_id) or abort(404)
    form = PermitItemForm(obj=row, data=None)
    form.after.data = ", ".join(row.after)
    return render_template("projects/template_item.html", form=form, item=row)


@bp.post("/permit-template/<int:item_id>")
@requires(Permission.RULES_BUSINESS)
def edit_item(item_id: int) -> ResponseReturnValue:
    """Change a row of the template; journalled."""
    rows = permits.template()
    row = next((r for r in rows if r.id == item_id), None) or abort(404)
    form = PermitItemForm([r.number for r in rows])
    if form.validate():
        after = {r.number: r.after for r in rows} | {row.number: form.predecessors()}
        if permits.circle(after.items()):
            form.after.errors = ["前置事项互相等待，形成了循环，请检查编号"]
        else:
            return _save_item(item_id, form)
    return form_error("projects/template_item.html", form=form, item=row)


def _save_item(item_id: int, form: PermitItemForm) -> ResponseReturnValue:
    with writing():
        row = locked(PermitItem, item_id, form.shown_version) or abort(404)
        changes = plan.edit_permit_item(row, form.values(), by=reader(), at=clock.now())
        name = row.name
    said = f"模板事项“{name}”已更新，只影响以后建立的清单" if changes else "内容没有变化，未作修改"
    return redirect_to("/projects/permit-template", said)
