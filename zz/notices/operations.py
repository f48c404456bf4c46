"""Tell people: a row each, in the transaction of what happened; sending out follows the commit."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, update

from zz.accounts.models import User
from zz.db import db, table_of
from zz.notices.models import Notice

Told = tuple[int, str, str]


def notify(
    people: Iterable[User], text: str, url: str, *, at: datetime, urgent: bool = False, but: User | None = None
) -> int:
    """Add a notice for each of `people` except `but` (who did it himself); return how many."""
    told = {person.id for person in people} - ({but.id} if but else set())
    db.session.add_all(Notice(user_id=i, at=at, text=text[:300], url=url, urgent=urgent) for i in sorted(told))
    return len(told)


def notify_many(told: Iterable[Told], *, at: datetime) -> None:
    """Add a notice for each (user id, text, address), set-based: for the timer."""
    same = {"at": at, "urgent": False}
    if rows := [{**same, "user_id": person, "text": text[:300], "url": url} for person, text, url in told]:
        db.session.connection().execute(insert(table_of(Notice)), rows)


def read(notice: Notice, *, at: datetime) -> None:
    """Note when a notice was first read."""
    notice.read_at = notice.read_at or at


def read_all(user: User, *, at: datetime) -> int:
    """Note that `user` has read all; return how many were new."""
    unread = update(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    return db.session.execute(unread.values(read_at=at)).rowcount  # type: ignore[attr-defined,no-any-return]
