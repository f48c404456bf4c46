"""异常问题台区库: the list, a fault's page, dispatching, and the decisions on a fault."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import locked, writing
from zz.voltage.remediation import entry_page, export, list_page, operations, policy, queries
from zz.voltage.remediation.acts import ENTRY_ACTS, Act
from zz.voltage.remediation.filters import EntryFilter
from zz.voltage.remediation.forms import DemandForm
from zz.voltage.remediation.handling import Refused
from zz.voltage.remediation.loading import act_page, answered, reader, stale
from zz.voltage.remediation.models import VoltageProblem
from zz.web import page_or_part, redirect_to

bp = Blueprint("voltage_problems", __name__, url_prefix="/voltage/problems")
SLUGS = "any(suspension, dismissal, resumption, restoration)"
MOST = 200


@bp.get("")
@requires(Permission.VOLTAGE_READ)
def index() -> ResponseReturnValue:
    """Show the library as the address asks, or send it as a workbook."""
    wanted = EntryFilter.parse(request.args)
    if (form := request.args.get("format")) == "xlsx":
        return export.entries(reader(), wanted, at=clock.now())
    if form:
        abort(404)
    page = list_page.entries(reader(), wanted, clock.today())
    return page_or_part("voltage/problems.html", "voltage/_problems.html", list=page)


def _show(entry_id: int, notice: str = "") -> str:
    page = entry_page.load(reader(), entry_id, clock.today()) or abort(404)
    return render_template("voltage/problem.html", p=page, entry=page.entry, form=DemandForm(), notice=notice)


@bp.get("/<int:entry_id>")
@requires(Permission.VOLTAGE_READ)
def show(entry_id: int) -> str:
    """The page of a fault."""
    return _show(entry_id)


@bp.post("/dispatch")
@requires(Permission.VOLTAGE_MANAGE)
def dispatch() -> ResponseReturnValue:
    """派发 one fault or everything that was ticked; what cannot be dispatched is said and left."""
    ids = [int(text) for text in request.form.getlist("ids") if text.isascii() and text.isdecimal()][:MOST]
    demand = (request.form.get("demand") or "").strip()[:2000]
    for entry_id in ids:
        if queries.entry(reader(), entry_id) is None:
            abort(404)
    done: list[str] = []
    left: list[str] = []
    for entry_id in ids:
        number, fault = _dispatched(entry_id, demand)
        (left if fault else done).append(fault or number)
    back = (
        f"/voltage/problems/{ids[0]}" if len(ids) == 1 and request.form.get("next") == "entry" else "/voltage/problems"
    )
    return redirect_to(back, _said(done, left))


def _dispatched(entry_id: int, demand: str) -> tuple[str, str]:
    try:
        with writing():
            entry = locked(VoltageProblem, entry_id) or abort(404)
            if not operations.dispatchable(entry) and not policy.can_dispatch(reader(), entry):
                abort(403)
            return operations.dispatch(entry, demand, by=reader(), at=clock.now()).number, ""
    except Refused as refused:
        return "", refused.text


def _said(done: list[str], left: list[str]) -> str:
    if not done and not left:
        return "请先勾选要派发的台区"
    words = f"已派发 {len(done)} 个台区（{done[0]}{' 等' if len(done) > 1 else ''}）" if done else ""
    return words + (f"{'；' if words else ''}{len(left)} 个未派发：{left[0]}" if left else "")


def _opened(entry_id: int, slug: str) -> tuple[VoltageProblem, Act, Any]:
    entry = queries.entry(reader(), entry_id) or abort(404)
    act = ENTRY_ACTS[slug]
    form = act.form()
    act.offer(form, entry)
    return entry, act, form


def _page(entry: VoltageProblem, act: Act, form: Any) -> str:
    url = f"/voltage/problems/{entry.id}"
    return act_page(act, form, entry, url, [("异常台区", "/voltage/problems"), (entry.title, url)])


@bp.get(f"/<int:entry_id>/<{SLUGS}:slug>")
@requires(Permission.VOLTAGE_MANAGE)
def form(entry_id: int, slug: str) -> ResponseReturnValue:
    """The form of a decision."""
    entry, act, made = _opened(entry_id, slug)
    if not policy.can_decide(reader(), entry, act.action):
        return stale(lambda notice: _show(entry_id, notice))
    made.version.data = str(entry.version)
    return _page(entry, act, made)


@bp.post(f"/<int:entry_id>/<{SLUGS}:slug>")
@requires(Permission.VOLTAGE_MANAGE)
def decide(entry_id: int, slug: str) -> ResponseReturnValue:
    """Decide it."""
    entry, act, made = _opened(entry_id, slug)
    return answered(
        act, made, VoltageProblem, entry_id, may=lambda e: policy.manages(reader(), e),
        url=f"/voltage/problems/{entry_id}", again=lambda: _page(entry, act, made),
        show=lambda notice: _show(entry_id, notice),
    )  # fmt: skip
