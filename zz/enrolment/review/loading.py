"""What the views of cases share: finding one, refusing, answering a stale click."""

from flask import abort, make_response, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, locked
from zz.enrolment.privacy.forms import OpeningForm
from zz.enrolment.requests import queries
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.review import page, policy
from zz.enrolment.review.policy import Standing
from zz.web import is_part
from zz.web.errors import error_response

STALE = "您打开后，这件申请已有变化，刚才的操作没有生效。下面是最新情况，请核对后再操作。"


def reader() -> User:
    """Return the signed-in user himself, not the proxy."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def found_or_404(request_id: int) -> EnrolmentRequest:
    """Return a case that the reader sees."""
    return queries.find(reader(), request_id) or abort(404)


def standing_to(request_id: int) -> Standing:
    """Return the reader's standing to a case that he sees; 404 where he sees none."""
    return standing_of(found_or_404(request_id))


def standing_of(request: EnrolmentRequest) -> Standing:
    """Return the reader's standing to a case."""
    return policy.standing(reader(), request, clock.today())


def held(request_id: int, version: int | None) -> EnrolmentRequest:
    """Return the case, locked; StaleVersion where it has moved on."""
    return locked(EnrolmentRequest, request_id, version) or abort(404)


def private(html: str, code: int = 200) -> Response:
    """Return a page that no browser or proxy on the way keeps."""
    response = make_response(html, code)
    response.headers["Cache-Control"] = "no-store"
    return response


def case_page(s: Standing, form: OpeningForm, notice: str = "", *, full: bool = False) -> str:
    """Render the page of a case; `form` asks for the reason to open it."""
    shown = page.load(s, clock.today(), full=full)
    return render_template("enrolment/review/show.html", c=shown, case=shown.request, form=form, notice=notice)


def stale(request_id: int, sentence: str = STALE) -> Response:
    """Answer a stale click: 409, the page as it is now, and what happened meanwhile."""
    db.session.rollback()
    db.session.expire_all()
    if is_part():
        return error_response(409, sentence)
    if queries.find(reader(), request_id) is None:
        return error_response(409, "这件申请已转到别处，不再由您办理。")
    return private(case_page(standing_to(request_id), OpeningForm(formdata=None), sentence), 409)
