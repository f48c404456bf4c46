"""One user: `/admin/users/new`, `/admin/users/<id>` and what is done there."""

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, abort, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.accounts import handover, passwords, policy
from zz.accounts import user_operations as operations
from zz.accounts.models import User
from zz.accounts.policy import Refused
from zz.admin import users_administrators
from zz.admin import users_queries as queries
from zz.admin.users_forms import NewUserForm, UserForm
from zz.db import StaleVersion, locked, writing
from zz.web import redirect_to

bp = Blueprint("user", __name__)
CHANGED = "您打开页面后，这名用户已被别人修改。下面是最新内容，请核对后重新修改"


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _found(user_id: int) -> User:
    return queries.user(user_id) or abort(404)


def _rows_changed(form: UserForm) -> bool:
    """Add or take out a row of roles where one of those buttons was pressed."""
    if "more" in request.form:
        form.more()
        return True
    if "remove" in request.form:
        form.remove(request.form["remove"])
        return True
    return False


@bp.get("/admin/users/new")
@requires(Permission.USERS_MANAGE)
def new() -> str:
    """Ask for a new user."""
    form = NewUserForm()
    form.more()
    return _new_page(form)


def _new_page(form: NewUserForm, refused: str | None = None) -> str:
    return render_template("admin/users_new.html", form=form, refused=refused, unit_names=queries.unit_names())


@bp.post("/admin/users/new")
@requires(Permission.USERS_MANAGE)
def create() -> Any:
    """Create a user and show the one-time password, once."""
    form = NewUserForm()
    if _rows_changed(form):
        return _new_page(form)
    if not form.validate():
        return _new_page(form), 422
    password = passwords.one_time()
    hashed = passwords.hash_one_time(password)
    try:
        with writing():
            chosen = form.reloaded()
            user = operations.create_user(
                str(form.username.data), str(form.name.data), form.phone.data or "", hashed, chosen,
                by=_me(), at=clock.now(),
            )  # fmt: skip
    except Refused as refused:
        return _new_page(form, refused.sentence), 409
    return _password_page(user.id, password, "已新增")


def _password_page(user_id: int, password: str, done: str) -> str:
    found = _found(user_id)
    return render_template(
        "admin/users_password.html", user=found, password=password, done=done, back_url=_back(user_id)
    )


@bp.get("/admin/users/<int:user_id>")
@requires(Permission.USERS_MANAGE)
def show(user_id: int) -> str:
    """Show one user with what can be changed."""
    return _page(_found(user_id))


def _fresh(user: User) -> UserForm:
    roles = [{"unit": m.unit.name, "role": m.role} for m in user.memberships]
    form = UserForm(
        formdata=None, data={"version": user.version, "name": user.name, "phone": user.phone, "roles": roles}
    )
    if not roles:
        form.more()
    return form


def _page(user: User, form: UserForm | None = None, refused: str | None = None) -> str:
    return render_template(
        "admin/users_edit.html", user=user, form=form or _fresh(user), refused=refused,
        may_manage=policy.can_manage(_me(), user), may_assign=policy.can_assign_roles(_me(), user),
        locked_until=queries.locked_until(user), unit_names=queries.unit_names(),
        items=handover.words(handover.open_items(user)),
    )  # fmt: skip


@bp.post("/admin/users/<int:user_id>")
@requires(Permission.USERS_MANAGE)
def edit(user_id: int) -> Any:
    """Change name, phone and roles; a page that is out of date comes back fresh."""
    form, found = UserForm(), _found(user_id)
    if _rows_changed(form):
        return _page(found, form)
    may_assign = policy.can_assign_roles(_me(), found)
    if not form.validate():
        return _page(found, form), 422
    try:
        with writing():
            user = locked(User, user_id, form.seen_version) or abort(404)
            operations.edit_user(user, name=str(form.name.data), phone=form.phone.data or "", by=_me(), at=clock.now())
            if may_assign:
                operations.assign_roles(user, form.reloaded(), by=_me(), at=clock.now())
    except StaleVersion:
        return _page(_found(user_id), refused=CHANGED), 409
    except Refused as refused:
        return _page(_found(user_id), form, refused.sentence), 409
    return redirect_to(url_for("users.index"), f"已保存“{form.name.data}”的信息")


def _do(user_id: int, operation: Callable[..., Any], say: str) -> Response | tuple[str, int]:
    """Do one thing to a user's account, for whoever may, and go back with a sentence."""
    if _found(user_id) != _me() and not policy.can_manage(_me(), _found(user_id)):
        abort(403)
    try:
        with writing():
            user = locked(User, user_id) or abort(404)
            operation(user, by=_me(), at=clock.now())
            done = say.format(name=user.name)
    except Refused as refused:
        return _refused(user_id, refused.sentence)
    return redirect_to(_back(user_id), done)


def _refused(user_id: int, sentence: str) -> tuple[str, int]:
    if _me().has(Permission.USERS_MANAGE):
        return _page(_found(user_id), refused=sentence), 409
    return users_administrators.page(refused=sentence), 409


def _back(user_id: int) -> str:
    if _me().has(Permission.USERS_MANAGE):
        return url_for("user.show", user_id=user_id)
    return url_for("administrators.index")


@bp.post("/admin/users/<int:user_id>/disablement")
@requires(Permission.USERS_MANAGE, Permission.ADMINISTRATORS_GRANT)
def disable(user_id: int) -> Any:
    """Close the account."""
    items = handover.words(handover.open_items(_found(user_id)))
    hint = f"；名下还有 {items}，请尽快移交" if items else ""
    return _do(user_id, operations.disable_user, "已停用“{name}”的账号，其登录已全部退出" + hint)


@bp.post("/admin/users/<int:user_id>/enablement")
@requires(Permission.USERS_MANAGE, Permission.ADMINISTRATORS_GRANT)
def enable(user_id: int) -> Any:
    """Open the account again."""
    return _do(user_id, operations.enable_user, "已启用“{name}”的账号")


@bp.post("/admin/users/<int:user_id>/sessions")
@requires(Permission.USERS_MANAGE, Permission.ADMINISTRATORS_GRANT)
def end_sessions(user_id: int) -> Any:
    """Sign the user out everywhere."""
    return _do(user_id, operations.end_sessions, "“{name}”的登录已全部退出")


@bp.post("/admin/users/<int:user_id>/password")
@requires(Permission.USERS_MANAGE, Permission.ADMINISTRATORS_GRANT)
def reset_password(user_id: int) -> Any:
    """Give a one-time password and show it, once."""
    if not policy.can_manage(_me(), _found(user_id)):
        abort(403)
    password = passwords.one_time()
    hashed = passwords.hash_one_time(password)
    with writing():
        user = locked(User, user_id) or abort(404)
        operations.reset_password(user, hashed, by=_me(), at=clock.now())
    return _password_page(user_id, password, "已重置密码：")
