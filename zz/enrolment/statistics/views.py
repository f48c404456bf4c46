"""`/enrolment/statistics` and the rows behind its figures."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.enrolment import terms
from zz.enrolment.loading import desk, reader
from zz.enrolment.models import Term
from zz.enrolment.privacy.forms import ExportForm
from zz.enrolment.requests.loading import private
from zz.enrolment.statistics import listing, page, queries
from zz.enrolment.statistics.asked import PATH, Asked
from zz.web import paginate, redirect_to

bp = Blueprint("enrolment_statistics", __name__, url_prefix=PATH)


def _terms() -> list[Term]:
    return list(terms.of_county(desk().root_id))


def _asked(found: list[Term]) -> Asked:
    try:
        return Asked.parse(request.args, reader(), found, terms.current(found))
    except LookupError:
        abort(404)


@bp.get("")
@requires(Permission.ENROLMENT_READ)
def index() -> ResponseReturnValue:
    """Show what the desk has come to, as far as the reader sees it."""
    found = _terms()
    shown = page.assemble(reader(), _asked(found), found)
    if request.args.get("format") == "xlsx":
        return listing.send_table(reader(), shown, at=clock.now())
    return private(render_template("enrolment/statistics/index.html", s=shown))


@bp.get("/rows")
@requires(Permission.ENROLMENT_READ)
def rows() -> ResponseReturnValue:
    """Show the requests behind a figure."""
    found = _terms()
    asked = _asked(found)
    if request.args.get("format") == "xlsx":
        return redirect_to(asked.url("/export"))
    listed = paginate(queries.rows(reader(), asked.wanted), total=queries.count(reader(), asked.wanted))
    lines = [(f"/enrolment/requests/{one.id}", listing.values(one)) for one in listed.items]
    return private(
        render_template(
            "enrolment/statistics/rows.html", asked=asked, title=listing.title(asked, found), page=listed, lines=lines,
            columns=listing.columns(reader()),
        )
    )  # fmt: skip


@bp.get("/export")
@requires(Permission.ENROLMENT_READ)
def export_form() -> ResponseReturnValue:
    """Ask for the reason."""
    return private(_export_page(ExportForm()))


@bp.post("/export")
@requires(Permission.ENROLMENT_READ)
def export() -> ResponseReturnValue:
    """The workbook of the rows behind a figure."""
    form, found = ExportForm(), _terms()
    asked = _asked(found)
    if not form.validate():
        return private(_export_page(form), 422)
    return listing.send_rows(reader(), asked, listing.title(asked, found), form.reason.data, at=clock.now())


def _export_page(form: Any) -> str:
    found = _terms()
    asked = _asked(found)
    return render_template(
        "enrolment/statistics/export.html", form=form, asked=asked, title=listing.title(asked, found),
        total=queries.count(reader(), asked.wanted),
    )  # fmt: skip
