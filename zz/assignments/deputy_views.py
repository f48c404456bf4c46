"""`/deputies`: who stands in for me, and for whom I stand in."""

from typing import cast

from flask import Blueprint, Flask, abort, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import Deputy, User
from zz.assignments import deputies
from zz.assignments.deputies import Refused
from zz.assignments.forms import ActForm
from zz.db import locked, writing
from zz.web import form_error, redirect_to
from zz.web.choices import choices

bp = Blueprint("deputies", __name__)


class DeputyForm(ActForm):
    """委托代理."""

    deputy_id = SelectField("代理人", [InputRequired("请选择代理人。")])
    from_day = DateField("开始日期", [InputRequired("请填写开始日期。")])
    to_day = DateField("结束日期", [InputRequired("请填写结束日期。")])


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _form() -> DeputyForm:
    form, people = DeputyForm(), deputies.eligible(_me())
    named = [(str(p.id), f"{p.name}（{p.unit.label}）" if p.unit else p.name) for p in people]
    form.deputy_id.choices = choices([("", "请选择"), *named])
    return form


def _context(form: DeputyForm) -> dict[str, object]:
    today = clock.today()
    return {"form": form, "found": deputies.of(_me(), today), "span": deputies.span, "today": today, "me": _me()}


@bp.get(deputies.PATH)
@requires(Permission.INBOX)
def index() -> str:
    """Show both directions, and the form."""
    return render_template("assignments/deputies.html", **_context(_form()))


@bp.post(deputies.PATH)
@requires(Permission.INBOX)
def appoint() -> Response | tuple[str, int]:
    """Appoint a deputy for oneself."""
    form = _form()
    if not form.validate_on_submit():
        return form_error("assignments/deputies.html", **_context(form))
    assert form.from_day.data is not None and form.to_day.data is not None  # noqa: S101  (required above)
    try:
        with writing():
            user = locked(User, _me().id) or abort(404)
            row = deputies.appoint(
                user, int(form.deputy_id.data), form.from_day.data, form.to_day.data, by=user, at=clock.now()
            )
            said = f"已委托{row.deputy.name}代理：{deputies.span(row)}"
    except Refused as refused:
        form[refused.field].errors = [refused.text]
        return form_error("assignments/deputies.html", **_context(form))
    return redirect_to(url_for(".index"), said)


@bp.post("/deputies/<int:deputy_id>/end")
@requires(Permission.INBOX)
def end(deputy_id: int) -> Response:
    """End an appointment of one's own, in either direction."""
    with writing():
        row = locked(Deputy, deputy_id)
        if row is None or _me().id not in (row.user_id, row.deputy_id):
            abort(404)
        deputies.end(row, by=_me(), at=clock.now())
        said = f"{row.deputy.name}代理{row.user.name}已终止"
    return redirect_to(url_for(".index"), said)


def init_app(app: Flask) -> None:
    """Serve the page."""
    app.register_blueprint(bp)
