"""Saying that one has looked at what turned red, and taking it back. Personal like a bookmark: not in the journal."""

from datetime import datetime

from zz.accounts.models import User
from zz.db import db, locked
from zz.home import reds
from zz.home.models import HomeMark


class MoreCame(Exception):
    """Something turned red that was not on the page: nothing is marked."""


def mark_seen(user: User, until: datetime, number: int, *, at: datetime) -> None:
    """Note that `user` has looked at the `number` that had turned red by `until`.

    Raises:
        MoreCame: others have turned red by then, or the mark stands elsewhere; what was not looked at is not lost.
    """
    locked(User, user.id)  # two windows of one person, one after the other
    mark = reds.mark_of(user)
    after = reds.since(mark, at)
    if not after < until <= at or reds.number(user, after, until, at) != number:
        raise MoreCame
    if mark is None:
        db.session.add(HomeMark(user_id=user.id, seen_until=until, before=after))
    else:
        mark.before, mark.seen_until = mark.seen_until, until
    db.session.flush()


def take_back(user: User) -> None:
    """Put the mark back to where it stood; where there is nothing to take back it stays."""
    locked(User, user.id)
    mark = reds.mark_of(user)
    if mark is not None and mark.before is not None:
        mark.seen_until, mark.before = mark.before, None
        db.session.flush()
