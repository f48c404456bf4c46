"""`/meetings`: the list, one meeting, arranging it, its minutes as a paper."""

import io
from typing import Any

from flask import Blueprint, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, writing
from zz.documents import DOCX, Template, render
from zz.meetings import access, choosing, export, operations, page, papers
from zz.meetings.calling import units_of
from zz.meetings.forms import CancelForm, MeetingForm
from zz.meetings.listing import PATH, MeetingFilter
from zz.meetings.loading import found_or_404, held, managed, shown, stale
from zz.meetings.models import Meeting
from zz.problems.loading import reader
from zz.web import page_or_part, redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("meetings", __name__, url_prefix=PATH)
READ, KEEP = Permission.MEETING_READ, Permission.MEETING_MANAGE


@bp.get("")
@requires(READ)
def index() -> ResponseReturnValue:
    """Show the list as the address asks, or send it as a workbook."""
    wanted = MeetingFilter.parse(request.args)
    if (form := request.args.get("format")) == "xlsx":
        return export.send(reader(), wanted, at=clock.now())
    if form:
        abort(404)
    return page_or_part(
        "meetings/index.html", "meetings/_table.html", list=page.assemble(reader(), wanted, clock.today())
    )


@bp.get("/<int:meeting_id>")
@requires(READ)
def show(meeting_id: int) -> str:
    """The page of a meeting."""
    return render_template("meetings/show.html", **shown(found_or_404(meeting_id)))


@bp.get("/new")
@requires(KEEP)
def new() -> str:
    """The form of a new meeting."""
    form = choosing.fill(MeetingForm(), access.ledger_of(reader()) or abort(403))
    return render_template("meetings/form.html", form=form, meeting=None)


@bp.post("/new")
@requires(KEEP)
def create() -> ResponseReturnValue:
    """Arrange it."""
    return _saved(access.ledger_of(reader()) or abort(403), None)


@bp.get("/<int:meeting_id>/edit")
@requires(KEEP)
def edit(meeting_id: int) -> ResponseReturnValue:
    """The form of a meeting that is to come."""
    meeting = managed(meeting_id)
    if not access.editable(meeting):
        return stale(meeting_id)
    form = MeetingForm(obj=meeting, on_day=clock.local(meeting.starts_at).date())
    form.level.data, form.kind.data, form.version.data = meeting.level.value, meeting.kind.value, str(meeting.version)
    form.time.data = f"{clock.local(meeting.starts_at):%H:%M}"
    form.units.data = [str(row.unit_id) for row in units_of(meeting)]
    return render_template("meetings/form.html", form=choosing.fill(form, meeting.ledger_id), meeting=meeting)


@bp.post("/<int:meeting_id>/edit")
@requires(KEEP)
def update(meeting_id: int) -> ResponseReturnValue:
    """Change it."""
    meeting = managed(meeting_id)
    return _saved(meeting.ledger_id, meeting)


def _saved(ledger_id: int, meeting: Meeting | None) -> ResponseReturnValue:
    form = choosing.fill(MeetingForm(), ledger_id)
    if not form.validate():
        return render_template("meetings/form.html", form=form, meeting=meeting), 422
    try:
        with writing():
            kept = held(meeting.id, form.shown_version) if meeting else None
            saved = operations.save(
                kept, form.values(), form.unit_ids(), ledger_id=ledger_id, by=reader(), at=clock.now()
            )
    except (StaleVersion, InvalidTransition):
        return stale(meeting.id if meeting else 0)
    return redirect_to(f"{PATH}/{saved.id}", f"已保存“{saved.title}”")


@bp.post("/<int:meeting_id>/cancellation")
@requires(KEEP)
def cancel(meeting_id: int) -> ResponseReturnValue:
    """Cancel it."""
    meeting, form = managed(meeting_id), CancelForm()
    if not form.validate():
        return render_template("meetings/show.html", **shown(meeting) | {"cancel": form}), 422
    return _moved(meeting_id, form, lambda one, by, at: operations.cancel(one, form.reason.data or "", by=by, at=at))


def _moved(meeting_id: int, form: CancelForm, move: Any) -> ResponseReturnValue:
    try:
        with writing():
            move(held(meeting_id, form.shown_version), reader(), clock.now())
    except (StaleVersion, InvalidTransition):
        return stale(meeting_id)
    return redirect_to(f"{PATH}/{meeting_id}", "已取消，已通知的单位会收到消息")


@bp.get("/<int:meeting_id>/minutes.docx")
@requires(READ)
def minutes(meeting_id: int) -> Response:
    """会议纪要; before it is issued a draft, for who runs the meeting."""
    meeting = found_or_404(meeting_id)
    if meeting.held_at is None or (meeting.minutes_at is None and not access.manages(reader(), meeting.ledger_id)):
        abort(404)
    address = f"{request.url_root.rstrip('/')}{PATH}/{meeting.id}"
    data = render(Template.MINUTES, papers.minutes(reader(), meeting, clock.today()), code=address)
    name = f"会议纪要-{meeting.minutes_number or '草稿'}.docx"
    return send_file(io.BytesIO(data), mimetype=DOCX, as_attachment=True, download_name=name)
