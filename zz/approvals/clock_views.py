"""Asking for more time, or for the clock to stand still, on a duty of one's own."""

from typing import Any

from flask import Blueprint, Flask, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.approvals import operations
from zz.approvals.appliers import Refused
from zz.approvals.forms import AskForm, ExtensionForm, ReplyApprovalForm, SuspensionForm
from zz.approvals.operations import Request
from zz.approvals.uploads import discarded, kept
from zz.approvals.vocabulary import ApprovalKind
from zz.assignments import policy as loop
from zz.assignments.models import Assignment
from zz.assignments.rows import rows
from zz.db import db, writing
from zz.web import redirect_to

bp = Blueprint("clock_requests", __name__)

FORMS: dict[str, type[ExtensionForm] | type[SuspensionForm] | type[ReplyApprovalForm]] = {
    "extension": ExtensionForm,
    "suspension": SuspensionForm,
    "reply-approval": ReplyApprovalForm,
}
KINDS = {
    "extension": ApprovalKind.EXTENSION,
    "suspension": ApprovalKind.SUSPENSION,
    "reply-approval": ApprovalKind.REPLY,
}
TITLES = {"extension": "申请延期", "suspension": "申请挂起", "reply-approval": "提交审签"}
SAID = {
    "extension": "已提交延期申请，审批期间暂停督办",
    "suspension": "已提交挂起申请，审批期间暂停督办",
    "reply-approval": "已提交本单位审签，同意后自动提交办理结果",
}
RULE = "<any(extension, suspension, 'reply-approval'):what>"


def _work(assignment_id: int) -> Assignment:
    """Return a duty that lies with the reader; else 404."""
    found = db.session.get(Assignment, assignment_id)
    if found is None or found.holder not in loop.keys(current_user, clock.today()):
        abort(404)
    return found


def _page(work: Assignment, what: str, form: AskForm, status: int = 200) -> ResponseReturnValue:
    context: dict[str, Any] = {"row": rows([work], current_user, clock.today())[0], "what": what, "form": form}
    return render_template("approvals/clock_request.html", title=TITLES[what], **context), status


@bp.get(f"/assignments/<int:assignment_id>/{RULE}")
@requires(Permission.INBOX)
def new(assignment_id: int, what: str) -> ResponseReturnValue:
    """The form of the request."""
    return _page(_work(assignment_id), what, FORMS[what]())


@bp.post(f"/assignments/<int:assignment_id>/{RULE}")
@requires(Permission.INBOX)
def ask(assignment_id: int, what: str) -> ResponseReturnValue:
    """Ask for it."""
    work, form = _work(assignment_id), FORMS[what]()
    uploads = kept(form) if form.validate_on_submit() else None
    if uploads is None:
        return _page(work, what, form, 422)
    by: User = current_user._get_current_object()
    behalf = loop.acting_for(by, work.holder, clock.today())
    wanted = Request(
        KINDS[what], assignment_id, form.after(), (form.reason.data or "").strip(), uploads=uploads, asked_for=behalf
    )
    try:
        with discarded(uploads), writing():
            approval = operations.ask(wanted, by=by, at=clock.now())
            approval_id = approval.id
    except Refused as refused:
        form.form_errors.extend(refused.sentences)
        return _page(_work(assignment_id), what, form, 422)
    return redirect_to(f"/approvals/{approval_id}", SAID[what])


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
