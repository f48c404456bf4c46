"""`/enrolment/terms`: the terms of a county with their key dates, kept by the work group."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, locked, writing
from zz.enrolment import terms
from zz.enrolment.desks import Desk
from zz.enrolment.forms import TermForm
from zz.enrolment.loading import managed, reader
from zz.enrolment.models import Term
from zz.web import redirect_to

bp = Blueprint("enrolment_terms", __name__, url_prefix="/enrolment/terms")


@bp.get("")
@requires(Permission.ENROLMENT_MANAGE)
def index() -> str:
    """All terms."""
    desk = managed()
    return render_template("enrolment/terms.html", terms=terms.of_county(desk.root_id), today=clock.today())


@bp.get("/new")
@requires(Permission.ENROLMENT_MANAGE)
def new() -> str:
    """The form of a new term."""
    managed()
    form = TermForm()
    form.current.data = True
    return render_template("enrolment/term.html", form=form, term=None)


@bp.post("/new")
@requires(Permission.ENROLMENT_MANAGE)
def create() -> ResponseReturnValue:
    """Add a term."""
    return _saved(managed(), None)


@bp.get("/<int:term_id>")
@requires(Permission.ENROLMENT_MANAGE)
def edit(term_id: int) -> str:
    """The form of a term."""
    term = _term(managed(), term_id)
    form = TermForm(obj=term)
    form.fill(term)
    return render_template("enrolment/term.html", form=form, term=term)


@bp.post("/<int:term_id>")
@requires(Permission.ENROLMENT_MANAGE)
def update(term_id: int) -> ResponseReturnValue:
    """Change a term."""
    desk = managed()
    return _saved(desk, _term(desk, term_id))


def _term(desk: Desk, term_id: int) -> Term:
    return terms.find(desk.root_id, term_id) or abort(404)


def _saved(desk: Desk, term: Term | None) -> ResponseReturnValue:
    form = TermForm()
    valid = form.validate()
    values = form.values()
    others = (t for t in terms.of_county(desk.root_id) if t is not term)
    if any((t.year, t.season) == (values["year"], values["season"]) for t in others):
        form.year.errors, valid = [*form.year.errors, "已经有这个学期"], False
    if not valid:
        return render_template("enrolment/term.html", form=form, term=term), 422
    try:
        with writing():
            held = locked(Term, term.id, form.shown_version) if term else None
            saved = terms.save(held, values, root_id=desk.root_id, by=reader(), at=clock.now())
    except StaleVersion:
        return render_template("enrolment/term.html", form=form, term=term, stale=True), 409
    return redirect_to("/enrolment/terms", f"已保存{saved.name}")
