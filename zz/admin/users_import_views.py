"""`/admin/users/import`: the common pages of an import, the empty list, and the first passwords, shown once."""

from typing import Any, cast

from flask import Blueprint, Flask, abort, current_app, render_template, request
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.admin import users_import_passwords as first
from zz.admin.users_import_kind import USERS, template
from zz.admin.workbooks import attachment
from zz.db import writing
from zz.imports import queries
from zz.imports.blueprint import blueprint
from zz.imports.models import ImportBatch

bp = Blueprint("user_import", __name__)
MINUTES_KEPT = 30


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _batch(batch_id: int) -> ImportBatch:
    units = queries.units(_me(), USERS.permission)
    return queries.batch(batch_id, USERS.key, units) or abort(404)


def _seal() -> URLSafeTimedSerializer:
    """Return what signs the passwords a page carries, for this user and a short time only."""
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"first-passwords-{_me().id}")


@bp.get("/admin/users/import/template")
@requires(Permission.USERS_MANAGE)
def empty_list() -> Response:
    """Give the empty workbook."""
    return attachment(template(), "用户导入模板")


@bp.get("/admin/users/import/<int:batch_id>/passwords")
@requires(Permission.USERS_MANAGE)
def passwords(batch_id: int) -> str:
    """Show who waits for a first password."""
    batch = _batch(batch_id)
    return render_template("admin/users_import_passwords.html", batch=batch, users=first.waiting(batch.id))


@bp.post("/admin/users/import/<int:batch_id>/passwords")
@requires(Permission.USERS_MANAGE)
def deal(batch_id: int) -> Any:
    """Deal first passwords out, and show them once."""
    batch = _batch(batch_id)
    drawn = first.draw(first.waiting(batch.id))
    with writing():
        dealt = first.deal(batch.id, drawn, by=_me(), at=clock.now())
    rows = [(one.unit, one.name, one.username, one.password) for one in dealt]
    return render_template("admin/users_import_done.html", batch=batch, users=rows, rows=_seal().dumps(rows))


@bp.post("/admin/users/import/passwords")
@requires(Permission.USERS_MANAGE)
def password_list() -> Any:
    """Give the first passwords as a workbook; they come from the page and are kept nowhere."""
    try:
        rows = _seal().loads(request.form.get("rows", ""), max_age=MINUTES_KEPT * 60)
    except BadSignature:
        abort(404)
    return attachment(first.workbook(rows), "初始密码表")


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint(USERS, "/admin/users/import"))
    app.register_blueprint(bp)
