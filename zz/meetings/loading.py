"""What the views of meetings share: finding one, holding it, its page, answering a stale click."""

from typing import Any

from flask import abort, make_response, render_template
from werkzeug.wrappers import Response

from zz import clock
from zz.db import db, locked
from zz.meetings import access, page, queries
from zz.meetings.forms import CancelForm
from zz.meetings.models import Meeting
from zz.problems.loading import reader
from zz.web import is_part
from zz.web.errors import error_response

STALE = "您打开后，这次会议已有变化，刚才的操作没有生效。下面是最新情况，请核对后再操作。"


def found_or_404(meeting_id: int) -> Meeting:
    """Return a meeting that the reader sees."""
    return queries.find(reader(), meeting_id, clock.today()) or abort(404)


def managed(meeting_id: int) -> Meeting:
    """Return a meeting that the reader runs; 404 where he does not see it, 403 where it is another's to run."""
    meeting = found_or_404(meeting_id)
    return meeting if access.manages(reader(), meeting.ledger_id) else abort(403)


def held(meeting_id: int, version: int | None) -> Meeting:
    """Return the meeting, locked; StaleVersion where it has moved on."""
    return locked(Meeting, meeting_id, version) or abort(404)


def shown(meeting: Meeting, **more: Any) -> dict[str, Any]:
    """Return the context of a meeting's page."""
    return {"p": page.one(reader(), meeting, clock.today()), "meeting": meeting, "cancel": CancelForm(), **more}


def stale(meeting_id: int, sentence: str = STALE) -> Response:
    """Answer a stale click: 409, the page as it is now, and what happened meanwhile."""
    db.session.rollback()
    db.session.expire_all()
    if is_part():
        return error_response(409, sentence)
    context = shown(found_or_404(meeting_id), notice=sentence)
    return make_response(render_template("meetings/show.html", **context), 409)
