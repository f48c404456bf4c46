"""Who sees rounds: the work group its park's, the bureau those of its county; a family's HR its own child's result."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.sql import false

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission as P
from zz.accounts.roles import UnitKind
from zz.db import db
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.requests import access
from zz.enrolment.requests.models import EnrolmentRequest

PATH = "/enrolment/rounds"


def visible_to(user: User) -> ColumnElement[bool]:
    """Return the condition over PlacementRound that keeps what `user` may see."""
    own = [unit.id for _scope, unit in user.grants(P.ENROLMENT_MANAGE)]
    found: list[ColumnElement[bool]] = [PlacementRound.park_id.in_(own)]
    for _scope, unit in user.grants(P.ENROLMENT_REVIEW):
        parks = select(Unit.id).where(Unit.kind == UnitKind.PARK, Unit.path.startswith(f"/{unit.root_id}/"))
        found.append(PlacementRound.park_id.in_(parks))
    return or_(false(), *found)


def sees(user: User, round_id: int) -> bool:
    """Tell whether `user` sees a round (one query)."""
    query = select(PlacementRound.id).where(PlacementRound.id == round_id, visible_to(user))
    return db.session.scalar(query) is not None


def conducts(user: User, park_id: int) -> bool:
    """Tell whether the rounds of a park are `user`'s to conduct: he is of its work group."""
    return any(unit.id == park_id for _scope, unit in user.grants(P.ENROLMENT_MANAGE))


def reviews(user: User, park: Unit) -> bool:
    """Tell whether `user` is of the bureau that reviews what the work group of a park has answered."""
    return any(unit.root_id == park.root_id for _scope, unit in user.grants(P.ENROLMENT_REVIEW))


def keeps(user: User, park: Unit) -> bool:
    """Tell whether `user` reads what a park's rounds have, confirmed and published or not."""
    return conducts(user, park.id) or reviews(user, park)


def reads_results(user: User, request: EnrolmentRequest) -> bool:
    """Tell whether `user` reads why a child goes where it does, once that is settled."""
    return keeps(user, request.park) or access.files_for(user, request)
