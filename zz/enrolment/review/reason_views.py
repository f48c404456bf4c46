"""The lists of reasons: read by whoever decides, revised by the work group."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.enrolment.review import reasons
from zz.enrolment.review.forms import ReasonsForm
from zz.enrolment.review.loading import reader
from zz.enrolment.review.vocabulary import Purpose
from zz.web import form_error, redirect_to

bp = Blueprint("enrolment_reasons", __name__, url_prefix="/enrolment/reasons")

SLUGS = "any(decline, school_decline, offer_decline)"


def _park_id() -> int:
    """Return the park whose lists the reader keeps."""
    found = next((unit.id for _scope, unit in reader().grants(Permission.ENROLMENT_MANAGE)), None)
    return found or abort(404)


@bp.get("")
@requires(Permission.ENROLMENT_MANAGE)
def index() -> str:
    """The three lists in force, with when and why each was revised."""
    park_id = _park_id()
    lists = [(p, reasons.in_force(park_id, p), reasons.versions(park_id, p)) for p in Purpose]
    return render_template("enrolment/review/reasons.html", lists=lists, local=clock.local)


@bp.get(f"/<{SLUGS}:purpose>")
@requires(Permission.ENROLMENT_MANAGE)
def form(purpose: str) -> str:
    """The list to revise."""
    made = ReasonsForm(lines="\n".join(reasons.in_force(_park_id(), Purpose(purpose))))
    return render_template("enrolment/review/reason_form.html", form=made, purpose=Purpose(purpose))


@bp.post(f"/<{SLUGS}:purpose>")
@requires(Permission.ENROLMENT_MANAGE)
def revise(purpose: str) -> ResponseReturnValue:
    """A new version; decisions made before keep their words."""
    made, wanted = ReasonsForm(), Purpose(purpose)
    if not made.validate():
        return form_error("enrolment/review/reason_form.html", form=made, purpose=wanted)
    try:
        lines = reasons.lines_of(made.lines.data or "")
    except reasons.Unfit as unfit:
        made.lines.errors = [str(unfit)]
        return form_error("enrolment/review/reason_form.html", form=made, purpose=wanted)
    with writing():
        row = reasons.write(_park_id(), wanted, lines, made.why.data or "", by=reader(), at=clock.now())
    return redirect_to("/enrolment/reasons", f"“{wanted.label}”的理由清单已修订为第 {row.number} 版")
