"""Reading users for their administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from zz import clock
from zz.accounts.models import AuthSession, LoginThrottle, Membership, Unit, User
from zz.accounts.throttle import account_key
from zz.admin.units_tree import in_tree_order
from zz.admin.users_filters import UserFilter, UserState
from zz.db import db
from zz.spelling import search_key
from zz.web import Page, paginate

MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class UserRow:
    """A user as the table shows it; `seen` is the last use, in Shanghai time."""

    user: User
    seen: datetime | None

    @property
    def state(self) -> UserState:
        if not self.user.active:
            return UserState.DISABLED
        return UserState.FIRST if self.user.must_change_password else UserState.ACTIVE

    @property
    def roles(self) -> list[str]:
        return [f"{m.unit.name} · {m.role.label}" for m in self.user.memberships]


def _conditions(f: UserFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if f.q:
        found.append(User.search.contains(search_key(f.q), autoescape=True))
    if f.unit or f.role:
        found.append(User.memberships.any(and_(*_membership(f))))
    if f.state == UserState.DISABLED:
        found.append(User.active.is_(False))
    elif f.state:
        found += [User.active.is_(True), User.must_change_password == (f.state == UserState.FIRST)]
    return found


def _membership(f: UserFilter) -> Iterator[ColumnElement[bool]]:
    if f.role:
        yield Membership.role == f.role
    if f.unit:
        path = select(Unit.path).where(Unit.id == f.unit).scalar_subquery()
        below = select(Unit.id).where(func.substr(Unit.path, 1, func.length(path)) == path)
        yield Membership.unit_id.in_(below)


def _query(f: UserFilter) -> Any:
    seen = (
        select(func.max(AuthSession.last_seen_at)).where(AuthSession.user_id == User.id).correlate(User)
    ).scalar_subquery()
    column = {"name": User.name, "username": User.username, "created": User.created_at}[f.sort.removeprefix("-")]
    roles = selectinload(User.memberships).joinedload(Membership.unit)
    query: Any = select(User, seen).where(*_conditions(f)).options(roles)
    return query.order_by(column.desc() if f.sort.startswith("-") else column, User.id)


def _row(user: User, seen: datetime | None) -> UserRow:
    return UserRow(user, clock.local(seen) if seen else None)


def page(f: UserFilter) -> Page[UserRow]:
    """Return the page of users that the address asks for."""
    total = db.session.scalar(select(func.count()).select_from(User).where(*_conditions(f))) or 0
    found = paginate(_query(f), total=total)
    return Page([_row(user, seen) for user, seen in found.items], found.number, found.total, found.size)


def everyone(f: UserFilter) -> list[UserRow]:
    """Return every user of the filter, for the export."""
    return [_row(user, seen) for user, seen in db.session.execute(_query(f).limit(MOST_EXPORTED)).all()]


def count() -> int:
    """Return how many users there are."""
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def user(user_id: int) -> User | None:
    """Return a user with roles and units loaded."""
    roles = selectinload(User.memberships).joinedload(Membership.unit)
    return db.session.scalars(select(User).options(roles).where(User.id == user_id)).first()


def locked_until(found: User) -> datetime | None:
    """Return until when (Shanghai time) wrong passwords keep the account locked; None where it is open."""
    query = select(LoginThrottle.locked_until).where(LoginThrottle.key == account_key(found.username))
    until = db.session.scalar(query)
    return clock.local(until) if until and until > clock.real_now() else None


def taken(usernames: list[str]) -> set[str]:
    """Return those of `usernames` that somebody has."""
    return set(db.session.scalars(select(User.username).where(User.username.in_(usernames))))


def units_by_name(names: list[str]) -> dict[str, Unit]:
    """Return the units called so in full; a short name counts where only one unit has it."""
    either = Unit.name.in_(names) | Unit.short_name.in_(names)
    found = list(db.session.scalars(select(Unit).where(either).options(joinedload(Unit.parent)).order_by(Unit.id)))
    short: dict[str, list[Unit]] = {}
    for unit in found:
        if unit.short_name:
            short.setdefault(unit.short_name, []).append(unit)
    return {k: v[0] for k, v in short.items() if len(v) == 1} | {unit.name: unit for unit in found}


def unit_names() -> list[str]:
    """Return the names of all units in use, for a list to choose from."""
    return list(db.session.scalars(select(Unit.name).where(Unit.active).order_by(Unit.path, Unit.id)))


def unit_options() -> list[tuple[int, str]]:
    """Return (id, name) of all units, indented as the tree is, for the filter."""
    rows = db.session.execute(select(Unit.id, Unit.name, Unit.parent_id)).all()
    return [(row.id, "　" * depth + row.name) for depth, row in in_tree_order(rows)]


def active_user_id(username: str) -> int | None:
    """Return the number of the active user called `username`; None where there is none."""
    return db.session.scalars(select(User.id).where(User.username == username, User.active)).first()
