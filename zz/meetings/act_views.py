"""What the centre does to a meeting: agenda, call, holding it, decisions, issuing the minutes."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, writing
from zz.meetings import choosing, deciding, operations, proposals, queries
from zz.meetings.calling import units_of
from zz.meetings.forms import ActForm, AgendaForm, AttendanceForm, DecisionForm
from zz.meetings.listing import PATH
from zz.meetings.loading import held, managed, shown, stale
from zz.meetings.models import Meeting, MeetingItem
from zz.meetings.operations import Refused
from zz.meetings.vocabulary import DecisionKind
from zz.problems import kinds
from zz.problems.loading import reader
from zz.problems.vocabulary import Urgency
from zz.web import redirect_to
from zz.web.choices import choices
from zz.workflow import InvalidTransition

bp = Blueprint("meeting_acts", __name__, url_prefix=PATH)
KEEP = Permission.MEETING_MANAGE


def _agenda(meeting: Meeting) -> tuple[AgendaForm, list[Any]]:
    found = proposals.proposals(meeting, clock.today())
    form = AgendaForm()
    form.pick.choices = choices((one.key, one.title) for one in found)
    return form, proposals.by_ground(found)


@bp.get("/<int:meeting_id>/agenda")
@requires(KEEP)
def agenda(meeting_id: int) -> str:
    """What the program proposes for the agenda."""
    meeting = managed(meeting_id)
    form, grounds = _agenda(meeting)
    form.version.data = str(meeting.version)
    return render_template("meetings/agenda.html", form=form, grounds=grounds, meeting=meeting)


@bp.post("/<int:meeting_id>/agenda")
@requires(KEEP)
def set_agenda(meeting_id: int) -> ResponseReturnValue:
    """Put what is ticked on the agenda."""
    meeting = managed(meeting_id)
    form, grounds = _agenda(meeting)
    if not form.validate():
        return render_template("meetings/agenda.html", form=form, grounds=grounds, meeting=meeting), 422
    try:
        with writing():
            one = held(meeting_id, form.shown_version)
            chosen = proposals.named(one, form.pick.data or (), clock.today())
            number = operations.set_agenda(one, chosen, by=reader(), at=clock.now())
    except (StaleVersion, InvalidTransition):
        return stale(meeting_id)
    return redirect_to(f"{PATH}/{meeting_id}", f"已列入 {number} 项议题，有关单位已加入参会单位")


@bp.post("/<int:meeting_id>/items/<int:matter_id>/removal")
@requires(KEEP)
def drop(meeting_id: int, matter_id: int) -> ResponseReturnValue:
    """Take a matter off the agenda."""
    item = _item(managed(meeting_id), matter_id)
    try:
        with writing():
            operations.drop_item(held(meeting_id, None), item, by=reader(), at=clock.now())
    except InvalidTransition:
        return stale(meeting_id)
    return redirect_to(f"{PATH}/{meeting_id}", "已移出议题")


def _item(meeting: Meeting, matter_id: int) -> MeetingItem:
    return queries.item_of(meeting, matter_id) or abort(404)


def _done(meeting_id: int, move: Any, said: Any) -> ResponseReturnValue:
    """Do one thing to a meeting that the reader runs; a refusal is said on its page."""
    meeting, form = managed(meeting_id), ActForm()
    try:
        with writing():
            result = move(held(meeting_id, form.shown_version), by=reader(), at=clock.now())
    except Refused as refused:
        return render_template("meetings/show.html", **shown(meeting, notice=refused.text)), 422
    except (StaleVersion, InvalidTransition):
        return stale(meeting_id)
    return redirect_to(f"{PATH}/{meeting_id}", said(result))


@bp.post("/<int:meeting_id>/call")
@requires(KEEP)
def call(meeting_id: int) -> ResponseReturnValue:
    """Send the call."""
    return _done(meeting_id, operations.call, lambda _: "已发出会议通知，各单位可在收件箱签收")


@bp.post("/<int:meeting_id>/minutes")
@requires(KEEP)
def issue_minutes(meeting_id: int) -> ResponseReturnValue:
    """Issue the minutes."""
    return _done(meeting_id, operations.issue_minutes, lambda number: f"已印发会议纪要（{number}）")


def _attendance(meeting: Meeting) -> AttendanceForm:
    form = AttendanceForm()
    form.attended.choices = choices((str(row.unit_id), row.unit.label) for row in units_of(meeting))
    return form


@bp.get("/<int:meeting_id>/opening")
@requires(KEEP)
def opening(meeting_id: int) -> str:
    """Which units are there."""
    meeting = managed(meeting_id)
    form = _attendance(meeting)
    form.version.data = str(meeting.version)
    form.attended.data = [str(row.unit_id) for row in units_of(meeting) if row.call and row.call.signed_by_id]
    return render_template("meetings/opening.html", form=form, meeting=meeting)


@bp.post("/<int:meeting_id>/opening")
@requires(KEEP)
def hold(meeting_id: int) -> ResponseReturnValue:
    """Begin the meeting."""
    meeting = managed(meeting_id)
    form = _attendance(meeting)
    if not form.validate():
        return render_template("meetings/opening.html", form=form, meeting=meeting), 422
    return _done(
        meeting_id,
        lambda one, by, at: operations.hold(one, form.ids(), by=by, at=at),
        lambda _: "会议已开始，请逐项登记决定",
    )


def _decision(meeting: Meeting, item: MeetingItem) -> tuple[DecisionForm, dict[str, Any]]:
    form = DecisionForm()
    found = choosing.fill_decision(form, meeting, item, reader(), clock.today())
    return form, {party.holder: party for party in found}


@bp.get("/<int:meeting_id>/items/<int:matter_id>/decision")
@requires(KEEP)
def decision(meeting_id: int, matter_id: int) -> str:
    """The form of a decision on a matter, with proposals."""
    meeting = managed(meeting_id)
    item = _item(meeting, matter_id)
    form, _ = _decision(meeting, item)
    choosing.propose(form, item)
    form.version.data = str(meeting.version)
    return render_template("meetings/decision.html", form=form, meeting=meeting, item=item)


@bp.post("/<int:meeting_id>/items/<int:matter_id>/decision")
@requires(KEEP)
def decide(meeting_id: int, matter_id: int) -> ResponseReturnValue:
    """Enter it; it takes effect at once."""
    meeting = managed(meeting_id)
    item = _item(meeting, matter_id)
    form, parties = _decision(meeting, item)
    if form.validate():
        try:
            with writing():
                one = held(meeting_id, form.shown_version)
                made = deciding.decide(one, item, _resolution(form, parties), by=reader(), at=clock.now())
                number = made.number
        except Refused as refused:
            field = form._fields.get(refused.field, form.text)
            field.errors = [*field.errors, refused.text]
        except (StaleVersion, InvalidTransition):
            return stale(meeting_id)
        else:
            return redirect_to(f"{PATH}/{meeting_id}", f"已登记第 {number} 项决定")
    return render_template("meetings/decision.html", form=form, meeting=meeting, item=item), 422


def _resolution(form: DecisionForm, parties: dict[str, Any]) -> deciding.Resolution:
    kind = DecisionKind(form.kind.data)
    text, due_on = str(form.text.data), form.due_on.data
    if kind != DecisionKind.ASSIGN:
        return deciding.Resolution(kind, text, due_on)
    return deciding.Resolution(
        kind, text, due_on, parties.get(form.lead.data), [parties[h] for h in form.assisting.data or ()],
        next((k for k in kinds.offered() if k.id == form.kind_id.data), None), Urgency(form.urgency.data),
    )  # fmt: skip
