"""One page and one post for each of the smaller acts: `/problems/<id>/write-off` and the like."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, writing
from zz.files.operations import UploadError
from zz.problems import policy
from zz.problems.acts import ACTS, Act, Doing
from zz.problems.loading import allowed, attach, discard, held, hold_in_order, prepare, reader, stale
from zz.problems.operations import Refused
from zz.problems.policy import Standing
from zz.web import redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("problem_acts", __name__, url_prefix="/problems")

FIRST = "verification, 'write-off', reopening, withdrawal, merger"
SLUGS = f"any({FIRST}, urging, release, supervision, instruction, proposal, elevation)"


def _opened(problem_id: int, slug: str) -> tuple[Act, Standing, Any]:
    act = ACTS[slug]
    standing = allowed(problem_id, act.action)
    form = act.form()
    act.offer(form, standing)
    return act, standing, form


def _page(act: Act, standing: Standing, form: Any, slug: str) -> str:
    return render_template("problems/act.html", act=act, problem=standing.problem, form=form, slug=slug)


@bp.get(f"/<int:problem_id>/<{SLUGS}:slug>")
@requires(Permission.PROBLEM_READ)
def form(problem_id: int, slug: str) -> ResponseReturnValue:
    """The form of an act."""
    act, standing, made = _opened(problem_id, slug)
    if not policy.can(standing, act.action):
        return stale(problem_id, f"现在不能{act.title}。下面是最新情况。")
    made.version.data = str(standing.problem.version)
    if "assignment" in made and (asked := request.args.get("unit", type=int)):
        made.assignment.data = asked
    return _page(act, standing, made, slug)


@bp.post(f"/<int:problem_id>/<{SLUGS}:slug>")
@requires(Permission.PROBLEM_READ)
def submit(problem_id: int, slug: str) -> ResponseReturnValue:
    """Do it."""
    act, standing, made = _opened(problem_id, slug)
    valid = made.validate()
    if not (act.ask(made, standing) and valid):
        return _page(act, standing, made, slug), 422
    try:
        prepared = prepare(made.uploads(), images=act.images)
    except UploadError as error:
        made.photos.errors = [error.text]
        return _page(act, standing, made, slug), 422
    try:
        said = _done(problem_id, act, made, prepared)
    except Refused as refused:
        discard(prepared)
        field = made._fields.get(refused.field)
        if field is None:
            made.form_errors.append(refused.text)
        else:
            field.errors = [*field.errors, refused.text]
        return _page(act, standing, made, slug), 422
    except (StaleVersion, InvalidTransition):
        discard(prepared)
        return stale(problem_id)
    except BaseException:
        discard(prepared)
        raise
    return redirect_to(f"/problems/{problem_id}", said)


def _done(problem_id: int, act: Act, form: Any, prepared: list[Any]) -> str:
    by, at = reader(), clock.now()
    with writing():
        if "into" in form:
            hold_in_order(problem_id, form.into.data)
        problem = held(problem_id, form.shown_version)
        if not policy.WHO[act.action](policy.standing(by, problem, clock.local(at).date())):
            abort(403)
        files = attach(prepared, problem, by=by, at=at)
        return act.run(Doing(problem, form, files, by, at))
