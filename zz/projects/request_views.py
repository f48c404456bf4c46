"""Asking for other planned dates or amounts, or to stop or resume a project, where one may not change it oneself."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.approvals.appliers import Refused
from zz.approvals.operations import Request, ask
from zz.approvals.queries import open_of
from zz.approvals.uploads import discarded, kept
from zz.approvals.vocabulary import ApprovalKind
from zz.db import writing
from zz.files.operations import PreparedFile
from zz.projects import operations, page, policy, requests, wording
from zz.projects.loading import found_or_404, locked_project, reader
from zz.projects.models import Project
from zz.projects.request_forms import FORMS, ChangeForm, StopForm
from zz.web import redirect_to
from zz.web.choices import choices

bp = Blueprint("project_requests", __name__, url_prefix="/projects")

RULE = "/<int:project_id>/requests/<any(dates, money, activity):kind>"
TITLES = {
    ApprovalKind.DATES: "申请调整工期",
    ApprovalKind.MONEY: "申请调整投资",
    ApprovalKind.ACTIVITY: "申请停缓建",
}


def _allowed(project_id: int, kind: ApprovalKind) -> page.Found:
    """Return a project about which the reader may ask; 403 where he may not."""
    found = found_or_404(project_id)
    if not policy.asks(found.powers, kind):
        abort(403)
    return found


def _page(found: page.Found, kind: ApprovalKind, form: ChangeForm, **context: Any) -> str:
    if isinstance(form, StopForm):
        actions = policy.activity_actions(found.project, found.powers)
        form.action.choices = choices([(action.value, action.label) for action in actions])
    running = open_of(kind, Project.__tablename__, found.project.id)
    return render_template(
        "projects/request.html", project=found.project, form=form, title=TITLES[kind], running=running, **context
    )


@bp.get(RULE)
@requires(Permission.PROJECT_REQUEST)
def new(project_id: int, kind: str) -> ResponseReturnValue:
    """The form of a request, with the values as they are."""
    asked = ApprovalKind(kind)
    found = _allowed(project_id, asked)
    return _page(found, asked, FORMS[asked](obj=found.project))


@bp.post(RULE)
@requires(Permission.PROJECT_REQUEST)
def make(project_id: int, kind: str) -> ResponseReturnValue:
    """Ask for it."""
    asked = ApprovalKind(kind)
    found, form = _allowed(project_id, asked), FORMS[asked]()
    valid = form.validate()
    if isinstance(form, StopForm) and form.chosen is None:
        valid, form.action.errors = False, ["请选择要申请的操作"]
    uploads = kept(form) if valid else None
    if uploads is None:
        return _page(found, asked, form), 422
    try:
        with discarded(uploads), writing():
            project = locked_project(project_id)
            if moved := operations.meanwhile(project, form.shown_version, form.columns):
                raise operations.EditConflict(moved)
            approval_id = ask(_wanted(project, asked, form, uploads), by=reader(), at=clock.now()).id
    except operations.EditConflict as conflict:
        fresh = found_or_404(project_id)
        form.version.data, form.version.raw_data = str(fresh.project.version), None
        return _page(fresh, asked, form, moved=wording.changes(conflict.moved)), 409
    except Refused as refused:
        form.form_errors.extend(refused.sentences)
        return _page(found_or_404(project_id), asked, form), 422
    return redirect_to(f"/approvals/{approval_id}", f"已提交{asked.label}申请，审批通过后自动生效")


def _wanted(project: Project, kind: ApprovalKind, form: ChangeForm, uploads: dict[str, PreparedFile]) -> Request:
    reason = form.reason.data or ""
    if isinstance(form, StopForm):
        return requests.change_activity(project, form.chosen or abort(422), reason, uploads)
    return requests.change_plan(project, kind, form.values(), reason, uploads)
