"""Who reads a published result, an objection to it, the offer of a free seat.

The list, with names as 张*, is for whoever has signed in of the county and while it is shown; before and after, and
everything else, for the work group and the bureau. An objection and an offer are the family's own besides, by its HR.
"""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission as P
from zz.accounts.roles import UnitKind
from zz.db import db
from zz.enrolment.placement import round_access
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.publication.models import PlacementObjection, PlacementPublication, SeatOffer
from zz.enrolment.requests.models import EnrolmentRequest

PATH = "/enrolment/publications"
OBJECTIONS = "/enrolment/objections"
OFFERS = "/enrolment/offers"
LETTERS = "/enrolment/letters"


def published_to(user: User, today: date) -> ColumnElement[bool]:
    """Return the condition over PlacementPublication joined to its round for what `user` reads."""
    roots = {m.unit.root_id for m in user.memberships}
    county = or_(false(), *(Unit.path.startswith(f"/{root}/") for root in sorted(roots)))
    here = select(Unit.id).where(Unit.kind == UnitKind.PARK, county)
    shown = and_(
        PlacementRound.park_id.in_(here), PlacementPublication.opens_on <= today,
        PlacementPublication.closes_on >= today,
    )  # fmt: skip
    return or_(round_access.visible_to(user), shown)


def _own(user: User) -> ColumnElement[bool]:
    """Return the condition over EnrolmentRequest for the cases that `user` files."""
    firms = [unit.id for _scope, unit in user.grants(P.ENROLMENT_FILE)]
    return and_(EnrolmentRequest.enterprise_id.in_(firms), EnrolmentRequest.paper.is_(False)) if firms else false()


def visible_to(user: User) -> ColumnElement[bool]:
    """Return the condition over PlacementEntry joined to its round and request: what concerns `user` of a child."""
    return or_(round_access.visible_to(user), _own(user))


def sees_objection(user: User, objection_id: int) -> bool:
    """Tell whether `user` sees an objection (one query)."""
    query = select(PlacementObjection.id).join(PlacementEntry, PlacementEntry.id == PlacementObjection.entry_id)
    return _sees(query.where(PlacementObjection.id == objection_id), user)


def sees_offer(user: User, offer_id: int) -> bool:
    """Tell whether `user` sees an offer (one query)."""
    query = select(SeatOffer.id).join(PlacementEntry, PlacementEntry.id == SeatOffer.entry_id)
    return _sees(query.where(SeatOffer.id == offer_id), user)


def _sees(query: Select[int], user: User) -> bool:
    joined = query.join(PlacementRound, PlacementRound.id == PlacementEntry.round_id).join(
        EnrolmentRequest, EnrolmentRequest.id == PlacementEntry.request_id
    )
    return db.session.scalar(joined.where(visible_to(user))) is not None
