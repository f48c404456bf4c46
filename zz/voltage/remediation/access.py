"""Who sees what: faults and remediations of areas that one sees, and what has climbed to one."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select

from zz import clock
from zz.access import Permission, Scope
from zz.accounts.models import Unit, User
from zz.assignments import policy as loop
from zz.assignments.models import Assignment
from zz.db import db
from zz.voltage.access import visible_to as visible_areas
from zz.voltage.models import Area
from zz.voltage.remediation.models import Remediation, VoltageProblem

SUBJECT = Remediation.__tablename__


def entries_of(user: User, permission: Permission = Permission.VOLTAGE_READ) -> ColumnElement[bool]:
    """Return the condition on VoltageProblem for what `permission` lets `user` see or act on."""
    return VoltageProblem.area_id.in_(select(Area.id).where(visible_areas(user, permission)))


def remediations_of(user: User, on: date, permission: Permission = Permission.VOLTAGE_READ) -> ColumnElement[bool]:
    """Return the condition on Remediation for what `user` may see: of his areas, or what lies or lay with him."""
    mine = select(Assignment.subject_id).where(
        Assignment.subject_type == SUBJECT,
        or_(Assignment.holder.in_(keys := loop.keys(user, on)), Assignment.climbed_to.in_(keys)),
    )
    seen = Remediation.area_id.in_(select(Area.id).where(visible_areas(user, permission)))
    return or_(seen, Remediation.id.in_(mine))


def sees(user: User, remediation_id: int) -> bool:
    """Tell whether `user` sees this remediation: the guard of its files and duties."""
    query = select(Remediation.id).where(Remediation.id == remediation_id, remediations_of(user, clock.today()))
    return db.session.scalar(query) is not None


def index(user: User) -> str:
    """Return the address of the list, for whoever may open it."""
    return "/voltage/remediation" if user.has(Permission.VOLTAGE_READ) else ""


def reaches(user: User, permission: Permission, station: Unit) -> bool:
    """Tell whether `permission` lets `user` act on what belongs to `station`."""
    return any(
        station.path.startswith(unit.path) if scope == Scope.SUBTREE else station.id == unit.id
        for scope, unit in user.grants(permission)
    )
