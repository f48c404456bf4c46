"""What may be done to accounts beyond the permission of the page, and the sentence that refuses it."""

from zz.accounts.models import Unit, User
from zz.accounts.roles import ADMINISTRATORS, UNIT_KINDS, Permission, Role


class Refused(Exception):
    """A rule forbids it; `sentence` names the rule and the next step."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def is_administrator(user: User) -> bool:
    """Tell whether `user` holds one of the three administrator roles."""
    return bool(user.roles & ADMINISTRATORS)


def can_grant(by: User, role: Role, *, held: bool) -> bool:
    """Tell whether `by` may give the administrator role `role`; `held` = somebody has it already.

    Only `security` grants; an admin appoints the first security and the first auditor.
    """
    if by.has(Permission.ADMINISTRATORS_GRANT):
        return True
    return by.has(Permission.USERS_MANAGE) and role in (Role.SECURITY, Role.AUDITOR) and not held


def can_manage(by: User, user: User) -> bool:
    """Tell whether `by` may disable `user` or reset the password: administrators answer to `security` alone.

    Otherwise an admin could sign in as the security administrator. Nobody does it to himself.
    """
    if by.id == user.id:
        return False
    needed = Permission.ADMINISTRATORS_GRANT if is_administrator(user) else Permission.USERS_MANAGE
    return by.has(needed)


def can_assign_roles(by: User, user: User | None) -> bool:
    """Tell whether `by` may give `user` (None: one to be created) roles of the trade: never to an administrator."""
    return by.has(Permission.USERS_MANAGE) and (user is None or (by.id != user.id and not is_administrator(user)))


def role_fault(role: Role, unit: Unit) -> str | None:
    """Return why `role` cannot be held in `unit`; None where it can."""
    if unit.kind in UNIT_KINDS[role]:
        return None
    kinds = "、".join(kind.label for kind in sorted(UNIT_KINDS[role], key=list(type(unit.kind)).index))
    return f"“{role.label}”只能授予在{kinds}类单位，“{unit.name}”是{unit.kind.label}类"
