"""Reading the tree of units for its administrators."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role
from zz.admin.units_tree import in_tree_order
from zz.db import db
from zz.spelling import search_key


@dataclass
class Node:
    """A unit of the tree with its active users counted; `above` names its ancestors where it is shown alone."""

    unit: Unit
    users: int
    leader: str
    children: list["Node"] = field(default_factory=list)
    above: str = ""


def unit(unit_id: int) -> Unit | None:
    """Return a unit with its parent."""
    return db.session.scalars(select(Unit).options(joinedload(Unit.parent)).where(Unit.id == unit_id)).first()


def _nodes() -> dict[int, Node]:
    users = (
        select(Membership.unit_id, func.count(func.distinct(Membership.user_id)))
        .join(Membership.user)
        .where(User.active)
        .group_by(Membership.unit_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(users)}
    query = select(Unit, User.name).outerjoin(User, User.id == Unit.leader_id).order_by(Unit.id)
    return {u.id: Node(u, counts.get(u.id, 0), name or "") for u, name in db.session.execute(query)}


def tree() -> list[Node]:
    """Return the top of the tree, everything below it hung in."""
    nodes = _nodes()
    top: list[Node] = []
    for _, row in in_tree_order(node.unit for node in nodes.values()):
        parent = nodes.get(row.parent_id or 0)
        (parent.children if parent else top).append(nodes[row.id])
    return top


def search(q: str) -> list[Node]:
    """Return the units that `q` finds by name, credit code, pinyin or initials, in the tree's order."""
    nodes, key = _nodes(), search_key(q)
    found = []
    for _, row in in_tree_order(node.unit for node in nodes.values()):
        if key in row.search:
            above = [nodes[int(i)].unit.label for i in row.path.strip("/").split("/")[:-1] if int(i) in nodes]
            nodes[row.id].above = " / ".join(above)
            found.append(nodes[row.id])
    return found


def leaders() -> list[tuple[str, str]]:
    """Return (id, name) of the active leaders of the city, who may be in charge of a unit."""
    role = Membership.role.in_((Role.LEADER, Role.MAIN_LEADER))
    query = select(User).where(User.active, User.memberships.any(role)).order_by(User.name, User.id)
    return [(str(user.id), f"{user.name}（{user.username}）") for user in db.session.scalars(query)]


def parents(of: Unit | None = None) -> list[str]:
    """Return the names of the units in use that `of` may hang under: not itself nor what is below it."""
    query = select(Unit.name).where(Unit.active).order_by(Unit.path, Unit.id)
    if of is not None:
        query = query.where(~Unit.path.startswith(of.path, autoescape=True))
    return list(db.session.scalars(query))


def by_name(name: str) -> Unit | None:
    """Return the unit called exactly so."""
    return db.session.scalars(select(Unit).where(Unit.name == name)).first()


def leader(user_id: int | None) -> User | None:
    """Return a user who may be in charge."""
    return db.session.get(User, user_id) if user_id else None
