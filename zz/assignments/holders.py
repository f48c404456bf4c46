"""Who has the ball, as one short key: a role of a unit, a role of a county, or a person.

The inbox is an IN over the keys that a user answers to, so it is one indexed query whatever desk a row comes from.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role
from zz.db import db


def of_unit(unit_id: int, role: Role) -> str:
    """Return the key of whoever holds `role` in this unit."""
    return f"u{unit_id}:{role}"


def of_county(root_id: int, role: Role) -> str:
    """Return the key of whoever holds `role` anywhere in this county."""
    return f"c{root_id}:{role}"


def of_person(user_id: int) -> str:
    """Return the key of one person."""
    return f"p{user_id}"


def keys_of(user: User) -> list[str]:
    """Return the keys that `user` answers to by his own roles."""
    keys = [of_person(user.id)]
    for m in user.memberships:
        keys += [of_unit(m.unit_id, m.role), of_county(m.unit.root_id, m.role)]
    return list(dict.fromkeys(keys))


@dataclass(frozen=True)
class Holder:
    """A key taken apart."""

    scope: str
    id: int
    role: Role | None

    @classmethod
    def parse(cls, key: str) -> "Holder":
        """Return the parts of `key`."""
        head, _, role = key.partition(":")
        return cls(head[0], int(head[1:]), Role(role) if role else None)


def names(keys: Iterable[str], reader: User | None = None) -> dict[str, str]:
    """Return what to call each holder: the unit's name, the role, or the person's name.

    Two queries at most; none for the units and the person of the `reader`, which came with his session.
    """
    parsed = {key: Holder.parse(key) for key in set(keys)}
    units = {m.unit_id: m.unit.label for m in reader.memberships} if reader else {}
    people = {reader.id: reader.name} if reader else {}
    units |= _unit_names({h.id for h in parsed.values() if h.scope == "u"} - units.keys())
    people |= _person_names({h.id for h in parsed.values() if h.scope == "p"} - people.keys())
    found = {}
    for key, holder in parsed.items():
        if holder.scope == "c" and holder.role is not None:
            found[key] = holder.role.label
        else:
            found[key] = (units if holder.scope == "u" else people).get(holder.id, "")
    return found


def _unit_names(ids: set[int]) -> dict[int, str]:
    return {u.id: u.label for u in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))} if ids else {}


def _person_names(ids: set[int]) -> dict[int, str]:
    return {u.id: u.name for u in db.session.scalars(select(User).where(User.id.in_(ids)))} if ids else {}


def people(key: str) -> list[User]:
    """Return the active users who answer to `key`: whom a notice reaches."""
    holder = Holder.parse(key)
    query = select(User).where(User.active).order_by(User.id)
    if holder.scope == "p":
        query = query.where(User.id == holder.id)
    else:
        query = query.join(Membership).join(Unit, Unit.id == Membership.unit_id).where(Membership.role == holder.role)
        below = Unit.id == holder.id if holder.scope == "u" else Unit.path.startswith(f"/{holder.id}/")
        query = query.where(below).distinct()
    return list(db.session.scalars(query))
