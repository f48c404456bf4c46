"""Which areas a user sees: a unit those of its stations, the manager those of the whole company."""

from sqlalchemy import ColumnElement, false, or_, select

from zz.access import Permission, within
from zz.accounts.models import User
from zz.db import db
from zz.voltage.models import Area


def visible_to(user: User, permission: Permission = Permission.VOLTAGE_READ) -> ColumnElement[bool]:
    """Return the condition that an `Area` is one that `permission` lets `user` see or act on."""
    conditions = [within(Area.station_id, scope, unit) for scope, unit in user.grants(permission)]
    return or_(*conditions) if conditions else false()


def area(user: User, area_id: int, permission: Permission = Permission.VOLTAGE_READ) -> Area | None:
    """Return the area if `user` may see it."""
    return db.session.scalars(select(Area).where(Area.id == area_id, visible_to(user, permission))).first()
