"""`/enrolment/quotas`: the tables of quotas; drafting one, proposing it, confirming or returning it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.db import StaleVersion, db, locked, writing
from zz.enrolment import terms
from zz.enrolment.loading import STALE, managed, reader
from zz.enrolment.placement import quota_access as access
from zz.enrolment.placement import quota_export, quota_operations, quota_page, quotas
from zz.enrolment.placement.quota_access import PATH
from zz.enrolment.placement.quota_forms import QuotaForm, ReturnForm, ReviseForm, TurnForm, form_of
from zz.enrolment.placement.quota_models import QuotaSheet
from zz.enrolment.placement.quota_operations import Refused
from zz.enrolment.placement.quota_page import SheetPage
from zz.web import redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("placement_quotas", __name__, url_prefix=PATH)
READ = (Permission.ENROLMENT_ANSWER, Permission.ENROLMENT_REVIEW)
KEEP, DECIDE = Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_REVIEW
Allowed = Callable[[User, QuotaSheet], bool]


@bp.get("")
@requires(*READ)
def index() -> str:
    """The tables that the reader sees; the work group may open that of a term without one."""
    page, rows = quota_page.index(reader())
    there = {row.sheet.term_id for row in rows}
    may = reader().has(KEEP)
    free = [term for term in terms.of_county(managed().root_id) if term.id not in there] if may else []
    free.sort(key=lambda term: not term.current)
    return render_template("enrolment/placement/quotas.html", page=page, rows=rows, free=free)


@bp.post("")
@requires(KEEP)
def begin() -> ResponseReturnValue:
    """Open the table of a term."""
    desk = managed()
    asked = request.form.get("term", "")
    found = next((term for term in terms.of_county(desk.root_id) if str(term.id) == asked), None) or abort(404)
    with writing():
        sheet = quota_operations.begin(desk.park, found, by=reader(), at=clock.now())
    return redirect_to(f"{PATH}/{sheet.id}")


def sheet_or_404(sheet_id: int) -> QuotaSheet:
    """Return a table that the reader sees."""
    return quotas.find(reader(), sheet_id) or abort(404)


def _drawn(sheet: QuotaSheet, form: QuotaForm | None = None, **more: Any) -> str:
    page = quota_page.one(reader(), sheet, request.values.get("stage", ""))
    forms = {"returning": ReturnForm(formdata=None), "revising": ReviseForm(formdata=None), **more}
    return render_template(
        "enrolment/placement/quota.html", page=page, form=form or _filled(page), back=PATH, **forms
    )  # fmt: skip


def _filled(page: SheetPage) -> QuotaForm:
    """Return the form with the figures of the page, empty where there is none."""
    form = form_of(page.rooms)
    form.process(formdata=None)
    form.version.data, form.stage.data = str(page.sheet.version), page.stage.value if page.stage else ""
    for cell in (cell for line in page.lines for cell in line.cells if cell):
        form.cell(cell.key).data = cell.quota or None
    return form


@bp.get("/<int:sheet_id>")
@requires(*READ)
def show(sheet_id: int) -> ResponseReturnValue:
    """One table at a stage, or all of it as a workbook."""
    sheet = sheet_or_404(sheet_id)
    if request.args.get("format") == "xlsx":
        return quota_export.send(reader(), sheet, at=clock.now())
    return _drawn(sheet)


@bp.post("/<int:sheet_id>")
@requires(KEEP)
def draft(sheet_id: int) -> ResponseReturnValue:
    """Write the figures of a stage."""
    sheet = sheet_or_404(sheet_id)
    if not access.edits(reader(), sheet):
        raise StaleVersion(sheet) if access.drafts(reader(), sheet) else abort(403)
    page = quota_page.one(reader(), sheet, request.form.get("stage", ""))
    form = form_of(page.rooms)
    if not form.validate():
        return _drawn(sheet, form), 422
    try:
        with writing():
            held = locked(QuotaSheet, sheet_id, form.shown_version) or abort(404)
            quota_operations.draft(held, form.wanted(page.rooms), by=reader(), at=clock.now())
    except Refused as refused:
        form.say(refused.faults)
        return _drawn(sheet_or_404(sheet_id), form), 422
    except StaleVersion:
        return _drawn(sheet_or_404(sheet_id), form, stale=STALE), 409
    return redirect_to(f"{page.url}?stage={page.stage}", "已保存名额")


def _turned(sheet_id: int, allowed: Allowed, form: Any, act: Callable[..., None], said: str) -> ResponseReturnValue:
    """Take a table to its next state, or say why not."""
    sheet = sheet_or_404(sheet_id)
    if not allowed(reader(), sheet):
        abort(403)
    if not form.validate():
        name = "returning" if isinstance(form, ReturnForm) else "revising"
        return _drawn(sheet, **{name: form}), 422
    words = (form.reason.data or "",) if "reason" in form else ()
    try:
        with writing():
            held = locked(QuotaSheet, sheet_id, form.shown_version) or abort(404)
            act(held, *words, by=reader(), at=clock.now())
    except Refused as refused:
        return _drawn(sheet_or_404(sheet_id), refused=refused.text), 422
    except (StaleVersion, InvalidTransition):
        db.session.rollback()
        return _drawn(sheet_or_404(sheet_id), stale="您打开后，名额已有变化，刚才的操作没有生效。"), 409
    return redirect_to(f"{PATH}/{sheet_id}", said)


@bp.post("/<int:sheet_id>/proposal")
@requires(KEEP)
def propose(sheet_id: int) -> ResponseReturnValue:
    """Hand the table to the bureau."""
    return _turned(sheet_id, access.drafts, TurnForm(), quota_operations.propose, "已提交教育局确认")


@bp.post("/<int:sheet_id>/taking-back")
@requires(KEEP)
def take_back(sheet_id: int) -> ResponseReturnValue:
    """Go on drafting."""
    return _turned(sheet_id, access.drafts, TurnForm(), quota_operations.take_back, "已撤回，可以继续修改")


@bp.post("/<int:sheet_id>/confirmation")
@requires(DECIDE)
def confirm(sheet_id: int) -> ResponseReturnValue:
    """Confirm the table."""
    return _turned(sheet_id, access.decides, TurnForm(), quota_operations.confirm, "已确认名额")


@bp.post("/<int:sheet_id>/return")
@requires(DECIDE)
def give_back(sheet_id: int) -> ResponseReturnValue:
    """Return the table with a reason."""
    return _turned(sheet_id, access.decides, ReturnForm(), quota_operations.return_, "已退回，工作组会收到通知")


@bp.post("/<int:sheet_id>/revision")
@requires(KEEP)
def revise(sheet_id: int) -> ResponseReturnValue:
    """Draft a confirmed table anew."""
    return _turned(sheet_id, access.drafts, ReviseForm(), quota_operations.revise, "可以修改了，确认前原名额仍然有效")
