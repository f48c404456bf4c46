"""The list of requests, a request's page, and what its applicant and its approvers do there."""

from datetime import date
from typing import Any

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.approvals import access, operations, pages, policy
from zz.approvals.appliers import Refused, applier_of
from zz.approvals.conflicts import Moved
from zz.approvals.export import send
from zz.approvals.forms import DecisionForm, RequestForm, WithdrawForm, resubmission_form, typed
from zz.approvals.models import Approval
from zz.approvals.uploads import discarded, kept
from zz.db import StaleVersion, writing
from zz.web import MenuEntry, menu, page_or_part, redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("approvals", __name__)

STALE = "您打开页面后，这件申请已有新的办理结果。下面是最新情况，刚才的操作没有生效。"
MOVED = "申请提出后，下列内容已被修改。请核对现状与申请内容；仍要同意的，再次提交即可。"


def _user() -> User:
    return current_user._get_current_object()  # type: ignore[no-any-return]


def _found(approval_id: int) -> Approval:
    """Return a request that the reader sees; else 404."""
    return access.seen(_user(), approval_id) or abort(404)


@bp.get("/approvals")
@requires(Permission.INBOX)
def index() -> ResponseReturnValue:
    """Show the requests, or send them as a workbook."""
    if (form := request.args.get("format")) == "xlsx":
        return send(_user(), request.args, at=clock.now())
    if form:
        abort(404)
    page = pages.assemble(_user(), request.args, clock.today())
    return page_or_part("approvals/index.html", "approvals/_index.html", shown=page)


@bp.get("/approvals/<int:approval_id>")
@requires(Permission.INBOX)
def show(approval_id: int) -> ResponseReturnValue:
    """Show one request."""
    return _page(_found(approval_id))


def _page(
    approval: Approval, form: DecisionForm | None = None, *, notice: str = "", status: int = 200
) -> ResponseReturnValue:
    shown = pages.show(_user(), approval, clock.today())
    form = form or DecisionForm(formdata=None)
    form.version.data, form.version.raw_data = str(approval.version), None
    form.seen.data, form.seen.raw_data = shown.seen, None
    if not shown.granted:
        del form.granted
    elif not form.is_submitted():
        form.granted.data = date.fromisoformat(shown.granted)
    return render_template("approvals/show.html", page=shown, form=form, notice=notice), status


@bp.post("/approvals/<int:approval_id>/decision")
@requires(Permission.INBOX)
def decide(approval_id: int) -> ResponseReturnValue:
    """同意, 退回补充 or 不同意."""
    found, form = _found(approval_id), DecisionForm()
    if not applier_of(found.kind).granted(found):
        del form.granted
    if not form.validate_on_submit():
        return _page(found, form, status=422)
    try:
        said = _decided(approval_id, form)
    except Moved:
        return _page(_found(approval_id), form, notice=MOVED, status=409)
    except Refused as refused:
        form.form_errors.extend(refused.sentences)
        return _page(_found(approval_id), form, status=422)
    except (StaleVersion, InvalidTransition):
        return _page(_found(approval_id), form, notice=STALE, status=409)
    return redirect_to(f"/approvals/{approval_id}", said)


def _decided(approval_id: int, form: DecisionForm) -> str:
    by, at = _user(), clock.now()
    with writing():
        approval = access.hold(approval_id, form.opened_version) or abort(404)
        part = policy.part_of(by, approval, clock.today()) or abort(403)
        operations.decide(approval, part, form.verdict(), by=by, at=at)
        more = "流转到下一环节" if policy.is_open(approval) else f"申请{approval.state.label}"
        return f"已{part.step.state.label}，{more}"


@bp.post("/approvals/<int:approval_id>/withdrawal")
@requires(Permission.INBOX)
def withdraw(approval_id: int) -> ResponseReturnValue:
    """撤回申请."""
    found, form = _found(approval_id), WithdrawForm()
    if not policy.is_applicant(_user(), found):
        abort(403)
    if not form.validate_on_submit():
        return _page(found, status=422)
    try:
        with writing():
            approval = access.hold(approval_id, form.opened_version) or abort(404)
            operations.withdraw(approval, (form.reason.data or "").strip(), by=_user(), at=clock.now())
    except (StaleVersion, InvalidTransition):
        return _page(_found(approval_id), notice=STALE, status=409)
    return redirect_to(f"/approvals/{approval_id}", "已撤回申请")


def _resubmission(approval: Approval, form: RequestForm, names: list[str], **context: Any) -> str:
    shown = pages.show(_user(), approval, clock.today())
    return render_template("approvals/resubmission.html", page=shown, form=form, names=names, **context)


@bp.get("/approvals/<int:approval_id>/resubmission")
@requires(Permission.INBOX)
def resubmission(approval_id: int) -> ResponseReturnValue:
    """The form to send a request again."""
    found = _found(approval_id)
    if not policy.is_applicant(_user(), found):
        abort(403)
    if not policy.can_resubmit(_user(), found):
        return _page(found, notice=STALE, status=409)
    return _resubmission(found, *resubmission_form(applier_of(found.kind), found))


@bp.post("/approvals/<int:approval_id>/resubmission")
@requires(Permission.INBOX)
def resubmit(approval_id: int) -> ResponseReturnValue:
    """补充后重新提交."""
    found = _found(approval_id)
    if not policy.is_applicant(_user(), found):
        abort(403)
    form, names = resubmission_form(applier_of(found.kind), found)
    uploads = kept(form) if form.validate_on_submit() else None
    if uploads is None:
        return _resubmission(found, form, names), 422
    try:
        with discarded(uploads), writing():
            approval = access.hold(approval_id, form.opened_version) or abort(404)
            reason = (form.reason.data or "").strip()
            operations.resubmit(approval, typed(form, names), reason, uploads, by=_user(), at=clock.now())
    except Refused as refused:
        form.form_errors.extend(refused.sentences)
        return _resubmission(_found(approval_id), form, names), 422
    except (StaleVersion, InvalidTransition):
        return _page(_found(approval_id), notice=STALE, status=409)
    return redirect_to(f"/approvals/{approval_id}", "已重新提交，将按环节重新审批")


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the menu."""
    app.register_blueprint(bp)
    # no bubble: the inbox's counts what waits to be approved, and every page would pay for a second count
    menu.register(app, MenuEntry("审批", "approvals.index", "/approvals", (Permission.INBOX,), order=25))
