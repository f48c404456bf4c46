"""The first user of an installation: an administrator who appoints the others."""

from datetime import datetime

from sqlalchemy import select

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.journal import record, verb

FOUNDED = verb("installation.founded", "初始化系统，建立首个系统管理员")
USERNAME = "admin"
ROOT = "本级"


def is_empty() -> bool:
    """Tell whether nobody has an account yet."""
    return db.session.scalar(select(User.id).limit(1)) is None


def found(password_hash: str, *, at: datetime) -> User:
    """Add the first administrator, who has to change the one-time password, in the topmost unit."""
    unit = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)).first()
    if unit is None:
        unit = Unit(kind=UnitKind.CITY, name=ROOT)
        db.session.add(unit)
        db.session.flush()
        unit.path = f"/{unit.id}/"
    user = User(
        username=USERNAME, name=Role.ADMIN.label, password_hash=password_hash, password_changed_at=at, created_at=at,
        search=USERNAME,
    )  # fmt: skip
    user.memberships.append(Membership(unit=unit, role=Role.ADMIN))
    db.session.add(user)
    db.session.flush()
    record(FOUNDED, user, by=None, at=at)
    return user
