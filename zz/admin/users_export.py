"""The table of users as a workbook; who took it is logged."""

from collections.abc import Sequence

from zz import clock
from zz.accounts.models import User
from zz.admin.users_queries import UserRow
from zz.db import writing
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table

COLUMNS = (
    Column("name", "姓名"), Column("username", "用户名"), Column("phone", "手机"),
    Column("roles", "单位与角色", width=40),
    Column("state", "状态"), Column("seen", "最近使用", "datetime"),
)  # fmt: skip


def workbook(rows: Sequence[UserRow], *, by: User, target: str) -> bytes:
    """Return the rows as xlsx, and log that `by` exported `target` (an address)."""
    cells = [
        {
            "name": row.user.name, "username": row.user.username, "phone": row.user.phone,
            "roles": "；".join(row.roles), "state": row.state.label, "seen": row.seen,
        }
        for row in rows
    ]  # fmt: skip
    with writing():
        log_access(AccessKind.EXPORTED, target=target, user=by, detail=f"用户 {len(cells)} 人")
    day = clock.today()
    return write_table(
        COLUMNS, cells, title="用户名册", subtitle=f"{day.year}年{day.month}月{day.day}日，共 {len(cells)} 人"
    )
