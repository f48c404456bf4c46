"""Users as something to import: the columns of a list, the empty list, and how a value is said."""

from typing import Any

from flask import url_for

from zz.accounts import user_operations as operations
from zz.accounts.models import Unit
from zz.accounts.roles import ADMINISTRATORS, Permission, Role
from zz.admin import users_import_passwords as passwords
from zz.admin.users_forms import PHONE, PHONE_FAULT, USERNAME_FAULT
from zz.admin.users_import import UserDesk
from zz.db import db
from zz.imports.kinds import Kind, register
from zz.imports.models import ImportBatch
from zz.sheets.import_table import Field
from zz.sheets.read import Cell
from zz.sheets.text import clean_text, half_width
from zz.sheets.values import CellError
from zz.sheets.write import Column, write_table

LONGEST_NAME = 64


def _username(value: Cell, heading: str) -> str:
    text = half_width(clean_text(value)).strip().lower()
    if text and not operations.USERNAME.fullmatch(text):
        raise CellError(USERNAME_FAULT + "。")
    return text


def _name(value: Cell, heading: str) -> str:
    if len(text := clean_text(value)) > LONGEST_NAME:
        raise CellError(f"姓名最多 {LONGEST_NAME} 个字。")
    return text


def _phone(value: Cell, heading: str) -> str:
    text = half_width(clean_text(value)).replace(" ", "")
    if text and not PHONE.fullmatch(text):
        raise CellError(PHONE_FAULT + "。")
    return text


def _role(value: Cell, heading: str) -> Role | None:
    text = clean_text(value)
    if not text:
        return None
    found = Role.by_label(text)
    if not isinstance(found, Role):
        raise CellError(f"没有角色“{text}”，可填：{_roles()}。")
    if found in ADMINISTRATORS:
        raise CellError("管理员角色不能导入，须由安全管理员在“管理员”页任命。")
    return found


def _roles() -> str:
    return "、".join(role.label for role in Role if role not in ADMINISTRATORS)


FIELDS = (
    Field("username", "用户名", _username, ("账号", "登录名"), required=True),
    Field("name", "姓名", _name, required=True),
    Field("phone", "手机", _phone, ("手机号", "手机号码", "联系电话", "电话")),
    Field("unit", "单位", names=("单位名称", "所在单位"), required=True),
    Field("role", "角色", _role, required=True),
)
LABELS = {"username": "用户名", "name": "姓名", "phone": "手机", "unit_id": "单位", "role": "角色"}


def template() -> bytes:
    """Return the empty list, with its rules in the heading."""
    columns = [Column(field.label, field.label, width=24) for field in FIELDS]
    rules = f"单位填系统中的全称；角色可填：{_roles()}"
    return write_table(columns, [], title="用户导入模板", subtitle=rules)


def show(key: str, value: Any) -> str:
    """Say a value of a new user."""
    if value in (None, ""):
        return ""
    if key == "role":
        return Role(value).label
    if key == "unit_id":
        unit = db.session.get(Unit, value)
        return unit.name if unit else ""
    return str(value)


def following(batch: ImportBatch) -> tuple[str, str] | None:
    """Offer the first passwords of those who have not signed in yet."""
    if not (waiting := len(passwords.waiting(batch.id))):
        return None
    return f"发放初始密码（{waiting} 人）", url_for("user_import.passwords", batch_id=batch.id)


USERS = register(
    Kind(
        "users", "用户", "人", Permission.USERS_MANAGE, FIELDS, UserDesk, labels=LABELS, show=show,
        subject_url=lambda i: f"/admin/users/{i}",
        list_url=lambda: url_for("users.index"),
        computed=frozenset({"状态", "最近使用", "新增时间"}),
        paper="名册",
        template=lambda: url_for("user_import.empty_list"),
        following=following,
    )
)  # fmt: skip
