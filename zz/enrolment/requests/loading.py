"""What the views of filing share: who asks, finding a request that is his to fill in, answering a stale click."""

from typing import Any

from flask import abort, make_response
from flask_login import current_user
from werkzeug.wrappers import Response

from zz.accounts.models import User
from zz.db import db, locked
from zz.enrolment.models import School
from zz.enrolment.requests import access, filing, queries, schooling
from zz.enrolment.requests.models import EnrolmentRequest
from zz.web.errors import error_response

STALE = "您打开后，这份申请已有变化，刚才的操作没有生效。请刷新页面核对后再操作。"


def reader() -> User:
    """Return the signed-in user himself, not the proxy."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def mine_or_404(request_id: int) -> EnrolmentRequest:
    """Return a request that the reader files."""
    found = queries.find(reader(), request_id) or abort(404)
    if not access.files_for(reader(), found):
        abort(404)
    return found


def to_fill(request_id: int) -> EnrolmentRequest:
    """Return a request that is the reader's to fill in now; 409 where it is with a review."""
    found = mine_or_404(request_id)
    if not filing.may_fill(found):
        abort(409, description="这份申请正在审核，暂不能修改；需要更正的，请等待退回补正或与园区工作组联系。")
    return found


def held(request_id: int, version: int | None = None) -> EnrolmentRequest:
    """Return the request, locked; StaleVersion where it has moved on."""
    return locked(EnrolmentRequest, request_id, version) or abort(404)


def schools_for(request: EnrolmentRequest) -> dict[int, School]:
    """Return the schools of the request's county by id."""
    return schooling.schools(request.term.root_id)


def private(page: Any, code: int = 200) -> Response:
    """Answer with a page that no browser and nothing on the way may keep."""
    response = make_response(page, code)
    response.headers["Cache-Control"] = "no-store"
    return response


def stale() -> Response:
    """Answer a stale click."""
    db.session.rollback()
    return make_response(error_response(409, STALE))
