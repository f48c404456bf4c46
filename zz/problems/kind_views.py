"""`/problems/kinds`: the kinds of problems and who usually leads for each in the reader's county (职责边界)."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.accounts.roles import UnitKind
from zz.db import StaleVersion, db, locked, writing
from zz.problems import kinds
from zz.problems.forms import KindForm
from zz.problems.loading import reader
from zz.problems.models import ProblemKind
from zz.projects import choices as offers
from zz.web import redirect_to
from zz.web.choices import choices

bp = Blueprint("problem_kinds", __name__, url_prefix="/problems/kinds")

LEADING = (UnitKind.BUREAU, UnitKind.TOWNSHIP, UnitKind.PARK)


def _root() -> Any:
    return offers.root_for(reader(), Permission.PROBLEM_KINDS) or abort(403)


@bp.get("")
@requires(Permission.PROBLEM_KINDS)
def index() -> str:
    """All kinds."""
    root = _root()
    return render_template("problems/kinds.html", kinds=kinds.everything(), duties=kinds.duties(root.id), root=root)


def _form(root: Any, kind: ProblemKind | None) -> KindForm:
    form = KindForm(obj=kind)
    duty = kinds.duties(root.id).get(kind.id) if kind else None
    found = offers.units(root, {duty.id} if duty else set())
    form.lead_unit_id.choices = choices([("", "不建议"), *((str(i), name) for k in LEADING for i, name in found[k])])
    if not form.is_submitted():
        form.lead_unit_id.data = duty.id if duty else None
        form.active.data = kind.active if kind else True
        form.version.data = str(kind.version) if kind else ""
    return form


@bp.get("/new")
@requires(Permission.PROBLEM_KINDS)
def new() -> str:
    """The form of a new kind."""
    return render_template("problems/kind.html", form=_form(_root(), None), kind=None)


@bp.post("/new")
@requires(Permission.PROBLEM_KINDS)
def create() -> ResponseReturnValue:
    """Add a kind."""
    return _saved(None)


@bp.get("/<int:kind_id>")
@requires(Permission.PROBLEM_KINDS)
def edit(kind_id: int) -> str:
    """The form of a kind."""
    kind = db.session.get(ProblemKind, kind_id) or abort(404)
    return render_template("problems/kind.html", form=_form(_root(), kind), kind=kind)


@bp.post("/<int:kind_id>")
@requires(Permission.PROBLEM_KINDS)
def update(kind_id: int) -> ResponseReturnValue:
    """Change a kind."""
    return _saved(db.session.get(ProblemKind, kind_id) or abort(404))


def _saved(kind: ProblemKind | None) -> ResponseReturnValue:
    root = _root()
    form = _form(root, kind)
    valid = form.validate()
    if any(k.name == form.name.data and k is not kind for k in kinds.everything()):
        form.name.errors, valid = ["已有同名的类型"], False
    if not valid:
        return render_template("problems/kind.html", form=form, kind=kind), 422
    values = kinds.KindValues(
        form.name.data or "", bool(form.resource_guarantee.data), form.urgency.data, form.keywords.data or "",
        bool(form.active.data), form.lead_unit_id.data,
    )  # fmt: skip
    try:
        with writing():
            held = locked(ProblemKind, kind.id, form.shown_version) if kind else None
            kinds.save(held, values, root_id=root.id, by=reader(), at=clock.now())
    except StaleVersion:
        return render_template("problems/kind.html", form=form, kind=kind, stale=True), 409
    return redirect_to("/problems/kinds", f"已保存“{values.name}”")
