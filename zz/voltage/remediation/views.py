"""问题治理库: the list, a remediation's page, and its acts."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, locked, writing
from zz.voltage.remediation import export, list_page, operations, page, policy, queries
from zz.voltage.remediation.acts import REMEDIATION_ACTS, Act
from zz.voltage.remediation.filters import RemediationFilter
from zz.voltage.remediation.loading import act_page, answered, reader, stale
from zz.voltage.remediation.models import Remediation
from zz.voltage.remediation.vocabulary import RemediationAction
from zz.web import page_or_part, redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("remediation", __name__, url_prefix="/voltage/remediation")
SLUGS = "any(plan, work, closure, verification, dispatch, withdrawal)"


@bp.get("")
@requires(Permission.VOLTAGE_READ)
def index() -> ResponseReturnValue:
    """Show the remediations as the address asks, or send them as a workbook."""
    wanted = RemediationFilter.parse(request.args)
    if (form := request.args.get("format")) == "xlsx":
        return export.remediations(reader(), wanted, at=clock.now())
    if form:
        abort(404)
    found = list_page.remediations(reader(), wanted, clock.today())
    return page_or_part("voltage/remediations.html", "voltage/_remediations.html", list=found)


def _show(remediation_id: int, notice: str = "") -> str:
    found = page.load(reader(), remediation_id, clock.today()) or abort(404)
    return render_template("voltage/remediation.html", p=found, r=found.remediation, notice=notice)


@bp.get("/<int:remediation_id>")
@requires(Permission.VOLTAGE_READ)
def show(remediation_id: int) -> str:
    """The page of a remediation."""
    return _show(remediation_id)


def _opened(remediation_id: int, slug: str) -> tuple[Remediation, Act, Any]:
    """Return what is acted on, the act and its form; 404 where it is not seen, 403 where it is not the reader's."""
    found = queries.remediation(reader(), remediation_id, clock.today()) or abort(404)
    act = REMEDIATION_ACTS[slug]
    if not policy.WHO[act.action](policy.standing(reader(), found, clock.today())):
        abort(403)
    form = act.form()
    act.offer(form, found)
    return found, act, form


def _page(found: Remediation, act: Act, form: Any) -> str:
    url = f"/voltage/remediation/{found.id}"
    return act_page(act, form, found, url, [("问题治理", "/voltage/remediation"), (found.title, url)])


def _possible(found: Remediation, act: Act) -> bool:
    starts = act.action == RemediationAction.RECORD and policy.can_now(found, RemediationAction.START)
    return starts or policy.can_now(found, act.action)


@bp.get(f"/<int:remediation_id>/<{SLUGS}:slug>")
@requires(Permission.VOLTAGE_REMEDY, Permission.VOLTAGE_MANAGE, Permission.VOLTAGE_VERIFY)
def form(remediation_id: int, slug: str) -> ResponseReturnValue:
    """The form of an act."""
    found, act, made = _opened(remediation_id, slug)
    if not _possible(found, act):
        return stale(lambda notice: _show(remediation_id, notice))
    made.version.data = str(found.version)
    return _page(found, act, made)


@bp.post(f"/<int:remediation_id>/<{SLUGS}:slug>")
@requires(Permission.VOLTAGE_REMEDY, Permission.VOLTAGE_MANAGE, Permission.VOLTAGE_VERIFY)
def submit(remediation_id: int, slug: str) -> ResponseReturnValue:
    """Do it."""
    found, act, made = _opened(remediation_id, slug)
    by, today = reader(), clock.today()
    return answered(
        act, made, Remediation, remediation_id,
        may=lambda r: policy.WHO[act.action](policy.standing(by, r, today)),
        url=f"/voltage/remediation/{remediation_id}", again=lambda: _page(found, act, made),
        show=lambda notice: _show(remediation_id, notice),
    )  # fmt: skip


@bp.post("/<int:remediation_id>/start")
@requires(Permission.VOLTAGE_REMEDY)
def start(remediation_id: int) -> ResponseReturnValue:
    """开始治理."""
    found = queries.remediation(reader(), remediation_id, clock.today()) or abort(404)
    if not policy.WHO[RemediationAction.START](policy.standing(reader(), found, clock.today())):
        abort(403)
    version = request.form.get("version", "")
    try:
        with writing():
            row = locked(Remediation, remediation_id, int(version) if version.isdecimal() else None) or abort(404)
            operations.start(row, by=reader(), at=clock.now())
    except (StaleVersion, InvalidTransition):
        return stale(lambda notice: _show(remediation_id, notice))
    return redirect_to(f"/voltage/remediation/{remediation_id}", "已开始治理")
