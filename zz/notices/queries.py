"""Reading notices."""

from sqlalchemy import Select, func, select

from zz.accounts.models import User
from zz.db import db
from zz.notices.models import Notice


def unread(user: User) -> Select[int]:
    """Select how many notices `user` has not opened: the number in the navigation."""
    return select(func.count()).where(Notice.user_id == user.id, Notice.read_at.is_(None))


def of(user: User) -> Select[Notice]:
    """Return the notices of `user`, unread first, newest first."""
    return select(Notice).where(Notice.user_id == user.id).order_by(Notice.read_at.is_not(None), Notice.id.desc())


def one(user: User, notice_id: int) -> Notice | None:
    """Return a notice of `user`'s own."""
    return db.session.scalars(select(Notice).where(Notice.id == notice_id, Notice.user_id == user.id)).first()
