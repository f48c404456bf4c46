"""`/admin/users`: the table of users and its export."""

from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Flask, request
from flask_login import current_user

from zz.access import Permission, requires
from zz.accounts import administrators
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.admin import users_export
from zz.admin import users_queries as queries
from zz.admin.users_filters import UserFilter, UserState
from zz.admin.workbooks import attachment
from zz.web import MenuEntry, menu, page_or_part

bp = Blueprint("users", __name__)


@dataclass(frozen=True)
class Column:
    """A column of the table (see templates/components/table.html)."""

    key: str
    label: str
    kind: str = "text"
    sort: bool = False
    keep: bool = False


COLUMNS = (
    Column("name", "姓名", "name", sort=True),
    Column("roles", "单位与角色", keep=True),
    Column("phone", "手机"),
    Column("state", "状态", keep=True),
    Column("seen", "最近使用", "date"),
)


@bp.get("/admin/users")
@requires(Permission.USERS_MANAGE)
def index() -> Any:
    """Show the users, or export exactly what is shown."""
    found = UserFilter.from_args(request.args, request.path)
    if request.args.get("format") == "xlsx":
        me = cast(User, current_user._get_current_object())
        data = users_export.workbook(queries.everyone(found), by=me, target=request.full_path)
        return attachment(data, "用户名册")
    return page_or_part(
        "admin/users.html", "admin/_users_table.html", filter=found, users=queries.page(found), columns=COLUMNS,
        roles=Role.options(), states=UserState.options(), units=queries.unit_options(), everyone=queries.count(),
        missing=[role.label for role, held in administrators.holders().items() if not held],
    )  # fmt: skip


def init_app(app: Flask) -> None:
    """Serve the table and enter it in the menu."""
    app.register_blueprint(bp)
    menu.register(app, MenuEntry("用户", "users.index", "/admin/users", (Permission.USERS_MANAGE,), 80))
