"""Appointing the three administrators: three people, by `security` alone, save the first two."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zz.accounts import policy, verbs
from zz.accounts.models import Membership, Unit, User
from zz.accounts.policy import Refused
from zz.accounts.roles import ADMINISTRATORS, Role
from zz.accounts.user_operations import last_of
from zz.db import db
from zz.journal import record


def holders() -> dict[Role, list[Membership]]:
    """Return who holds each administrator role, in order of appointment."""
    query = select(Membership).where(Membership.role.in_(ADMINISTRATORS)).order_by(Membership.id)
    found: dict[Role, list[Membership]] = {role: [] for role in Role if role in ADMINISTRATORS}
    for row in db.session.scalars(query.options(joinedload(Membership.user), joinedload(Membership.unit))):
        found[row.role].append(row)
    return found


def grantable(by: User) -> list[Role]:
    """Return the administrator roles that `by` may give now."""
    return [role for role, held in holders().items() if policy.can_grant(by, role, held=bool(held))]


def eligible() -> list[User]:
    """Return the active users who hold no role yet, by name: an administrator does nothing else."""
    query = select(User).where(User.active, ~User.memberships.any()).order_by(User.name, User.id)
    return list(db.session.scalars(query))


def _text(role: Role, unit: Unit) -> list[str]:
    return [f"{unit.name} · {role.label}"]


def appoint(user: User, role: Role, unit: Unit, *, by: User | None, at: datetime) -> None:
    """Make a locked `user` an administrator; `by` None: the installation's first admin.

    Raises:
        Refused: not the one to appoint, oneself, somebody with another role, or a closed account.
    """
    if by is not None:
        db.session.scalars(select(User.id).where(User.id == by.id).with_for_update()).one()
        if role not in grantable(by):
            raise Refused(f"“{role.label}”只能由安全管理员授予")
        if by.id == user.id:
            raise Refused("不能给自己授予管理员角色，请另一名安全管理员办理")
    if user.roles & ADMINISTRATORS:
        raise Refused(f"“{user.name}”已是管理员。系统、安全、审计三类管理员须由三人分别担任，请另选一人")
    if user.roles:
        raise Refused(f"“{user.name}”已有业务角色。管理员不能兼任业务角色，请为其另建一个账号")
    if not user.active:
        raise Refused(f"“{user.name}”的账号已停用，请先启用")
    user.memberships.append(Membership(role=role, unit=unit))
    user.version += 1
    db.session.flush()
    record(verbs.ROLES_CHANGED, user, by=by, at=at, name=user.name, added=_text(role, unit), removed=[])


def dismiss(user: User, role: Role, *, by: User, at: datetime) -> None:
    """Take an administrator role from a locked `user`.

    Raises:
        Refused: not security, oneself, or the last active holder.
    """
    if not policy.can_manage(by, user):
        raise Refused("管理员角色只能由另一名安全管理员收回")
    if last_of(user) == role:
        raise Refused(f"“{user.name}”是最后一名在用的{role.label}，请先任命另一名，再收回")
    gone = [m for m in user.memberships if m.role == role]
    texts = [text for m in gone for text in _text(m.role, m.unit)]
    user.memberships = [m for m in user.memberships if m not in gone]
    user.version += 1
    db.session.flush()
    record(verbs.ROLES_CHANGED, user, by=by, at=at, name=user.name, added=[], removed=texts)
