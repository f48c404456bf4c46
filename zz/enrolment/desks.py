"""Which desk a user works with: a park and its county. What anyone sees of a case never follows the tree of units.

`desk_of(user)` is for pages that everybody reads. Who holds a duty: `work_group(park)`, `education(root_id)`.
"""

from dataclasses import dataclass

from sqlalchemy import select

from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.assignments import holders
from zz.db import db, remembered
from zz.enrolment.models import Term


@dataclass(frozen=True)
class Desk:
    """A park whose work group runs the desk, and the county whose schools it places children in."""

    park: Unit

    @property
    def park_id(self) -> int:
        return self.park.id

    @property
    def root_id(self) -> int:
        return self.park.root_id


def work_group(park: Unit) -> str:
    """Return the holder key of the park's people in the work group: who answers, reviews first, publishes."""
    return holders.of_unit(park.id, Role.PARK)


def education(root_id: int) -> str:
    """Return the holder key of the county's education bureau."""
    return holders.of_county(root_id, Role.EDUCATION)


def of_enterprise(unit: Unit) -> Unit | None:
    """Return the park that serves an enterprise: the one it stands in, else that of its county; None without any."""
    return _nearest(unit, _serving(unit))


def enterprises(park: Unit) -> list[Unit]:
    """Return the enterprises that a park serves (two queries)."""
    parks = _serving(park)
    query = select(Unit).where(
        Unit.kind == UnitKind.ENTERPRISE, Unit.active, Unit.path.startswith(f"/{park.root_id}/")
    )  # fmt: skip
    return [unit for unit in db.session.scalars(query.order_by(Unit.id)) if _nearest(unit, parks) is park]


def _nearest(unit: Unit, parks: list[Unit]) -> Unit | None:
    return max(parks, key=lambda park: (unit.path.startswith(park.path), -park.id), default=None)


def _serving(unit: Unit) -> list[Unit]:
    query = select(Unit).where(Unit.kind == UnitKind.PARK, Unit.active, Unit.path.startswith(f"/{unit.root_id}/"))
    return list(db.session.scalars(query.order_by(Unit.id)))


def desk_of(user: User) -> Desk | None:
    """Return the desk whose schools and policies `user` reads: his own park's, else one in use, his county's first.

    Two queries a request; None where there is no park.
    """
    return remembered(f"desk{user.id}", lambda: _find(user))


def _find(user: User) -> Desk | None:
    parks = db.session.scalars(select(Unit).where(Unit.kind == UnitKind.PARK, Unit.active)).all()
    used = set(db.session.scalars(select(Term.root_id).distinct()))
    own = {m.unit_id for m in user.memberships}
    counties = {m.unit.root_id for m in user.memberships}

    def nearness(park: Unit) -> tuple[bool, bool, bool, int]:
        return park.id in own, park.root_id in used, park.root_id in counties, -park.id

    best = max(parks, key=nearness, default=None)
    return Desk(best) if best else None
