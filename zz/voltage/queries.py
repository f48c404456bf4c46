"""Reading what files of readings have come, and what was counted in them."""

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload

from zz.access import Permission
from zz.accounts.models import User
from zz.db import db
from zz.voltage.models import ReadingBatch


def _seen(user: User) -> ColumnElement[bool]:
    """Return the condition of what `user` may see: who imports for a whole company all, a county company its own."""
    if any(unit.parent_id is None for _, unit in user.grants(Permission.VOLTAGE_IMPORT)):
        return true()
    return ReadingBatch.by_id == user.id


def batches(user: User) -> Select[ReadingBatch]:
    """Return the query for the files that have come, the newest first."""
    query = select(ReadingBatch).options(joinedload(ReadingBatch.by)).where(_seen(user))
    return query.order_by(ReadingBatch.received_at.desc(), ReadingBatch.id.desc())


def batch(user: User, batch_id: int) -> ReadingBatch | None:
    """Return one file with its job."""
    query = select(ReadingBatch).options(joinedload(ReadingBatch.by), joinedload(ReadingBatch.job))
    return db.session.scalars(query.where(ReadingBatch.id == batch_id, _seen(user))).first()
