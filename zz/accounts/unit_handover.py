"""移交 of the units that a leader is in charge of (分管)."""

from datetime import datetime

from sqlalchemy import func, select

from zz.accounts import verbs
from zz.accounts.handover import Belonging, register
from zz.accounts.models import Unit, User
from zz.db import db
from zz.journal import record


def count(user: User) -> int:
    """Return how many units `user` is in charge of."""
    return db.session.scalar(select(func.count()).select_from(Unit).where(Unit.leader_id == user.id)) or 0


def hand_over(user: User, successor: User, by: User, at: datetime) -> int:
    """Put the successor in charge."""
    query = select(Unit).where(Unit.leader_id == user.id).order_by(Unit.id).with_for_update(of=Unit, key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    for unit in found:
        unit.leader_id = successor.id
        changes = {"leader": [user.name, successor.name]}
        record(verbs.UNIT_EDITED, unit, by=by, at=at, name=unit.name, changes=changes)
    return len(found)


def init_app() -> None:
    """Say what is handed over."""
    register(Belonging("分管的单位", "个", count, hand_over))
