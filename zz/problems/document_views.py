"""督办单 and 交办单 as .docx, with a code that opens the problem."""

import io

from flask import Blueprint, abort, request, send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.documents import DOCX, Template, render
from zz.problems import papers, queries
from zz.problems.loading import found_or_404

bp = Blueprint("problem_documents", __name__, url_prefix="/problems")


def _send(data: bytes, name: str) -> Response:
    return send_file(io.BytesIO(data), mimetype=DOCX, as_attachment=True, download_name=f"{name}.docx")


def _address(problem_id: int) -> str:
    return f"{request.url_root.rstrip('/')}/problems/{problem_id}"


@bp.get("/<int:problem_id>/order.docx")
@requires(Permission.PROBLEM_READ)
def order(problem_id: int) -> Response:
    """交办单（办理单）."""
    problem = found_or_404(problem_id)
    if problem.number is None:
        abort(404)
    data = render(Template.ORDER, papers.order(problem, clock.today()), code=_address(problem_id))
    return _send(data, f"交办单-{problem.number}")


@bp.get("/<int:problem_id>/cards/<int:card_id>.docx")
@requires(Permission.PROBLEM_READ)
def card(problem_id: int, card_id: int) -> Response:
    """督办单; one that is not issued yet is a draft without number."""
    problem = found_or_404(problem_id)
    found = queries.card_of(problem, card_id) or abort(404)
    data = render(Template.SUPERVISION, papers.supervision(problem, found, clock.today()), code=_address(problem_id))
    return _send(data, f"督办单-{found.number or '待发'}")
