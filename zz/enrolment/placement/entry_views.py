"""One child of a round: why it goes there, changing that by hand, taking the change back; trials, siblings, export."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import db, writing
from zz.enrolment.loading import reader
from zz.enrolment.placement import (
    editing,
    explaining,
    round_access,
    round_export,
    round_page,
    round_queries,
    trial_page,
)
from zz.enrolment.placement import siblings as families
from zz.enrolment.placement.forms import EditForm, PlainForm, TrialForm
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.round_listing import EntryFilter
from zz.enrolment.placement.round_loading import allows, conducted, entry_or_404, held, round_or_404, url_of
from zz.enrolment.placement.round_views import BOTH, stale
from zz.enrolment.placement.vocabulary import RoundAction
from zz.enrolment.privacy.forms import ExportForm
from zz.enrolment.review.loading import private
from zz.enrolment.review.operations import Refused
from zz.enrolment.vocabulary import grade_label
from zz.web import redirect_to
from zz.web.choices import choices
from zz.workflow import InvalidTransition

bp = Blueprint("placement_entries", __name__, url_prefix=round_access.PATH)


def _offer(found: PlacementRound, entry: PlacementEntry, form: EditForm) -> None:
    """Give the schools that the child may be moved to."""
    offered = editing.rooms(entry) if allows(reader(), found, RoundAction.EDIT) else []
    form.school.choices = choices(
        [("", "待统筹"), *((str(r.place.school.id), _named(r)) for r in offered if not r.place.full)]
    )


def _page(found: PlacementRound, entry: PlacementEntry, form: EditForm) -> str:
    names = round_queries.names(explaining.schools_of(entry))
    row = round_page.rows_of(reader(), found, [entry])[0]
    return render_template(
        "enrolment/placement/entry.html", round=found, entry=entry, row=row, form=form,
        may=allows(reader(), found, RoundAction.EDIT),
        told=explaining.explain(entry, found, names) if found.state in round_page.HAS_RESULT else None,
    )  # fmt: skip


def _named(room: editing.Room) -> str:
    wish = f"第 {room.place.wish} 志愿 · " if room.place.wish else ""
    return f"{wish}{room.place.school.name}（{room.words}）"


@bp.get("/<int:round_id>/children/<int:child_id>")
@requires(*BOTH)
def entry(round_id: int, child_id: int) -> ResponseReturnValue:
    """Why a child goes where it does, and the form to change that; `to` proposes a school."""
    found = round_or_404(round_id)
    one = entry_or_404(found, child_id)
    form = EditForm(formdata=None)
    _offer(found, one, form)
    form.school.data, form.seen.data = one.draft_school_id, editing.seen(one)
    if (to := request.args.get("to", "")).isdecimal():
        form.school.data, form.reason.data = int(to[:9]), families.REASON
    return private(_page(found, one, form))


@bp.post("/<int:round_id>/children/<int:child_id>")
@requires(Permission.ENROLMENT_MANAGE)
def edit(round_id: int, child_id: int) -> ResponseReturnValue:
    """调整, with its reason."""
    found = conducted(round_id)
    one, form = entry_or_404(found, child_id), EditForm()
    _offer(found, one, form)
    if not form.validate():
        return private(_page(found, one, form), 422)
    try:
        with writing():
            here = held(round_id, None)
            one = entry_or_404(here, child_id)
            if editing.seen(one) != form.seen.data:
                return stale(round_id)
            editing.edit(
                one, form.school.data, form.reason.data or "", over=form.over.data, by=reader(), at=clock.now()
            )
    except Refused as refused:
        return _refused(round_id, child_id, form, refused)
    except InvalidTransition:
        return stale(round_id)
    return redirect_to(f"{url_of(round_id)}/children/{child_id}", "已调整，可以撤回")


def _refused(round_id: int, child_id: int, form: Any, refused: Refused) -> ResponseReturnValue:
    db.session.rollback()
    found = round_or_404(round_id)
    field = form._fields[refused.field]
    field.errors = [*field.errors, refused.text]
    return private(_page(found, entry_or_404(found, child_id), form), 422)


@bp.post("/<int:round_id>/children/<int:child_id>/taking-back")
@requires(Permission.ENROLMENT_MANAGE)
def take_back(round_id: int, child_id: int) -> ResponseReturnValue:
    """撤回调整."""
    conducted(round_id)
    if not PlainForm().validate():
        return stale(round_id)
    try:
        with writing():
            editing.take_back(entry_or_404(held(round_id, None), child_id), by=reader(), at=clock.now())
    except Refused as refused:
        return stale(round_id, refused.text)
    except InvalidTransition:
        return stale(round_id)
    return redirect_to(f"{url_of(round_id)}/children/{child_id}", "已撤回调整，恢复按排序办法得到的结果")


@bp.get("/<int:round_id>/siblings")
@requires(Permission.ENROLMENT_MANAGE)
def siblings(round_id: int) -> ResponseReturnValue:
    """Brothers and sisters who could go together, one by one."""
    found = conducted(round_id)
    rows = families.proposals(found)
    ids = {i for row in rows for i in (row.before, row.school) if i}
    return private(
        render_template(
            "enrolment/placement/siblings.html", round=found, rows=rows, names=round_queries.names(ids),
            grade_label=grade_label, may=allows(reader(), found, RoundAction.EDIT),
        )
    )  # fmt: skip


@bp.get("/<int:round_id>/trial")
@requires(Permission.ENROLMENT_MANAGE)
def trial(round_id: int) -> ResponseReturnValue:
    """试算: one class more, another order, beside the present draft."""
    found = conducted(round_id)
    shown = trial_page.load(found, TrialForm(request.args, meta={"csrf": False}))
    return private(render_template("enrolment/placement/trial.html", round=found, t=shown, form=shown.form))


@bp.get("/<int:round_id>/export")
@requires(*BOTH)
def export_form(round_id: int) -> ResponseReturnValue:
    """Ask for the reason."""
    return private(_export_page(round_or_404(round_id), ExportForm()))


@bp.post("/<int:round_id>/export")
@requires(*BOTH)
def export(round_id: int) -> ResponseReturnValue:
    """The workbook of the children that the page shows."""
    found, form = round_or_404(round_id), ExportForm()
    if not form.validate():
        return private(_export_page(found, form), 422)
    wanted = EntryFilter.parse(url_of(round_id), request.args)
    return round_export.send(reader(), found, wanted, form.reason.data, at=clock.now())


def _export_page(found: PlacementRound, form: ExportForm) -> str:
    wanted = EntryFilter.parse(url_of(found.id), request.args)
    return render_template("enrolment/placement/export.html", form=form, filter=wanted, round=found)
