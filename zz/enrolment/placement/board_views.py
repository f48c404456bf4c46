"""`/enrolment/board`: seats of every school and grade with all that takes them, and the children of one."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import db
from zz.enrolment import terms
from zz.enrolment.loading import reader
from zz.enrolment.models import SeatPlan, Term
from zz.enrolment.placement import board, board_export, board_page
from zz.enrolment.placement.board import Sight
from zz.enrolment.placement.board_listing import PATH, BoardFilter
from zz.enrolment.review.loading import private
from zz.web import page_or_part

bp = Blueprint("placement_board", __name__, url_prefix=PATH)
READ = (Permission.ENROLMENT_ANSWER, Permission.ENROLMENT_REVIEW, Permission.ENROLMENT_CONFIRM)


def _sight() -> Sight:
    return board.sight(reader()) or abort(404)


@bp.get("")
@requires(*READ)
def index() -> ResponseReturnValue:
    """The board as the address asks, or the same as a workbook."""
    seen, wanted = _sight(), BoardFilter.parse(request.args)
    offered = terms.of_county(seen.root_id)
    term = next((one for one in offered if one.id == wanted.term), terms.current(offered))
    if request.args.get("format") == "xlsx":
        return board_export.send(reader(), seen, wanted, term or abort(404), at=clock.now())
    shown = board_page.assemble(reader(), seen, wanted, term, offered)
    return page_or_part("enrolment/placement/board.html", "enrolment/placement/_board.html", list=shown)


@bp.get("/<int:plan_id>")
@requires(*READ)
def show(plan_id: int) -> ResponseReturnValue:
    """A grade of a school with the children whom the reader sees."""
    seen = _sight()
    plan = db.session.get(SeatPlan, plan_id) or abort(404)
    term: Term = terms.find(seen.root_id, plan.term_id) or abort(404)
    found = board.lines(reader(), seen, term, BoardFilter(), plan_id)
    if not found:
        abort(404)
    page = board_page.one(reader(), seen, found[0], term, request.args.get("part", ""))
    return private(render_template("enrolment/placement/cell.html", page=page))
