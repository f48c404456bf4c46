"""移交: what a person answers for and somebody else takes over when he leaves. Each desk registers what it has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from zz.accounts import verbs
from zz.accounts.models import Membership, Unit, User
from zz.accounts.policy import Refused
from zz.accounts.roles import ADMINISTRATORS, Role, UnitKind
from zz.db import db
from zz.journal import record

Counted = Callable[[User], int]
Handed = Callable[[User, User, User, datetime], int]


@dataclass(frozen=True)
class Belonging:
    """One kind of open item: `count(user)`; `hand_over(user, successor, by, at)` journals each and returns how many."""

    label: str
    unit: str
    count: Counted
    hand_over: Handed


_belongings: list[Belonging] = []


def register(belonging: Belonging) -> None:
    """Let a kind of item be handed over; once, whatever the number of applications."""
    if belonging not in _belongings:
        _belongings.append(belonging)


def open_items(user: User) -> list[tuple[Belonging, int]]:
    """Return what `user` still answers for in person."""
    return [(kind, number) for kind in _belongings if (number := kind.count(user))]


def words(found: list[tuple[Belonging, int]]) -> str:
    """Return 3 件交办、2 个项目（项目专员）."""
    return "、".join(f"{number} {kind.unit}{kind.label}" for kind, number in found)


def _duties(user: User) -> set[tuple[Role, UnitKind, int]]:
    return {(m.role, m.unit.kind, m.unit.root_id) for m in user.memberships if m.role not in ADMINISTRATORS}


def successors(user: User) -> list[User]:
    """Return who may take over: active people of the same county with the same roles in the same kinds of units."""
    needed = _duties(user)
    if not needed:
        return []
    role, kind, root = min(needed)
    query = (
        select(User).join(Membership).join(Unit, Unit.id == Membership.unit_id)
        .where(User.active, User.id != user.id, Membership.role == role, Unit.kind == kind)
        .where(Unit.path.startswith(f"/{root}/")).order_by(User.name, User.id).distinct()
    )  # fmt: skip
    return [person for person in db.session.scalars(query) if needed <= _duties(person)]


def hand_over(user: User, successor: User, *, by: User, at: datetime) -> str:
    """Give everything that is open to `successor` and say what it was; both are locked.

    What stands above in the order of locks is registered later, so it goes first.

    Raises:
        Refused: the successor has not the same duties, or there is nothing to hand over.
    """
    if successor.id not in {person.id for person in successors(user)}:
        raise Refused(f"接收人须是在用账号，且与“{user.name}”角色相同、单位类别相同，请另选一人")
    found = [(kind, kind.hand_over(user, successor, by, at)) for kind in reversed(_belongings)]
    said = words([(kind, number) for kind, number in reversed(found) if number])
    if not said:
        raise Refused(f"“{user.name}”名下已没有需要移交的事项")
    record(verbs.USER_HANDED_OVER, user, by=by, at=at, name=user.name, successor=successor.name, items=said)
    return said
