"""`/enrolment`: the home of the desk."""

from flask import Blueprint, render_template

from zz import clock
from zz.access import Permission, requires
from zz.enrolment import home, terms, wording
from zz.enrolment.loading import desk, reader

bp = Blueprint("enrolment", __name__, url_prefix="/enrolment")


@bp.get("")
@requires(Permission.ENROLMENT_DESK_READ)
def index() -> str:
    """What the reader has to do next, the term's dates, and where everything is."""
    found, user, today = desk(), reader(), clock.today()
    term = terms.current_of(found.root_id)
    return render_template(
        "enrolment/home.html", desk=found, term=term, next_date=term.next_date(today) if term else None,
        key_dates=wording.key_dates(term, today) if term else [],
        steps=home.steps_of(user, found, today), tiles=home.tiles_of(user, found, today),
    )  # fmt: skip
