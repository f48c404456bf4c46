"""`/enrolment/activities`: the list, one activity, keeping it."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, locked, writing
from zz.enrolment.activities import access, export, operations, page, queries
from zz.enrolment.activities.forms import ActivityForm, CancelForm, SignUpForm
from zz.enrolment.activities.models import Activity
from zz.enrolment.activities.operations import PATH, Refused
from zz.enrolment.activities.vocabulary import ActivityKind
from zz.enrolment.loading import desk, managed, reader
from zz.web import page_or_part, redirect_to

bp = Blueprint("enrolment_activities", __name__, url_prefix=PATH)
READ, KEEP = Permission.ENROLMENT_DESK_READ, Permission.ENROLMENT_MANAGE


@bp.get("")
@requires(READ)
def index() -> ResponseReturnValue:
    """Show what goes on and is to come, or what is over; or send the list as a workbook."""
    found, today, kind = desk(), clock.today(), request.args.get("kind", "")
    chosen = next((k for k in ActivityKind if k.value == kind), None)
    over = request.args.get("tab") == page.OVER
    if request.args.get("format") == "xlsx":
        return export.send_list(reader(), found, over, chosen, at=clock.now())
    drawn = page.assemble(reader(), found, over, chosen, today)
    template = "enrolment/activities/_list.html"
    return page_or_part("enrolment/activities/index.html", template, list=drawn, kinds=ActivityKind.options())


def activity_or_404(activity_id: int) -> Activity:
    """Return an activity that the reader sees."""
    return queries.find(reader(), desk().park_id, activity_id) or abort(404)


def context(activity: Activity, form: SignUpForm | None = None, **more: Any) -> dict[str, Any]:
    """Return the context of an activity's page."""
    shown = form or SignUpForm(formdata=None)
    shown.offer(activity)
    return {"page": page.one(reader(), activity, clock.today()), "form": shown, "cancel": CancelForm(), **more}


@bp.get("/<int:activity_id>")
@requires(READ)
def show(activity_id: int) -> str:
    """An activity with the children whom the reader may see."""
    return render_template("enrolment/activities/show.html", **context(activity_or_404(activity_id)))


@bp.get("/new")
@requires(KEEP)
def new() -> str:
    """The form of a new activity."""
    managed()
    return render_template("enrolment/activities/form.html", form=ActivityForm(), activity=None)


@bp.post("/new")
@requires(KEEP)
def create() -> ResponseReturnValue:
    """Add a draft."""
    return _saved(managed().park_id, None)


def _kept(activity_id: int) -> Activity:
    activity = activity_or_404(activity_id)
    return activity if access.manages(reader(), activity.park_id) else abort(403)


@bp.get("/<int:activity_id>/edit")
@requires(KEEP)
def edit(activity_id: int) -> str:
    """The form of an activity."""
    activity = _kept(activity_id)
    form = ActivityForm(obj=activity)
    form.kind.data, form.version.data = activity.kind.value, str(activity.version)
    return render_template("enrolment/activities/form.html", form=form, activity=activity)


@bp.post("/<int:activity_id>/edit")
@requires(KEEP)
def update(activity_id: int) -> ResponseReturnValue:
    """Change an activity."""
    activity = _kept(activity_id)
    return _saved(activity.park_id, activity)


def _saved(park_id: int, activity: Activity | None) -> ResponseReturnValue:
    form = ActivityForm()
    template = "enrolment/activities/form.html"
    if not form.validate():
        return render_template(template, form=form, activity=activity), 422
    try:
        with writing():
            held = locked(Activity, activity.id, form.shown_version) if activity else None
            saved = operations.save(held, form.values(), park_id=park_id, by=reader(), at=clock.now())
    except Refused as refused:
        form[refused.field].errors = [refused.text]
        return render_template(template, form=form, activity=activity), 422
    except StaleVersion:
        return render_template(template, form=form, activity=activity, stale=True), 409
    return redirect_to(f"{PATH}/{saved.id}", f"已保存“{saved.title}”")


@bp.post("/<int:activity_id>/publication")
@requires(KEEP)
def publish(activity_id: int) -> ResponseReturnValue:
    """Publish a draft."""
    _kept(activity_id)
    with writing():
        operations.publish(locked(Activity, activity_id) or abort(404), by=reader(), at=clock.now())
    return redirect_to(f"{PATH}/{activity_id}", "已发布，企业可以报名")


@bp.post("/<int:activity_id>/cancellation")
@requires(KEEP)
def cancel(activity_id: int) -> ResponseReturnValue:
    """Cancel it."""
    activity, form = _kept(activity_id), CancelForm()
    if not form.validate():
        return render_template("enrolment/activities/show.html", **context(activity) | {"cancel": form}), 422
    with writing():
        held = locked(Activity, activity_id) or abort(404)
        operations.cancel(held, form.reason.data or "", by=reader(), at=clock.now())
    return redirect_to(f"{PATH}/{activity_id}", "已取消，已报名的企业会收到通知")
