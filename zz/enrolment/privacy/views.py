"""What the auditor reads of the desk: who has seen what, and what is deleted when."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from zz import clock, rules
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.enrolment.privacy import audit, erasing, readings
from zz.web import page_or_part, paginate

bp = Blueprint("enrolment_privacy", __name__, url_prefix="/enrolment/privacy")


def _reader() -> User:
    return current_user._get_current_object()  # type: ignore[no-any-return]


def _year() -> int:
    text, this = request.args.get("year", ""), clock.today().year
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else this
    return asked if 2000 <= asked <= this else this


@bp.get("/readings")
@requires(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """谁看过: the year's readings and exports, newest first; or the yearly audit list as a workbook."""
    year = _year()
    if (form := request.args.get("format")) == "xlsx":
        return audit.send(year, by=_reader(), at=clock.now())
    if form:
        abort(404)
    page = paginate(readings.of_year(year))
    context: dict[str, Any] = {"shown": page, "year": year, "years": readings.years(clock.today().year)}
    return page_or_part(
        "enrolment/privacy/readings.html", "enrolment/privacy/_readings.html", **context, local=clock.local
    )


@bp.get("/retention")
@requires(Permission.AUDIT_READ, Permission.ENROLMENT_MANAGE)
def retention() -> ResponseReturnValue:
    """到期清理: what the rules will delete, and when; of the reader's park, or of all for the auditor."""
    user, days = _reader(), int(rules.value("enrolment.retention.ahead"))
    park = next((unit.id for _scope, unit in user.grants(Permission.ENROLMENT_MANAGE)), None)
    coming = erasing.preview(None if user.has(Permission.AUDIT_READ) else park, clock.today(), days)
    return render_template(
        "enrolment/privacy/retention.html", coming=coming, days=days, today=clock.today(),
        scans=rules.value("enrolment.retention.scans"), cases=rules.value("enrolment.retention.cases"),
    )  # fmt: skip
