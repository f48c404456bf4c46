"""The desk of user imports: plan rows against who is there, create accounts, take them back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from zz.accounts import passwords, policy
from zz.accounts import user_operations as operations
from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role
from zz.accounts.verbs import PASSWORD_RESET, USER_CREATED
from zz.admin import users_queries as queries
from zz.db import db
from zz.imports.kinds import Applied, Moved, Plan, Target
from zz.imports.undoing import used
from zz.imports.vocabulary import Outcome
from zz.journal import Event
from zz.sheets.import_table import ParsedRow

OWN = frozenset({"membership", "password_history", "event", "import_row"})
USED = "导入后已登录或已有工作记录，没有撤销；不再使用的账号请停用。"
CHANGED = "导入后改动过，没有撤销。"
GONE = "用户已不在。"
Prepared = list[operations.NewUser]


class UserDesk:
    """One import of users. A row that says what is there already is unchanged; no account is ever changed."""

    def __init__(self, target: Target) -> None:
        self.first: dict[str, int] = {}

    def announce(self, names: Iterable[str]) -> None:
        """Begin a file anew."""
        self.first.clear()

    def plan(self, rows: Sequence[ParsedRow]) -> list[Plan]:
        """Say what each row would do: two queries whatever their number."""
        known = _known([row.values.get("username") or "" for row in rows])
        units = queries.units_by_name([row.values.get("unit") or "" for row in rows])
        return [self._plan(row, known.get(row.values.get("username") or ""), units) for row in rows]

    def _plan(self, row: ParsedRow, found: User | None, units: dict[str, Unit]) -> Plan:
        values, title = row.values, row.values.get("name") or ""
        unit = units.get(values.get("unit") or "")
        name = values.get("username")
        if name and self.first.setdefault(name, row.number) != row.number:
            row.reject(f"与第 {self.first[name]} 行重复；一人有多个角色的，导入后再到“用户”页添加。", "用户名")
        if values.get("unit"):
            _check_unit(row, unit)
        if found is not None and not row.errors and unit is not None:
            if _same(found, values, unit):
                return Plan(row, Outcome.UNCHANGED, title, found.id)
            row.reject(f"“{name}”已被使用，请换一个；修改已有用户，请到“用户”页。", "用户名")
        if row.errors or unit is None:
            return Plan(row, Outcome.REJECT, title)
        wanted = {
            "username": name, "name": values["name"], "phone": values.get("phone") or "", "unit_id": unit.id,
            "role": str(values["role"]),
        }  # fmt: skip
        return Plan(
            row,
            Outcome.CREATE,
            title,
            changes={k: [None, v] for k, v in wanted.items()},
            wanted=wanted | {"unit": unit},
        )

    def ready(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Units are never made from names here."""

    def prepare(self, plans: Sequence[Plan]) -> Prepared:
        """Give each a password that nobody knows: first passwords are dealt out on a page of their own."""
        return [_new_user(plan.wanted) for plan in plans]

    def apply(self, prepared: Prepared, *, by: User | None, at: datetime) -> list[int]:
        """Create the accounts. Moved: meanwhile a name was taken or a unit changed."""
        try:
            return [user.id for user in operations.create_users(prepared, by=by, at=at)]
        except policy.Refused as refused:
            raise Moved from refused

    def finish(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Users are not tied to each other."""

    def undo(self, rows: Sequence[Applied], *, since: datetime, by: User | None, at: datetime) -> dict[int, str]:
        """Remove accounts that were never used; return by row id why one stays."""
        ids = [row.subject_id for row in rows]
        users = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)).with_for_update())}
        busy = {user_id for user_id, _ in used(User.__tablename__, ids, but=OWN)}
        changed = _changed(ids)
        kept = {
            row.row_id: GONE if row.subject_id not in users else USED if row.subject_id in busy else CHANGED
            for row in rows
            if row.subject_id not in users or row.subject_id in busy | changed
        }
        operations.take_back_users([users[r.subject_id] for r in rows if r.row_id not in kept], by=by, at=at)
        return kept


def _known(usernames: list[str]) -> dict[str, User]:
    roles = selectinload(User.memberships).joinedload(Membership.unit)
    found = db.session.scalars(select(User).options(roles).where(User.username.in_(usernames)))
    return {user.username: user for user in found}


def _same(user: User, values: dict[str, Any], unit: Unit) -> bool:
    held = any((m.unit_id, m.role) == (unit.id, values["role"]) for m in user.memberships)
    return user.name == values["name"] and values.get("phone") in (None, "", user.phone) and held


def _check_unit(row: ParsedRow, unit: Unit | None) -> None:
    role = row.values.get("role")
    if unit is None:
        row.reject(f"没有单位“{row.values['unit']}”，请核对全称，或先在“单位”页新增。", "单位")
    elif not unit.active:
        row.reject(f"“{unit.name}”已停用，请先启用或改填其他单位。", "单位")
    elif role and (fault := policy.role_fault(role, unit)):
        row.reject(fault + "。", "角色")


def _new_user(wanted: dict[str, Any]) -> operations.NewUser:
    secret = passwords.hash_one_time(passwords.one_time())
    roles = [(Role(wanted["role"]), wanted["unit"])]
    return operations.NewUser(wanted["username"], wanted["name"], wanted["phone"], secret, roles)


def _changed(ids: list[int]) -> set[int]:
    """Return the users to whom more has happened than being created and given a first password."""
    harmless = (USER_CREATED.name, PASSWORD_RESET.name)
    query = select(Event.subject_id).where(
        Event.subject_type == User.__tablename__, Event.subject_id.in_(ids), Event.verb.not_in(harmless)
    )
    return set(db.session.scalars(query))
