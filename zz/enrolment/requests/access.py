"""Who sees which requests. It never follows the tree of units: an enterprise its own, a park's work group what was
handed in to it, the education bureau what the park has accepted, a school the children placed with it, nobody else.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, or_, select

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, UnitKind
from zz.db import db
from zz.enrolment.models import School, Term
from zz.enrolment.requests.flow import SEATED
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState

R = EnrolmentRequest
SUBJECT = R.__tablename__


def _own(unit: Unit) -> ColumnElement[bool]:
    return and_(R.enterprise_id == unit.id, R.paper.is_(False) | R.submitted_at.is_not(None))


def _handed_in(unit: Unit) -> ColumnElement[bool]:
    return and_(R.park_id == unit.id, or_(R.state != RequestState.DRAFT, R.paper))


def _accepted(unit: Unit) -> ColumnElement[bool]:
    here = select(Term.id).where(Term.root_id == unit.root_id)
    return and_(R.term_id.in_(here), R.accepted_at.is_not(None))


def _placed_here(unit: Unit) -> ColumnElement[bool]:
    here = select(School.id).where(School.unit_id == unit.id)
    return and_(R.school_id.in_(here), R.state.in_(SEATED))


BY_KIND: dict[UnitKind, Callable[[Unit], ColumnElement[bool]]] = {
    UnitKind.ENTERPRISE: _own,
    UnitKind.PARK: _handed_in,
    UnitKind.BUREAU: _accepted,
    UnitKind.SCHOOL: _placed_here,
}


def visible_to(user: User) -> ColumnElement[bool]:
    """Return the condition over EnrolmentRequest that keeps what `user` may see at all."""
    units = {unit.id: unit for _scope, unit in user.grants(Permission.ENROLMENT_READ)}
    return or_(false(), *(BY_KIND[unit.kind](unit) for unit in units.values() if unit.kind in BY_KIND))


def sees(user: User, request_id: int) -> bool:
    """Tell whether `user` sees a request (one query)."""
    return db.session.scalar(select(R.id).where(R.id == request_id, visible_to(user))) is not None


def index(user: User) -> str:
    """Return the address of the list, for whoever may open it."""
    if user.has(Permission.ENROLMENT_FILE):
        return "/enrolment/requests"
    return "/enrolment/review" if user.has(Permission.ENROLMENT_READ) else ""


def files_for(user: User, request: EnrolmentRequest) -> bool:
    """Tell whether the request is `user`'s to fill in: his enterprise's, or the work group's where it came on paper."""
    if request.paper and any(
        unit.id == request.park_id for _scope, unit in user.grants(Permission.ENROLMENT_PREREVIEW)
    ):
        return True
    return any(unit.id == request.enterprise_id for _scope, unit in user.grants(Permission.ENROLMENT_FILE))


def in_work_group(user: User, request: EnrolmentRequest) -> bool:
    """Tell whether `user` is of the park that handles it: only he learns of duplicates elsewhere."""
    return any(unit.id == request.park_id for _scope, unit in user.grants(Permission.ENROLMENT_PREREVIEW))


def knows_enterprise(user: User, request: EnrolmentRequest) -> bool:
    """Tell whether `user` may read which enterprise a request is from."""
    return files_for(user, request) or user.has(Permission.ENROLMENT_NAMES)
