"""Ending a case from the family's side: deleting a draft, withdrawing, taking the guardian's consent back."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import requires
from zz.db import StaleVersion, writing
from zz.enrolment.requests import access, consent, filing, rules
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.forms import ReasonForm, SureForm
from zz.enrolment.requests.loading import held, mine_or_404, private, reader, stale
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.views import WHO
from zz.enrolment.requests.vocabulary import RequestAction as A
from zz.files.operations import forget
from zz.web import redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("enrolment_endings", __name__, url_prefix="/enrolment/requests/<int:request_id>")


@bp.post("/discarding")
@requires(*WHO)
def discard(request_id: int) -> ResponseReturnValue:
    """Delete a draft with its papers."""
    mine_or_404(request_id)
    try:
        with writing():
            keys = filing.discard(_held(request_id, None), by=reader(), at=clock.now())
    except ValueError:
        return stale()
    forget(keys)
    return redirect_to("/enrolment/requests", "已删除草稿和材料")


@bp.get("/withdrawal")
@requires(*WHO)
def withdrawal(request_id: int) -> ResponseReturnValue:
    """Ask for the reason."""
    return _asked(request_id, A.WITHDRAW, _reasons(ReasonForm()))


@bp.post("/withdrawal")
@requires(*WHO)
def withdraw(request_id: int) -> ResponseReturnValue:
    """Take back what was handed in."""
    mine_or_404(request_id)
    form = _reasons(ReasonForm())
    if not form.validate():
        return private(_page(mine_or_404(request_id), A.WITHDRAW, form), 422)
    try:
        with writing():
            found = _held(request_id, form.shown_version)
            filing.withdraw(found, form.reason.data, by=reader(), at=clock.now())
    except (StaleVersion, InvalidTransition):
        return stale()
    return redirect_to("/enrolment/requests", "已撤回申请")


@bp.get("/consent-withdrawal")
@requires(*WHO)
def consent_withdrawal(request_id: int) -> ResponseReturnValue:
    """Say what follows, and ask to be sure."""
    return _asked(request_id, A.WITHDRAW_CONSENT, SureForm())


@bp.post("/consent-withdrawal")
@requires(*WHO)
def withdraw_consent(request_id: int) -> ResponseReturnValue:
    """Stop the case and have its content deleted."""
    mine_or_404(request_id)
    form = SureForm()
    if not form.validate():
        return private(_page(mine_or_404(request_id), A.WITHDRAW_CONSENT, form), 422)
    try:
        with writing():
            consent.withdraw(_held(request_id, form.shown_version), by=reader(), at=clock.now())
    except (StaleVersion, InvalidTransition):
        return stale()
    return redirect_to("/enrolment/requests", "监护人已撤回同意：申请停止办理，资料随即删除")


def _reasons(form: ReasonForm) -> ReasonForm:
    form.offer(rules.withdrawal_reasons())
    return form


def _held(request_id: int, version: int | None) -> EnrolmentRequest:
    found = held(request_id, version)
    return found if access.files_for(reader(), found) else abort(404)


def _asked(request_id: int, action: A, form: Any) -> ResponseReturnValue:
    found = mine_or_404(request_id)
    if not REQUESTS.can(found, action):
        return stale()
    form.version.data = str(found.version)
    return private(_page(found, action, form))


def _page(found: EnrolmentRequest, action: A, form: Any) -> str:
    return render_template(
        "enrolment/requests/ending.html", case=found, form=form, consent=action == A.WITHDRAW_CONSENT
    )
