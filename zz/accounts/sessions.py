"""Server-side sessions: found by the cookie's token, ended by logout, disabling or a new password."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager, selectinload

from zz.accounts.models import AuthSession, Membership, User
from zz.db import db

SEEN_EVERY = timedelta(minutes=1)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start(user: User, *, at: datetime, address: str | None, agent: str) -> str:
    """Add a session for `user` to the current transaction; return the token for the cookie."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        AuthSession(
            token_hash=_hash(token), user_id=user.id, created_at=at, last_seen_at=at,
            address=address, agent=agent[:256],
        )
    )  # fmt: skip
    return token


def find(token: str, *, at: datetime, idle: timedelta) -> AuthSession | None:
    """Return the live session of `token` with its user, roles and units loaded (one query); None where it has ended."""
    query = (
        select(AuthSession)
        .join(AuthSession.user)
        .options(
            contains_eager(AuthSession.user).joinedload(User.memberships).joinedload(Membership.unit),
        )
        .where(
            AuthSession.token_hash == _hash(token),
            AuthSession.ended_at.is_(None),
            AuthSession.last_seen_at > at - idle,
            User.active,
        )
    )
    return db.session.scalars(query).unique().first()


def touch(session_id: int, *, at: datetime) -> None:
    """Note that the session was seen at `at`, unless it was within the minute."""
    db.session.execute(
        update(AuthSession)
        .where(AuthSession.id == session_id, AuthSession.last_seen_at < at - SEEN_EVERY)
        .values(last_seen_at=at)
    )


def end(session_id: int, *, at: datetime) -> None:
    """End one session."""
    db.session.execute(update(AuthSession).where(AuthSession.id == session_id).values(ended_at=at))


def end_all(user: User, *, at: datetime, but: int | None = None) -> None:
    """End every session of `user`, except the one numbered `but`."""
    query = update(AuthSession).where(AuthSession.user_id == user.id, AuthSession.ended_at.is_(None))
    if but is not None:
        query = query.where(AuthSession.id != but)
    db.session.execute(query.values(ended_at=at))


def load_user(user_id: int) -> User | None:
    """Return a user with roles and units loaded."""
    options = selectinload(User.memberships).joinedload(Membership.unit)
    return db.session.scalars(select(User).options(options).where(User.id == user_id)).first()
