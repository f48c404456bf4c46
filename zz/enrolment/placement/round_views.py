"""`/enrolment/rounds`: the rounds of a park, one round, and each step of it."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, db, writing
from zz.enrolment import terms
from zz.enrolment.loading import managed, reader
from zz.enrolment.placement import gathering, operations, orders, round_access, round_page, round_queries, rounds
from zz.enrolment.placement.flow import ROUNDS
from zz.enrolment.placement.forms import AbandonForm, PlainForm, SealForm
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.placement.round_listing import EntryFilter
from zz.enrolment.placement.round_loading import allows, conducted, held, round_or_404, url_of
from zz.enrolment.placement.vocabulary import RoundAction
from zz.enrolment.review.loading import private
from zz.enrolment.review.operations import Refused
from zz.web import page_or_part, paginate, redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("placement_rounds", __name__, url_prefix=round_access.PATH)

BOTH = (Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_REVIEW)
STALE = "您打开后，这一轮学位安排已有变化，刚才的操作没有生效。下面是最新情况，请核对后再操作。"


@bp.get("")
@requires(*BOTH)
def index() -> ResponseReturnValue:
    """The rounds, the newest first."""
    return private(_index())


def _index(notice: str = "") -> str:
    user = reader()
    page = paginate(round_queries.listed(user))
    may_open = user.has(Permission.ENROLMENT_MANAGE)
    found = managed() if may_open else None
    term = terms.current_of(found.root_id) if found else None
    order = orders.in_force(found.park_id, clock.today()) if found else None
    waiting = gathering.count(found.park_id, term.id) if found and term else 0
    return render_template(
        "enrolment/placement/rounds.html", page=page, may_open=may_open, term=term, order=order, notice=notice,
        tones=round_page.TONES, local=clock.local, waiting=waiting,
    )  # fmt: skip


@bp.post("")
@requires(Permission.ENROLMENT_MANAGE)
def open_round() -> ResponseReturnValue:
    """发起: the next round of the current term."""
    desk = managed()
    term = terms.current_of(desk.root_id) or abort(409, description="还没有设置当前学期，请先到“学期”设置。")
    try:
        with writing():
            made = operations.open_round(desk.park, term, by=reader(), at=clock.now())
    except Refused as refused:
        return private(_index(refused.text), 409)
    return redirect_to(url_of(made.id), f"已发起{made.name}，请核对后封存")


def page_of(found: PlacementRound, notice: str = "") -> str:
    """Render the page of a round, or its list where htmx asks for it."""
    shown = round_page.load(reader(), found, EntryFilter.parse(url_of(found.id), request.args))
    return page_or_part(
        "enrolment/placement/round.html", "enrolment/placement/_entries.html", r=shown, round=found, list=shown.listed,
        notice=notice, local=clock.local,
    )  # fmt: skip


@bp.get("/<int:round_id>")
@requires(*BOTH)
def show(round_id: int) -> ResponseReturnValue:
    """A round, with its children as the address asks; a workbook asks for its reason first."""
    found = round_or_404(round_id)
    if (form := request.args.get("format")) == "xlsx":
        wanted = EntryFilter.parse(url_of(round_id), request.args)
        return redirect_to(wanted.url(f"{url_of(round_id)}/export"))
    if form:
        abort(404)
    return private(page_of(found))


def stale(round_id: int, sentence: str = STALE) -> ResponseReturnValue:
    """Answer a stale click: 409, the page as it is now, and what happened meanwhile."""
    db.session.rollback()
    db.session.expire_all()
    return make_response(private(page_of(round_or_404(round_id), sentence), 409))


def _seal_page(found: PlacementRound, form: SealForm) -> str:
    shown = round_page.load(reader(), found, EntryFilter(url_of(found.id)))
    form.mark.data, form.version.data = shown.mark, str(found.version)
    return render_template("enrolment/placement/seal.html", form=form, round=found, r=shown)


@bp.get("/<int:round_id>/seal")
@requires(Permission.ENROLMENT_MANAGE)
def seal_form(round_id: int) -> ResponseReturnValue:
    """What is about to be sealed, and where the lots come from."""
    found = conducted(round_id)
    if not ROUNDS.can(found, RoundAction.SEAL):
        return stale(round_id)
    return private(_seal_page(found, SealForm(formdata=None)))


@bp.post("/<int:round_id>/seal")
@requires(Permission.ENROLMENT_MANAGE)
def seal(round_id: int) -> ResponseReturnValue:
    """封存."""
    found, form = conducted(round_id), SealForm()
    if not form.validate():
        return private(_seal_page(found, form), 422)
    try:
        with writing():
            operations.seal(
                held(round_id, form.shown_version), form.chosen, form.drawn.data or "", form.witnesses.data or "",
                form.mark.data or "", by=reader(), at=clock.now(),
            )  # fmt: skip
    except Refused as refused:
        form.form_errors.append(refused.text)
        return private(_seal_page(round_or_404(round_id), form), 422)
    except (StaleVersion, InvalidTransition):
        return stale(round_id)
    return redirect_to(url_of(round_id), "已封存，封存号可以公布；下一步生成草案")


def _act(round_id: int, action: Any) -> ResponseReturnValue | None:
    """Do a plain act; return the answer where it could not be done."""
    conducted(round_id)
    form = PlainForm()
    if not form.validate():
        return stale(round_id)
    try:
        with writing():
            action(held(round_id, form.shown_version))
    except Refused as refused:
        return stale(round_id, refused.text)
    except (StaleVersion, InvalidTransition):
        return stale(round_id)
    return None


@bp.post("/<int:round_id>/draft")
@requires(Permission.ENROLMENT_MANAGE)
def run(round_id: int) -> ResponseReturnValue:
    """生成草案."""
    failed = _act(round_id, lambda found: operations.run(found, by=reader(), at=clock.now()))
    return failed or redirect_to(url_of(round_id), "草案已生成，还没有通知任何人，请逐校核对")


@bp.post("/<int:round_id>/confirmation")
@requires(Permission.ENROLMENT_MANAGE)
def confirm(round_id: int) -> ResponseReturnValue:
    """确认: every case is placed as the draft has it."""
    left: list[int] = []
    failed = _act(round_id, lambda found: left.append(operations.confirm(found, by=reader(), at=clock.now())))
    if failed:
        return failed
    rest = f"，其中 {left[0]} 件在这期间已撤回或另行办理，没有变动" if left[0] else ""
    return redirect_to(url_of(round_id), f"已确认，学位已逐件安排{rest}")


@bp.get("/<int:round_id>/abandonment")
@requires(Permission.ENROLMENT_MANAGE)
def abandon_form(round_id: int) -> ResponseReturnValue:
    """Ask for the reason."""
    found = conducted(round_id)
    if not allows(reader(), found, RoundAction.ABANDON):
        return stale(round_id)
    form = AbandonForm(formdata=None, version=str(found.version))
    return private(render_template("enrolment/placement/abandon.html", form=form, round=found))


@bp.post("/<int:round_id>/abandonment")
@requires(Permission.ENROLMENT_MANAGE)
def abandon(round_id: int) -> ResponseReturnValue:
    """作废."""
    found, form = conducted(round_id), AbandonForm()
    if not form.validate():
        return private(render_template("enrolment/placement/abandon.html", form=form, round=found), 422)
    try:
        with writing():
            operations.abandon(held(round_id, form.shown_version), form.reason.data or "", by=reader(), at=clock.now())
    except (StaleVersion, InvalidTransition):
        return stale(round_id)
    return redirect_to(url_of(round_id), "这一轮已作废，没有安排任何孩子")


@bp.get("/<int:round_id>/check")
@requires(*BOTH)
def check(round_id: int) -> ResponseReturnValue:
    """重算核对: run again from what was sealed, and compare."""
    found = round_or_404(round_id)
    if found.state not in round_page.HAS_RESULT:
        return stale(round_id, "还没有生成草案，不能核对。")
    outcome = rounds.replay(found)
    return private(render_template("enrolment/placement/check.html", round=found, check=outcome))
