"""`/admin/calendar`: a year of working days; a day is changed with a reason."""

from datetime import date
from typing import cast

from flask import Blueprint, Flask, abort, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from zz import calendar, clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.admin.calendar_year import months, uncovered
from zz.db import writing
from zz.web import MenuEntry, form_error, menu, redirect_to
from zz.web.choices import choices

FIRST_YEAR, LAST_YEAR = 2004, 2099
WEEKDAYS = "一二三四五六日"

bp = Blueprint("calendar", __name__)


class DayForm(FlaskForm):
    """A day, what it is to be, and why."""

    day = DateField("日期", [InputRequired("请填写日期，例如 2023-09-29")])
    working = RadioField(
        "设为",
        [InputRequired("请选择工作日或休息日")],
        choices=choices([("1", "工作日"), ("0", "休息日")]),
    )
    reason = StringField("理由", [DataRequired("请写明依据，例如放假通知文号"), Length(max=60, message="最多 60 个字")])


def _year() -> int:
    year = request.args.get("year", clock.today().year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return year


def _page(year: int, form: DayForm) -> dict[str, object]:
    today = clock.today()
    return {
        "weekdays": WEEKDAYS,
        "year": year,
        "months": months(year, today),
        "form": form,
        "warning": uncovered(year, today),
        "previous": url_for(".index", year=year - 1) if year > FIRST_YEAR else None,
        "next": url_for(".index", year=year + 1) if year < LAST_YEAR else None,
    }


def _chosen(year: int) -> date | None:
    """Return the day that was clicked (`?day=2023-09-29`), if it lies in the year shown."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if day.year == year else None


@bp.get("/admin/calendar")
@requires(Permission.CALENDAR_EDIT)
def index() -> str:
    """Show a year; a day clicked in it stands in the form, ready to be turned into the opposite."""
    year = _year()
    day = _chosen(year)
    opposite = None if day is None else str(int(not calendar.is_working_day(day)))
    form = DayForm(data={"day": day, "working": opposite})
    return render_template("admin/calendar.html", chosen=day, **_page(year, form))


@bp.post("/admin/calendar")
@requires(Permission.CALENDAR_EDIT)
def set_day() -> Response | tuple[str, int]:
    """Change one day."""
    form = DayForm()
    if not form.validate() or not (day := form.day.data):
        return form_error("admin/calendar.html", chosen=form.day.data, **_page(_year(), form))
    working = form.working.data == "1"
    by = cast(User, current_user._get_current_object())
    with writing():
        calendar.set_day(day, working, by=by, at=clock.now(), reason=form.reason.data or "")
    say = f"{day.year}年{day.month}月{day.day}日已设为{'工作日' if working else '休息日'}，此后计算的期限按此执行"
    return redirect_to(url_for(".index", year=day.year), say)


def init_app(app: Flask) -> None:
    """Serve the page and enter it in the menu."""
    app.register_blueprint(bp)
    entry = MenuEntry("工作日历", "calendar.index", "/admin/calendar", (Permission.CALENDAR_EDIT,), 86)
    menu.register(app, entry)
