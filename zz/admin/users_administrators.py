"""`/admin/administrators`: the three administrators, whom `security` appoints."""

from typing import Any, cast

from flask import Blueprint, Flask, abort, render_template, url_for
from flask_login import current_user

from zz import clock
from zz.access import Permission, requires
from zz.accounts import administrators, policy
from zz.accounts.models import User
from zz.accounts.policy import Refused
from zz.accounts.roles import ADMINISTRATORS, Role
from zz.admin import users_queries as queries
from zz.admin.users_forms import AppointForm
from zz.db import locked, writing
from zz.web import MenuEntry, menu, redirect_to
from zz.web.choices import choices

bp = Blueprint("administrators", __name__)

DUTIES = {
    Role.ADMIN: "管理用户和单位、系统设置",
    Role.SECURITY: "管理登录与安全规则，任免三类管理员",
    Role.AUDITOR: "查看审计日志，不参与管理",
}


def _me() -> User:
    return cast(User, current_user._get_current_object())


def page(form: AppointForm | None = None, refused: str | None = None) -> str:
    """Render the page; `refused` says what could not be done."""
    may_grant = administrators.grantable(_me())
    form = form or AppointForm(formdata=None)
    form.role.choices = choices((role.value, role.label) for role in may_grant)
    return render_template(
        "admin/users_administrators.html", form=form, refused=refused, duties=DUTIES, holders=administrators.holders(),
        may_grant=may_grant, can_manage=lambda user: policy.can_manage(_me(), user),
        eligible=administrators.eligible() if may_grant else [], unit_names=queries.unit_names(),
    )  # fmt: skip


@bp.get("/admin/administrators")
@requires(Permission.ADMINISTRATORS_GRANT, Permission.USERS_MANAGE)
def index() -> str:
    """Show who the administrators are."""
    return page()


@bp.post("/admin/administrators")
@requires(Permission.ADMINISTRATORS_GRANT, Permission.USERS_MANAGE)
def appoint() -> Any:
    """Appoint an administrator."""
    form = AppointForm()
    role = next((r for r in ADMINISTRATORS if r.value == form.role.data), None)
    if role is None or role not in administrators.grantable(_me()):
        abort(403)
    if not form.validate() or not form.find():
        return page(form), 422
    try:
        with writing():
            user = locked(User, form.user_id) or abort(404)
            administrators.appoint(user, role, form.reloaded_unit(), by=_me(), at=clock.now())
            name = user.name
    except Refused as refused:
        form.username.errors = [refused.sentence]
        return page(form), 422
    return redirect_to(url_for("administrators.index"), f"已任命“{name}”为{role.label}")


@bp.post("/admin/administrators/<int:user_id>/dismissal")
@requires(Permission.ADMINISTRATORS_GRANT)
def dismiss(user_id: int) -> Any:
    """Take an administrator's role away."""
    found = queries.user(user_id) or abort(404)
    role = next(iter(found.roles & ADMINISTRATORS), None) or abort(404)
    try:
        with writing():
            user = locked(User, user_id) or abort(404)
            administrators.dismiss(user, role, by=_me(), at=clock.now())
            name = user.name
    except Refused as refused:
        return page(refused=refused.sentence), 409
    return redirect_to(url_for("administrators.index"), f"已收回“{name}”的{role.label}角色")


def init_app(app: Flask) -> None:
    """Serve the page and enter it in the menu of `security`."""
    app.register_blueprint(bp)
    entry = MenuEntry("管理员", "administrators.index", "/admin/administrators", (Permission.ADMINISTRATORS_GRANT,), 82)
    menu.register(app, entry)
