"""Signing children up for an activity, taking them out, attendance, the list of children as a workbook."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import Unit
from zz.db import locked, writing
from zz.enrolment.activities import access, export, operations, page, queries
from zz.enrolment.activities.forms import AttendanceForm, SignUpForm
from zz.enrolment.activities.models import Activity, SignUp
from zz.enrolment.activities.operations import PATH, Refused
from zz.enrolment.activities.views import activity_or_404, context
from zz.enrolment.activities.vocabulary import SignUpState
from zz.enrolment.loading import reader
from zz.enrolment.privacy.forms import ExportForm
from zz.web import redirect_to

bp = Blueprint("enrolment_sign_ups", __name__, url_prefix=f"{PATH}/<int:activity_id>")
FILE, ANSWER = Permission.ENROLMENT_FILE, Permission.ENROLMENT_ANSWER


def _firm() -> Unit:
    return next(unit for _scope, unit in reader().grants(FILE))


@bp.post("/sign-ups")
@requires(FILE)
def sign_up(activity_id: int) -> ResponseReturnValue:
    """Sign a child up."""
    activity, form = activity_or_404(activity_id), SignUpForm()
    form.offer(activity)
    if not form.validate():
        return render_template("enrolment/activities/show.html", **context(activity, form)), 422
    try:
        with writing():
            held = locked(Activity, activity_id) or abort(404)
            one = operations.sign_up(
                held, _firm(), form.child_name.data or "", form.grade.data, by=reader(), at=clock.now()
            )
    except Refused as refused:
        form[refused.field].errors = [refused.text]
        return render_template("enrolment/activities/show.html", **context(activity, form)), 422
    waits = one.state.label if one.state == SignUpState.WAITING else ""
    said = "名额已满，已列入候补，有空位时自动转为报名成功" if waits else "已报名"
    return redirect_to(f"{PATH}/{activity_id}", said)


@bp.post("/sign-ups/<int:sign_up_id>/withdrawal")
@requires(FILE, Permission.ENROLMENT_MANAGE)
def withdraw(activity_id: int, sign_up_id: int) -> ResponseReturnValue:
    """Take a child out; who waits moves up."""
    activity = activity_or_404(activity_id)
    found = queries.find_sign_up(reader(), activity, sign_up_id) or abort(404)
    own = found.enterprise_id in access.units(reader(), FILE)
    if activity.ends_on < clock.today() or not (own or access.manages(reader(), activity.park_id)):
        abort(403)
    with writing():
        held, one = locked(Activity, activity_id) or abort(404), locked(SignUp, sign_up_id) or abort(404)
        operations.withdraw(held, one, by=reader(), at=clock.now())
    return redirect_to(f"{PATH}/{activity_id}", "已退出")


def _group(activity_id: int) -> Activity:
    activity = activity_or_404(activity_id)
    return activity if access.is_group(reader(), activity.park_id) else abort(403)


def _attendance(activity: Activity, form: AttendanceForm, **more: Any) -> str:
    return render_template(
        "enrolment/activities/attendance.html", form=form, page=page.one(reader(), activity, clock.today()), **more
    )


@bp.get("/attendance")
@requires(ANSWER)
def attendance(activity_id: int) -> str:
    """The form of a day's attendance: today's, the last day's, or that of the day in the address."""
    activity = _group(activity_id)
    form = AttendanceForm(request.args)
    day = form.on_day.data or min(clock.today(), activity.ends_on)
    form.on_day.data = day
    return _attendance(activity, form, present=queries.present_on(activity.id, day))


@bp.post("/attendance")
@requires(ANSWER)
def attend(activity_id: int) -> ResponseReturnValue:
    """Write who was there."""
    activity, form = _group(activity_id), AttendanceForm()
    form.activity = activity
    if not form.validate():
        return _attendance(activity, form, present=form.ids()), 422
    day = form.on_day.data or clock.today()
    with writing():
        held = locked(Activity, activity_id) or abort(404)
        came = operations.attend(held, day, form.ids(), by=reader(), at=clock.now())
    return redirect_to(f"{PATH}/{activity_id}", f"已登记{day.month}月{day.day}日到场 {came} 人")


@bp.get("/children")
@requires(FILE, ANSWER)
def children(activity_id: int) -> str:
    """Ask why the list of children is taken along."""
    activity = activity_or_404(activity_id)
    return render_template("enrolment/activities/export.html", form=ExportForm(), activity=activity)


@bp.post("/children")
@requires(FILE, ANSWER)
def export_children(activity_id: int) -> ResponseReturnValue:
    """Send the children whom the reader may see as a marked workbook."""
    activity, form = activity_or_404(activity_id), ExportForm()
    if not form.validate():
        return render_template("enrolment/activities/export.html", form=form, activity=activity), 422
    return export.send_children(reader(), activity, form.reason.data, at=clock.now())
