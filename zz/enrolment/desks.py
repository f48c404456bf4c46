"""Which desk a user works with: a park and its county. What anyone sees of a case never follows the tree of units.

`desk_of(user)` is for pages that everybody reads. Who holds a duty: `work_group(park)`, `education(root_id)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, Role, UnitKind
from zz.assignments import holders
from zz.db import db
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
    return max(_serving(unit), key=lambda park: (unit.path.startswith(park.path), -park.id), default=None)


def _serving(unit: Unit) -> list[Unit]:
    query = select(Unit).where(Unit.kind == UnitKind.PARK, Unit.active, Unit.path.startswith(f"/{unit.root_id}/"))
    return list(db.session.scalars(query.order_by(Unit.id)))


def desk_of(user: User) -> Desk | None:
    """Return the desk whose schools and policies `user` reads: his own, his county's, else any that is in use."""
    parks = db.session.scalars(select(Unit).where(Unit.kind == UnitKind.PARK, Unit.active).order_by(Unit.id)).all()
    used = set(db.session.scalars(select(Term.root_id).distinct()))
    best = max(parks, key=lambda park: (*_nearness(user, park), park.root_id in used, -park.id), default=None)
    usable = best is not None and (best.root_id in used or _nearness(user, best) > (0, 0))
    return Desk(best) if best is not None and usable else _any_used(parks, used)


def _any_used(parks: Sequence[Unit], used: set[int]) -> Desk | None:
    found = next((park for park in parks if park.root_id in used), parks[0] if parks else None)
    return Desk(found) if found else None


def _nearness(user: User, park: Unit) -> tuple[int, int]:
    """Return how near a park is: where he works for it, then whether it is in his county."""
    units = [m.unit for m in user.memberships]
    return int(any(u.id == park.id for u in units)), int(any(u.root_id == park.root_id for u in units))


def manages(user: User, desk: Desk) -> bool:
    """Tell whether `user` keeps the schools, policies, questions and activities of this desk."""
    return any(unit.id == desk.park_id for _scope, unit in user.grants(Permission.ENROLMENT_MANAGE))
