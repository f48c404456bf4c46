"""Users from a workbook: read, check against the database, create in one transaction; nothing is kept in between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zz.accounts import passwords, policy
from zz.accounts import user_operations as operations
from zz.accounts.models import Unit, User
from zz.accounts.roles import ADMINISTRATORS, Role
from zz.admin import users_queries as queries
from zz.admin.users_forms import PHONE, PHONE_FAULT, USERNAME_FAULT
from zz.sheets.guard import SheetError
from zz.sheets.import_table import Field, ParsedRow, Recognised, parse_rows, recognise
from zz.sheets.read import Cell, Sheet
from zz.sheets.text import clean_text, half_width
from zz.sheets.values import CellError
from zz.sheets.write import Column, write_table

MOST_ROWS = 1000
HEADINGS = ("用户名", "姓名", "手机", "单位", "角色")


@dataclass(frozen=True)
class NewUser:
    """A row that can be imported; plain values, so that a page can carry it."""

    username: str
    name: str
    phone: str
    unit: str
    role: str

    @property
    def role_label(self) -> str:
        """The role in words."""
        return Role(self.role).label


@dataclass(frozen=True)
class Preview:
    """What a workbook holds: rows to import, and rows to be given back."""

    recognised: Recognised
    good: list[NewUser]
    bad: list[ParsedRow]


def _username(value: Cell, heading: str) -> str:
    text = half_width(clean_text(value)).strip().lower()
    if text and not operations.USERNAME.fullmatch(text):
        raise CellError(USERNAME_FAULT + "。")
    return text


def _name(value: Cell, heading: str) -> str:
    if len(text := clean_text(value)) > 64:
        raise CellError("姓名最多 64 个字。")
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
        known = "、".join(role.label for role in Role if role not in ADMINISTRATORS)
        raise CellError(f"没有角色“{text}”，可填：{known}。")
    if found in ADMINISTRATORS:
        raise CellError("管理员角色不能导入，须由安全管理员在“管理员”页任命。")
    return found


FIELDS = (
    Field("username", "用户名", _username, ("账号", "登录名"), required=True),
    Field("name", "姓名", _name, required=True),
    Field("phone", "手机", _phone, ("手机号", "手机号码", "联系电话", "电话")),
    Field("unit", "单位", names=("单位名称", "所在单位"), required=True),
    Field("role", "角色", _role, required=True),
)


def template() -> bytes:
    """Return the workbook to be filled, with its rules in the heading."""
    roles = "、".join(role.label for role in Role if role not in ADMINISTRATORS)
    columns = [Column(name, name, width=24) for name in HEADINGS]
    title = "用户导入模板"
    return write_table(columns, [], title=title, subtitle=f"单位填系统中的全称；角色可填：{roles}")


def preview(sheets: Sequence[Sheet]) -> Preview:
    """Read and check every row.

    Raises:
        SheetError: no heading, no row, or too many.
    """
    recognised = recognise(sheets, FIELDS)
    rows = list(parse_rows(recognised))
    if not rows:
        raise SheetError("表头下面没有数据：请从表头的下一行开始填写，一行一人。")
    if len(rows) > MOST_ROWS:
        raise SheetError(f"一次最多导入 {MOST_ROWS} 人，这个文件有 {len(rows)} 行：请分成几个文件。")
    _check_rows(rows)
    good = [_new_user(row.values) for row in rows if not row.errors]
    return Preview(recognised, good, [row for row in rows if row.errors])


def _new_user(values: dict[str, Any]) -> NewUser:
    return NewUser(values["username"], values["name"], values["phone"], values["unit"], str(values["role"]))


def _check_rows(rows: Iterable[ParsedRow]) -> None:
    """Find doubles in the file and in the database, unknown units, roles that do not fit."""
    rows = list(rows)
    taken = queries.taken([row.values.get("username") or "" for row in rows])
    units = queries.units_by_name([row.values.get("unit") or "" for row in rows])
    first: dict[str, int] = {}
    for row in rows:
        name = row.values.get("username")
        if name in taken:
            row.reject(f"“{name}”已被使用，请换一个；给已有用户加角色，请到“用户”页修改。", "用户名")
        elif name and first.setdefault(name, row.number) != row.number:
            row.reject(f"与第 {first[name]} 行重复；一人有多个角色的，导入后再到“用户”页添加。", "用户名")
        if row.values.get("unit"):
            _check_unit(row, units.get(row.values["unit"]))


def _check_unit(row: ParsedRow, unit: Unit | None) -> None:
    role = row.values.get("role")
    if unit is None:
        row.reject(f"没有单位“{row.values['unit']}”，请核对全称，或先在“单位”页新增。", "单位")
    elif not unit.active:
        row.reject(f"“{unit.name}”已停用，请先启用或改填其他单位。", "单位")
    elif role and (fault := policy.role_fault(role, unit)):
        row.reject(fault + "。", "角色")


def prepare(rows: Sequence[NewUser]) -> list[tuple[NewUser, str, str]]:
    """Return each row with a one-time password and its hash; the slow part, before the transaction."""
    made = [(row, passwords.one_time()) for row in rows]
    return [(row, password, passwords.hash_one_time(password)) for row, password in made]


def create_users(made: Sequence[tuple[NewUser, str, str]], *, by: User, at: datetime) -> None:
    """Create all of them, or none.

    Raises:
        Refused: meanwhile a user name was taken or a unit changed.
    """
    units = queries.units_by_name([row.unit for row, _, _ in made])
    for row, _, hashed in made:
        unit = units.get(row.unit)
        if unit is None:
            raise policy.Refused(f"单位“{row.unit}”已改名或不存在，请重新上传文件核对")
        operations.create_user(row.username, row.name, row.phone, hashed, [(Role(row.role), unit)], by=by, at=at)


def password_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the list to be handed out: unit, name, user name, one-time password."""
    keys = ("unit", "name", "username", "password")
    columns = [Column(k, v, width=24) for k, v in zip(keys, ("单位", "姓名", "用户名", "初始密码"), strict=True)]
    cells = [dict(zip(keys, row, strict=True)) for row in rows]
    return write_table(columns, cells, title="初始密码表", subtitle="请分别告知本人，首次登录须修改；用后请删除本文件")
