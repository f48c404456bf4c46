"""`/admin/users/<id>/handover`: everything that is open goes to a successor, at once."""

from typing import cast

from flask import Blueprint, abort, render_template, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.validators import InputRequired

from zz import clock
from zz.access import Permission, requires
from zz.accounts import handover, policy
from zz.accounts.models import User
from zz.accounts.policy import Refused
from zz.admin import users_queries as queries
from zz.db import locked, writing
from zz.notices import notify
from zz.web import form_error, redirect_to
from zz.web.choices import choices

bp = Blueprint("handover", __name__)


class HandoverForm(FlaskForm):
    """Who takes over."""

    successor = SelectField("接收人", [InputRequired("请选择接收人。")], validate_choice=False)


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _found(user_id: int) -> User:
    user = queries.user(user_id) or abort(404)
    if not policy.can_manage(_me(), user):
        abort(403)
    return user


def _context(user: User, form: HandoverForm) -> dict[str, object]:
    people = handover.successors(user)
    named = [(str(p.id), f"{p.name}（{p.unit.label}）" if p.unit else p.name) for p in people]
    form.successor.choices = choices([("", "请选择"), *named])
    return {"user": user, "form": form, "items": handover.open_items(user), "people": people}


@bp.get("/admin/users/<int:user_id>/handover")
@requires(Permission.USERS_MANAGE)
def show(user_id: int) -> str:
    """Count what is open and ask for the successor."""
    return render_template("admin/users_handover.html", **_context(_found(user_id), HandoverForm()))


@bp.post("/admin/users/<int:user_id>/handover")
@requires(Permission.USERS_MANAGE)
def hand_over(user_id: int) -> Response | tuple[str, int]:
    """Hand it over."""
    user, form = _found(user_id), HandoverForm()
    chosen = str(form.successor.data or "")
    if not form.validate() or not chosen.isascii() or not chosen.isdecimal():
        form.successor.errors = ["请选择接收人。"]
        return form_error("admin/users_handover.html", **_context(user, form))
    try:
        said = _handed(user_id, int(chosen))
    except Refused as refused:
        form.successor.errors = [refused.sentence]
        return form_error("admin/users_handover.html", **_context(_found(user_id), form))
    return redirect_to(url_for("user.show", user_id=user_id), said)


def _handed(user_id: int, successor_id: int) -> str:
    at = clock.now()
    with writing():
        rows = {i: locked(User, i) for i in sorted({user_id, successor_id})}
        user, successor = rows[user_id] or abort(404), rows[successor_id] or abort(404)
        items = handover.hand_over(user, successor, by=_me(), at=at)
        notify([successor], f"{user.name}的工作移交给您：{items}", "/inbox", at=at)
        return f"已将“{user.name}”的{items}移交给{successor.name}"
