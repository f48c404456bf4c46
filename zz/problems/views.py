"""The list of problems, one problem's page, its 办理单, and following it."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.problems import export, list_page, pressing
from zz.problems.listing import ProblemFilter
from zz.problems.loading import found_or_404, held, page_context, reader
from zz.web import is_part, page_or_part, redirect_to

bp = Blueprint("problems", __name__, url_prefix="/problems")


@bp.get("")
@requires(Permission.PROBLEM_READ)
def index() -> ResponseReturnValue:
    """Show the list as the address asks, or send it as a workbook."""
    wanted = ProblemFilter.parse(request.args)
    if (form := request.args.get("format")) == "xlsx":
        return export.send(reader(), wanted, at=clock.now())
    if form:
        abort(404)
    page = list_page.assemble(reader(), wanted, clock.today())
    return page_or_part("problems/index.html", "problems/_table.html", list=page, swapped=is_part())


@bp.get("/<int:problem_id>")
@requires(Permission.PROBLEM_READ)
def show(problem_id: int) -> str:
    """The page of a problem."""
    return render_template("problems/show.html", **page_context(problem_id))


@bp.get("/<int:problem_id>/slip")
@requires(Permission.PROBLEM_READ)
def slip(problem_id: int) -> str:
    """办理单: what travels with the matter on paper."""
    return render_template("problems/slip.html", **page_context(problem_id))


@bp.post("/<int:problem_id>/follow")
@requires(Permission.PROBLEM_READ)
def follow(problem_id: int) -> ResponseReturnValue:
    """关注 or 取消关注, as the form says."""
    found_or_404(problem_id)
    wanted = request.form.get("wanted") == "1"
    with writing():
        problem = held(problem_id, None)
        change = pressing.follow if wanted else pressing.unfollow
        change(problem, by=reader(), at=clock.now())
    return redirect_to(f"/problems/{problem_id}", "已关注，进展会通知您" if wanted else "已取消关注")
