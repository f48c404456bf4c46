"""`/enrolment/publications`: what is shown to the county, one list, and putting it there."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, db, locked, writing
from zz.enrolment.loading import reader
from zz.enrolment.placement import round_access
from zz.enrolment.placement.flow import ROUNDS
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.placement.vocabulary import RoundAction
from zz.enrolment.privacy import exporting
from zz.enrolment.privacy.forms import ExportForm
from zz.enrolment.publication import access, listing, operations, queries
from zz.enrolment.publication.forms import PublicationForm
from zz.enrolment.publication.listing import ListFilter
from zz.enrolment.publication.models import PlacementPublication
from zz.enrolment.requests.loading import private, stale
from zz.enrolment.review.operations import Refused
from zz.enrolment.vocabulary import grade_label
from zz.sheets.write import Column
from zz.web import page_or_part, paginate, redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("placement_publications", __name__, url_prefix=access.PATH)

KEEPERS = (Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_REVIEW)
COLUMNS = (
    Column("number", "申请编号", "text", 22), Column("name", "姓名", "text", 8), Column("grade", "年级", "text", 10),
    Column("result", "安排结果", "text", 26),
)  # fmt: skip


def found_or_404(round_id: int) -> PlacementPublication:
    """Return a publication that the reader reads."""
    return queries.find(reader(), round_id, clock.today()) or abort(404)


@bp.get("")
@requires(Permission.ENROLMENT_DESK_READ)
def index() -> ResponseReturnValue:
    """What is published now; for those who keep it also what was, and what may be."""
    user, today = reader(), clock.today()
    parks = [unit.id for _scope, unit in user.grants(Permission.ENROLMENT_MANAGE)]
    return private(
        render_template(
            "enrolment/publication/index.html", rows=queries.published(user, today), today=today,
            waiting=queries.to_publish(parks) if parks else [], keeps=any(user.has(p) for p in KEEPERS),
        )
    )  # fmt: skip


@bp.get("/<int:round_id>")
@requires(Permission.ENROLMENT_DESK_READ)
def show(round_id: int) -> ResponseReturnValue:
    """The list of a round, with names as 张*."""
    found, wanted = found_or_404(round_id), ListFilter.parse(round_id, request.args)
    keeps = round_access.keeps(reader(), found.round.park)
    if request.args.get("format") == "xlsx":
        return redirect_to(wanted.url("/export")) if keeps else abort(404)
    listed = paginate(queries.listed(round_id, wanted.grade, wanted.q))
    return private(
        page_or_part(
            "enrolment/publication/show.html", "enrolment/publication/_table.html", p=found, round=found.round,
            filter=wanted, listed=listed, rows=listing.rows_of(reader(), listed.items),
            grades=[(str(grade), grade_label(grade)) for grade in queries.grades(round_id)],
            keeps=keeps, shown=found.shown(clock.today()), today=clock.today(),
            objections=queries.open_objections(round_id) if keeps else 0,
        )
    )  # fmt: skip


def conducted(round_id: int) -> PlacementRound:
    """Return a round of the reader's own park; 404 where it is not."""
    found = db.session.get(PlacementRound, round_id)
    return found if found and round_access.conducts(reader(), found.park_id) else abort(404)


def _opening(found: PlacementRound, form: PublicationForm) -> str:
    return render_template("enrolment/publication/opening.html", round=found, form=form, today=clock.today())


@bp.get("/<int:round_id>/opening")
@requires(Permission.ENROLMENT_MANAGE)
def opening(round_id: int) -> ResponseReturnValue:
    """Until when the result is to be shown."""
    found, today = conducted(round_id), clock.today()
    if not ROUNDS.can(found, RoundAction.PUBLISH):
        return redirect_to(access.PATH)
    form = PublicationForm(formdata=None, closes_on=operations.soonest(today), version=str(found.version))
    return private(_opening(found, form))


@bp.post("/<int:round_id>/opening")
@requires(Permission.ENROLMENT_MANAGE)
def publish(round_id: int) -> ResponseReturnValue:
    """公示."""
    found, form = conducted(round_id), PublicationForm()
    if not form.validate():
        return private(_opening(found, form), 422)
    try:
        with writing():
            held = locked(PlacementRound, round_id, form.shown_version) or abort(404)
            operations.publish(held, form.closes_on.data or clock.today(), by=reader(), at=clock.now())
    except Refused as refused:
        form.closes_on.errors = [refused.text]
        return private(_opening(conducted(round_id), form), 422)
    except (StaleVersion, InvalidTransition):
        return stale()
    return redirect_to(f"{access.PATH}/{round_id}", "已公示，本县（市）登录用户都能看到，姓名只显示姓")


@bp.get("/<int:round_id>/export")
@requires(*KEEPERS)
def export_form(round_id: int) -> ResponseReturnValue:
    """Ask for the reason."""
    return private(_export_page(kept(round_id), ExportForm()))


@bp.post("/<int:round_id>/export")
@requires(*KEEPERS)
def export(round_id: int) -> ResponseReturnValue:
    """The workbook of the list, as the page shows it."""
    found, form = kept(round_id), ExportForm()
    if not form.validate():
        return private(_export_page(found, form), 422)
    wanted = ListFilter.parse(round_id, request.args)
    entries = queries.everybody(round_id, wanted.grade, wanted.q)
    rows = [
        {"number": row.number, "name": row.name, "grade": row.grade, "result": row.result}
        for row in listing.rows_of(reader(), entries)
    ]
    name = f"{found.round.name}公示名单"
    return exporting.send(name, COLUMNS, rows, by=reader(), at=clock.now(), reason=form.reason.data)


def kept(round_id: int) -> PlacementPublication:
    """Return a publication that the reader keeps: of the work group or the bureau."""
    found = found_or_404(round_id)
    return found if round_access.keeps(reader(), found.round.park) else abort(404)


def _export_page(found: PlacementPublication, form: Any) -> str:
    wanted = ListFilter.parse(found.round_id, request.args)
    return render_template("enrolment/publication/export.html", form=form, filter=wanted, round=found.round)
