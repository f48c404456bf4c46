"""What administrators do with the accounts of others. Every function flushes and writes the journal."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from zz.accounts import policy, sessions, throttle, verbs
from zz.accounts.models import Membership, Unit, User
from zz.accounts.operations import set_password
from zz.accounts.policy import Refused
from zz.accounts.roles import ADMINISTRATORS, Role
from zz.db import db
from zz.journal import record
from zz.spelling import search_lines, spellings

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
IN_ONE = 400  # values in one IN (…)
Roles = Sequence[tuple[Role, Unit]]


def search_of(username: str, name: str, phone: str) -> str:
    """Return what `User.search` holds: name, user name, phone, pinyin and initials."""
    return search_lines(name, username, phone, *spellings(name))


def _role_texts(roles: Iterable[tuple[Role, Unit]]) -> list[str]:
    return [f"{unit.name} · {role.label}" for role, unit in roles]


def _check(roles: Roles) -> None:
    for role, unit in roles:
        if role in ADMINISTRATORS:
            raise Refused(f"“{role.label}”只能由安全管理员在“管理员”页授予")
        if fault := policy.role_fault(role, unit):
            raise Refused(fault)
        if not unit.active:
            raise Refused(f"“{unit.name}”已停用，请先启用该单位，或改选其他单位")


def _hold_units(roles: Roles) -> None:
    """Keep the units from being disabled until the commit (PostgreSQL; SQLite has one writer)."""
    ids = sorted({unit.id for _, unit in roles})
    if ids:
        query = select(Unit).where(Unit.id.in_(ids)).order_by(Unit.id).with_for_update(read=True)
        db.session.scalars(query.execution_options(populate_existing=True)).all()


@dataclass(frozen=True)
class NewUser:
    """Somebody who is to have an account; the password behind the hash must be changed at the first sign-in."""

    username: str
    name: str
    phone: str
    password_hash: str
    roles: Roles = ()


def create_user(
    username: str, name: str, phone: str, password_hash: str, roles: Roles = (), *, by: User | None, at: datetime
) -> User:
    """Create a user who must change the password at the first sign-in.

    Raises:
        Refused: the user name is taken, or a role does not fit its unit.
    """
    return create_users([NewUser(username, name, phone, password_hash, roles)], by=by, at=at)[0]


def create_users(new: Sequence[NewUser], *, by: User | None, at: datetime) -> list[User]:
    """Create all of them, in their order, or none.

    Raises:
        Refused: a user name is taken, or a role does not fit its unit.
    """
    _hold_units([pair for one in new for pair in one.roles])
    for one in new:
        _check(one.roles)
    if taken := _taken([one.username for one in new]):
        raise Refused(f"用户名“{taken[0]}”已被使用，请换一个")
    users = [_new_user(one, at) for one in new]
    db.session.add_all(users)
    db.session.flush()
    for user in users:
        found = _role_texts((m.role, m.unit) for m in user.memberships)
        record(
            verbs.USER_CREATED, user, by=by, at=at,
            username=user.username, name=user.name, phone=user.phone, roles=found,
        )  # fmt: skip
    return users


def _taken(usernames: list[str]) -> list[str]:
    found: list[str] = []
    for start in range(0, len(usernames), IN_ONE):
        some = User.username.in_(usernames[start : start + IN_ONE])
        found += db.session.scalars(select(User.username).where(some))
    return found


def _new_user(new: NewUser, at: datetime) -> User:
    return User(
        username=new.username, name=new.name, phone=new.phone, search=search_of(new.username, new.name, new.phone),
        created_at=at, password_hash=new.password_hash, password_changed_at=at, must_change_password=True,
        memberships=[Membership(role=role, unit=unit) for role, unit in new.roles],
    )  # fmt: skip


def take_back_users(users: Sequence[User], *, by: User | None, at: datetime) -> None:
    """Remove users whom nothing refers to, as an import's undo does."""
    for user in users:
        record(verbs.USER_TAKEN_BACK, user, by=by, at=at, username=user.username, name=user.name)
        db.session.delete(user)
    db.session.flush()


def edit_user(user: User, *, name: str, phone: str, by: User, at: datetime) -> None:
    """Change the name and phone of a locked `user`."""
    new = {"name": name, "phone": phone}
    changes = {key: [getattr(user, key), value] for key, value in new.items() if getattr(user, key) != value}
    if not changes:
        return
    user.name, user.phone, user.search = name, phone, search_of(user.username, name, phone)
    db.session.flush()
    record(verbs.USER_EDITED, user, by=by, at=at, name=name, changes=changes)


def assign_roles(user: User, roles: Roles, *, by: User, at: datetime) -> None:
    """Let a locked `user` hold exactly `roles`.

    Raises:
        Refused: somebody's own roles, an administrator's, or a role that does not fit its unit.
    """
    old = [(m.role, m.unit) for m in user.memberships]
    added = [pair for pair in dict.fromkeys(roles) if pair not in old]
    removed = [pair for pair in old if pair not in roles]
    if not added and not removed:
        return
    if not policy.can_assign_roles(by, user):
        raise Refused("管理员账号不能兼任业务角色，也不能修改自己的角色，请另建账号或请其他管理员办理")
    _hold_units(added)
    _check(added)
    user.memberships = [m for m in user.memberships if (m.role, m.unit) not in removed] + [
        Membership(role=role, unit=unit) for role, unit in added
    ]
    user.version += 1  # roles are rows of their own: count them as a change of the user
    db.session.flush()
    record(
        verbs.ROLES_CHANGED, user, by=by, at=at, name=user.name,
        added=_role_texts(added), removed=_role_texts(removed),
    )  # fmt: skip


def last_of(user: User) -> Role | None:
    """Return the administrator role of which `user` is the last active holder (their rows stay locked)."""
    for role in sorted(user.roles & ADMINISTRATORS):
        query = select(User).join(User.memberships).where(Membership.role == role, User.active)
        active = db.session.scalars(query.order_by(User.id).with_for_update(of=User)).unique().all()
        if [holder.id for holder in active] == [user.id]:
            return role
    return None


def disable_user(user: User, *, by: User, at: datetime) -> None:
    """Close a locked `user`'s account and end its sessions.

    Raises:
        Refused: the last active administrator of a kind, or `by` may not.
    """
    if not user.active:
        return
    if role := last_of(user):
        raise Refused(f"“{user.name}”是最后一名在用的{role.label}，不能停用。请先由安全管理员任命另一名{role.label}")
    if not policy.can_manage(by, user):
        raise Refused(_WHO_MANAGES)
    user.active = False
    sessions.end_all(user)
    db.session.flush()
    record(verbs.USER_DISABLED, user, by=by, at=at, name=user.name)


_WHO_MANAGES = "不能对自己的账号这样操作；管理员账号由另一名安全管理员停用、启用和重置密码"


def enable_user(user: User, *, by: User, at: datetime) -> None:
    """Open a locked `user`'s account again."""
    if user.active:
        return
    if not policy.can_manage(by, user):
        raise Refused(_WHO_MANAGES)
    user.active = True
    db.session.flush()
    record(verbs.USER_ENABLED, user, by=by, at=at, name=user.name)


def reset_password(user: User, password_hash: str, *, by: User | None, at: datetime) -> None:
    """Give a locked `user` a one-time password, end the sessions and lift the lock; `by` None: on the server itself."""
    if by is not None and not policy.can_manage(by, user):
        raise Refused(_WHO_MANAGES)
    set_password(user, password_hash, at=at, must_change=True)
    throttle.unlock(user.username)
    db.session.flush()
    record(verbs.PASSWORD_RESET, user, by=by, at=at, name=user.name)


def end_sessions(user: User, *, by: User, at: datetime) -> int:
    """End every session of `user`; return how many there were."""
    if not policy.can_manage(by, user):
        raise Refused(_WHO_MANAGES)
    if ended := sessions.end_all(user):
        record(verbs.SESSIONS_ENDED, user, by=by, at=at, name=user.name, count=ended)
    return ended
