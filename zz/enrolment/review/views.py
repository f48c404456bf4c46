"""The page of a case, and its opening in full for a reason."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.enrolment.privacy import fields, readings
from zz.enrolment.privacy.forms import OpeningForm
from zz.enrolment.requests import queries
from zz.enrolment.review import late
from zz.enrolment.review.loading import case_page, held, private, reader, standing_of, standing_to
from zz.web import redirect_to

bp = Blueprint("enrolment_cases", __name__, url_prefix="/enrolment/requests")


@bp.get("/<int:request_id>")
@requires(Permission.ENROLMENT_READ, Permission.INBOX)
def show(request_id: int) -> ResponseReturnValue:
    """The page of a case, masked; whom its late duty has climbed to, and who sees no case, reads how late it is."""
    request = queries.find(reader(), request_id)
    if request is None:
        found = late.of(reader(), request_id, clock.today()) or abort(404)
        return private(render_template("enrolment/review/late.html", late=found))
    return private(case_page(standing_of(request), OpeningForm()))


@bp.get("/<int:request_id>/opening")
@requires(Permission.ENROLMENT_OPEN)
def opening(request_id: int) -> ResponseReturnValue:
    """Back to the masked page: what was opened is shown once."""
    standing_to(request_id)
    return redirect_to(f"/enrolment/requests/{request_id}")


@bp.post("/<int:request_id>/opening")
@requires(Permission.ENROLMENT_OPEN)
def open_case(request_id: int) -> ResponseReturnValue:
    """查看完整信息: one reason, each field that is shown is logged, and shown once."""
    form, s = OpeningForm(), standing_to(request_id)
    if s.request.erased_at is not None or not fields.opens(s.user):
        abort(404)
    if not form.validate():
        return private(case_page(s, form), 422)
    with writing():
        request = held(request_id, None)
        readings.open_case(request, form.reason.data, by=reader(), at=clock.now())
    return private(case_page(standing_to(request_id), OpeningForm(formdata=None), full=True))
