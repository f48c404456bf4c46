"""`/enrolment/objections`: raising one for a family, answering it, having it reviewed."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, db, locked, writing
from zz.enrolment.loading import reader
from zz.enrolment.placement import round_access
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.publication import access, objecting, objection_page, queries
from zz.enrolment.publication.forms import AnswerForm, AppealForm, ObjectionForm, PlainForm
from zz.enrolment.publication.models import PlacementObjection
from zz.enrolment.publication.objection_page import answers, speaks
from zz.enrolment.requests import access as requests
from zz.enrolment.requests.loading import private, stale
from zz.enrolment.review.operations import Refused
from zz.web import paginate, redirect_to
from zz.web.lists import TabLink
from zz.workflow import InvalidTransition

bp = Blueprint("placement_objections", __name__, url_prefix=access.OBJECTIONS)

WHO = (Permission.ENROLMENT_FILE, Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_REVIEW)
Form = Any


@bp.get("")
@requires(*WHO)
def index() -> ResponseReturnValue:
    """The objections that concern the reader: those that wait, those that have been answered."""
    user, done = reader(), request.args.get("tab") == "done"
    counts = {flag: queries.count_objections(user, flag) for flag in (True, False)}
    tabs = [
        TabLink("待答复", access.OBJECTIONS, not done, counts[True]),
        TabLink("已答复", f"{access.OBJECTIONS}?tab=done", done, counts[False]),
    ]
    page = paginate(queries.objections(user, not done), total=counts[not done])
    rows = [objection_page.load(user, one, clock.today()) for one in page.items]
    return private(render_template("enrolment/publication/objections.html", tabs=tabs, page=page, rows=rows, done=done))


def _about(entry_id: int) -> PlacementEntry:
    """Return a child that the reader may object for, while its result is shown."""
    entry = queries.entry(reader(), entry_id) or abort(404)
    if not (requests.files_for(reader(), entry.request) or round_access.conducts(reader(), entry.round.park_id)):
        abort(403)
    published = queries.find(reader(), entry.round_id, clock.today())
    if published is None or not published.shown(clock.today()):
        abort(409, description="公示已经结束，不再受理异议。对安排有疑问的，请与园区工作组联系。")
    return entry


def _raising(entry: PlacementEntry, form: Form) -> str:
    before = queries.of_entry(entry.id)
    return render_template("enrolment/publication/raising.html", entry=entry, form=form, before=before)


@bp.get("/about/<int:entry_id>")
@requires(Permission.ENROLMENT_FILE, Permission.ENROLMENT_MANAGE)
def raising(entry_id: int) -> ResponseReturnValue:
    """What the family objects to."""
    return private(_raising(_about(entry_id), ObjectionForm(formdata=None)))


@bp.post("/about/<int:entry_id>")
@requires(Permission.ENROLMENT_FILE, Permission.ENROLMENT_MANAGE)
def raise_(entry_id: int) -> ResponseReturnValue:
    """提出异议."""
    entry, form = _about(entry_id), ObjectionForm()
    if not form.validate():
        return private(_raising(entry, form), 422)
    with writing():
        held = locked(PlacementEntry, entry_id) or abort(404)
        made = objecting.raise_(held, form.text.data or "", by=reader(), at=clock.now())
    return redirect_to(f"{access.OBJECTIONS}/{made.id}", "异议已提交，工作组会在期限内答复")


def _found(objection_id: int) -> PlacementObjection:
    return queries.objection(reader(), objection_id) or abort(404)


def _page(found: PlacementObjection, form: Form | None = None, appeal: Form | None = None) -> str:
    shown = objection_page.load(reader(), found, clock.today())
    written = form or AnswerForm(formdata=None)
    if shown.answers:
        written.school.choices = objection_page.offered(found)
    for one in (written, why := appeal or AppealForm(formdata=None)):
        one.version.data = str(found.version)
    return render_template("enrolment/publication/objection.html", o=shown, form=written, appeal=why, local=clock.local)


@bp.get("/<int:objection_id>")
@requires(*WHO)
def show(objection_id: int) -> ResponseReturnValue:
    """An objection with its answers."""
    return private(_page(_found(objection_id)))


def _done(objection_id: int, form: Form, act: Callable[[PlacementObjection], None], said: str) -> ResponseReturnValue:
    """Do an act that the reader may do and that the form allows."""
    try:
        with writing():
            act(locked(PlacementObjection, objection_id, form.shown_version) or abort(404))
    except Refused as refused:
        return _refused(objection_id, form, refused)
    except (StaleVersion, InvalidTransition):
        return stale()
    return redirect_to(f"{access.OBJECTIONS}/{objection_id}", said)


def _refused(objection_id: int, form: Form, refused: Refused) -> ResponseReturnValue:
    db.session.rollback()
    name = "over" if refused.field == "override" else refused.field
    form[name].errors = [refused.text]
    return private(_with(_found(objection_id), form), 422)


def _with(found: PlacementObjection, form: Form) -> str:
    return _page(found, appeal=form) if isinstance(form, AppealForm) else _page(found, form)


def _answering(objection_id: int) -> tuple[PlacementObjection, AnswerForm]:
    """Return the objection and the answer typed; 403 where that is not the reader's."""
    found, form = _found(objection_id), AnswerForm()
    if not answers(reader(), found):
        abort(403)
    form.school.choices = objection_page.offered(found)
    return found, form


@bp.post("/<int:objection_id>/rejection")
@requires(Permission.ENROLMENT_MANAGE)
def reject(objection_id: int) -> ResponseReturnValue:
    """异议不成立."""
    found, form = _answering(objection_id)
    if not form.validate():
        return private(_page(found, form), 422)
    text = form.answer.data or ""
    return _done(objection_id, form, lambda o: objecting.reject(o, text, by=reader(), at=clock.now()), "已答复")


@bp.post("/<int:objection_id>/keeping")
@requires(Permission.ENROLMENT_REVIEW)
def keep(objection_id: int) -> ResponseReturnValue:
    """复核维持."""
    found, form = _answering(objection_id)
    if not form.validate():
        return private(_page(found, form), 422)
    text = form.answer.data or ""
    return _done(objection_id, form, lambda o: objecting.keep(o, text, by=reader(), at=clock.now()), "复核已答复")


@bp.post("/<int:objection_id>/upholding")
@requires(Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_REVIEW)
def uphold(objection_id: int) -> ResponseReturnValue:
    """异议成立，更正安排."""
    found, form = _answering(objection_id)
    if not form.validate():
        return private(_page(found, form), 422)

    def act(held: PlacementObjection) -> None:
        objecting.uphold(
            held, form.school.data, form.answer.data or "", over=form.over.data, by=reader(), at=clock.now()
        )

    return _done(objection_id, form, act, "异议成立，安排已更正，已通知申请企业和学校")


@bp.post("/<int:objection_id>/appeal")
@requires(Permission.ENROLMENT_FILE, Permission.ENROLMENT_MANAGE)
def appeal(objection_id: int) -> ResponseReturnValue:
    """申请复核."""
    found, form = _found(objection_id), AppealForm()
    if not speaks(reader(), found):
        abort(403)
    if not form.validate():
        return private(_page(found, appeal=form), 422)
    text = form.text.data or ""
    return _done(objection_id, form, lambda o: objecting.appeal(o, text, by=reader(), at=clock.now()), "已申请复核")


@bp.post("/<int:objection_id>/withdrawal")
@requires(Permission.ENROLMENT_FILE, Permission.ENROLMENT_MANAGE)
def withdraw(objection_id: int) -> ResponseReturnValue:
    """撤回异议."""
    found, form = _found(objection_id), PlainForm()
    if not speaks(reader(), found):
        abort(403)
    if not form.validate():
        return stale()
    return _done(objection_id, form, lambda o: objecting.withdraw(o, by=reader(), at=clock.now()), "异议已撤回")
