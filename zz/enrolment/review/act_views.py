"""One page and one post for each act on a case: `/enrolment/requests/<id>/placement` and the like."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, db, writing
from zz.enrolment.requests import queries
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.review import places, policy
from zz.enrolment.review.acts import ACTS, Act, Doing
from zz.enrolment.review.loading import held, private, reader, stale, standing_to
from zz.enrolment.review.operations import Refused
from zz.enrolment.review.policy import Standing
from zz.web import redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("enrolment_acts", __name__, url_prefix="/enrolment/requests")

SLUGS = f"any({', '.join(repr(slug) for slug in ACTS)})"


def _opened(request_id: int, slug: str) -> tuple[Act, Standing, Any]:
    act, s = ACTS[slug], standing_to(request_id)
    if not policy.may(s, act.action):
        abort(403)
    form = act.form()
    act.offer(form, s.request)
    return act, s, form


def _page(act: Act, s: Standing, form: Any) -> str:
    offered = places.of_request(s.request) if act.action == RequestAction.PLACE else []
    return render_template("enrolment/review/act.html", act=act, case=s.request, form=form, places=offered)


@bp.get(f"/<int:request_id>/<{SLUGS}:slug>")
@requires(Permission.ENROLMENT_READ)
def form(request_id: int, slug: str) -> ResponseReturnValue:
    """The form of an act."""
    act, s, made = _opened(request_id, slug)
    if not policy.can(s, act.action):
        return stale(request_id, f"现在不能{act.title}。下面是最新情况。")
    made.version.data = str(s.request.version)
    return private(_page(act, s, made))


@bp.post(f"/<int:request_id>/<{SLUGS}:slug>")
@requires(Permission.ENROLMENT_READ)
def submit(request_id: int, slug: str) -> ResponseReturnValue:
    """Do it."""
    act, s, made = _opened(request_id, slug)
    if not made.validate():
        return private(_page(act, s, made), 422)
    try:
        said = _done(request_id, act, made)
    except Refused as refused:
        db.session.rollback()
        field = made._fields[refused.field]
        field.errors = [*field.errors, refused.text]
        return private(_page(act, standing_to(request_id), made), 422)
    except (StaleVersion, InvalidTransition):
        return stale(request_id)
    there = queries.find(reader(), request_id) is not None
    return redirect_to(f"/enrolment/requests/{request_id}" if there else "/enrolment/review", said)


def _done(request_id: int, act: Act, form: Any) -> str:
    by, at = reader(), clock.now()
    with writing():
        request = held(request_id, form.opened_version)
        s = policy.standing(by, request, clock.local(at).date())
        if not policy.may(s, act.action):
            abort(403)
        if not policy.can(s, act.action):
            raise InvalidTransition(REQUESTS, request.state, act.action)
        return act.run(Doing(request, form, by, at))
