"""The consent on paper to be signed, and its wordings, which the work group revises."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.enrolment.desks import desk_of
from zz.enrolment.requests import consent, schooling
from zz.enrolment.requests.forms import ConsentTextForm
from zz.enrolment.requests.loading import mine_or_404, private, reader
from zz.enrolment.requests.views import WHO
from zz.web import redirect_to

bp = Blueprint("enrolment_consents", __name__, url_prefix="/enrolment")


@bp.get("/requests/<int:request_id>/consent")
@requires(*WHO)
def paper(request_id: int) -> ResponseReturnValue:
    """The consent as a sheet to print and sign: for one child, under the number of the wording."""
    found = mine_or_404(request_id)
    number, body = consent.wording(found.park_id)
    return private(render_template("enrolment/requests/consent.html", case=found, number=number, body=body))


@bp.get("/consent")
@requires(Permission.ENROLMENT_PREREVIEW)
def text() -> ResponseReturnValue:
    """The wording in force, and those before."""
    form = ConsentTextForm(formdata=None)
    form.body.data = consent.wording(_park_id())[1]
    return render_template("enrolment/requests/consent_text.html", form=form, texts=consent.texts(_park_id()))


@bp.post("/consent")
@requires(Permission.ENROLMENT_PREREVIEW)
def write() -> ResponseReturnValue:
    """Put a new wording in force."""
    form = ConsentTextForm()
    if not form.validate():
        return render_template("enrolment/requests/consent_text.html", form=form, texts=consent.texts(_park_id())), 422
    with writing():
        row = consent.write(_park_id(), str(form.body.data).strip(), by=reader(), at=clock.now())
    return redirect_to("/enrolment/consent", f"第 {row.number} 版已启用；此前已同意的仍按原版本")


def _park_id() -> int:
    """Return the park whose desk the reader runs: the one in use, where he is of several."""
    mine = [park.id for park in schooling.own_parks(reader())]
    desk = desk_of(reader())
    return desk.park_id if desk is not None and desk.park_id in mine else mine[0]
