"""What people do with their own account."""

from datetime import datetime

from sqlalchemy import delete, select

from zz.accounts import sessions, verbs
from zz.accounts.limits import limit
from zz.accounts.models import PasswordHistory, User
from zz.db import db
from zz.journal import record


def used_hashes(user: User) -> list[str]:
    """Return the hashes of the user's last passwords, the present one first: none of them may come again."""
    query = select(PasswordHistory.password_hash).where(PasswordHistory.user_id == user.id)
    old = db.session.scalars(query.order_by(PasswordHistory.id.desc()).limit(limit("password_history") - 1))
    return [user.password_hash, *old]


def set_password(user: User, password_hash: str, *, at: datetime, must_change: bool) -> None:
    """Replace the password of a locked `user`, remember the old one and end all of the user's sessions."""
    db.session.add(PasswordHistory(user_id=user.id, password_hash=user.password_hash, at=at))
    db.session.flush()
    kept = select(PasswordHistory.id).where(PasswordHistory.user_id == user.id).order_by(PasswordHistory.id.desc())
    newest = list(db.session.scalars(kept.limit(limit("password_history"))))
    db.session.execute(
        delete(PasswordHistory).where(PasswordHistory.user_id == user.id, PasswordHistory.id.not_in(newest))
    )
    user.password_hash, user.password_changed_at, user.must_change_password = password_hash, at, must_change
    sessions.end_all(user)


def change_password(user: User, password_hash: str, *, by: User, at: datetime) -> None:
    """Give `user` (locked) the password of his own choice; every session of his ends, also the present one."""
    set_password(user, password_hash, at=at, must_change=False)
    record(verbs.PASSWORD_CHANGED, user, by=by, at=at)


def end_other_sessions(user: User, *, but: int, by: User, at: datetime) -> int:
    """End the sessions of `user` on other devices; return how many there were."""
    ended = sessions.end_all(user, but=but)
    if ended:
        record(verbs.SESSIONS_ENDED, user, by=by, at=at, count=ended)
    return ended
