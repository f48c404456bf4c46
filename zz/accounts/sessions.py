"""Server-side sessions: found by the cookie's token, ended by logout, disabling or a new password."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Date, bindparam, select, update
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from zz import clock
from zz.accounts.models import AuthSession, Deputy, Membership, User
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


_ROLES = joinedload(User.memberships).joinedload(Membership.unit)
_TODAY = bindparam("on", type_=Date)
_IN_FORCE = User.standing_in.and_(Deputy.ended_at.is_(None), Deputy.from_day <= _TODAY, Deputy.to_day >= _TODAY)
_DEPUTIES = joinedload(_IN_FORCE).joinedload(Deputy.user).options(_ROLES)
_LIVE = (
    select(AuthSession)
    .join(AuthSession.user)
    .options(contains_eager(AuthSession.user).options(_ROLES, _DEPUTIES))
    .where(
        AuthSession.token_hash == bindparam("token_hash"), AuthSession.ended_at.is_(None),
        AuthSession.last_seen_at > bindparam("since"), User.active,
    )
)  # fmt: skip


def find(token: str, *, at: datetime, idle: timedelta, on: date) -> AuthSession | None:
    """Return the live session of `token`; None where it has ended.

    One query loads its user with roles and units, and those whom he may stand in for on `on` with theirs.
    """
    asked = {"token_hash": _hash(token), "since": at - idle, "on": on}
    return db.session.scalars(_LIVE, asked).unique().first()


def touch(session_id: int, *, at: datetime) -> None:
    """Note that the session was seen at `at`, unless it was within the minute."""
    db.session.execute(
        update(AuthSession)
        .where(AuthSession.id == session_id, AuthSession.last_seen_at < at - SEEN_EVERY)
        .values(last_seen_at=at)
    )


def end(session_id: int) -> None:
    """End one session."""
    _end(AuthSession.id == session_id)


def end_all(user: User, *, but: int | None = None) -> int:
    """End every session of `user`, except the one numbered `but`; return how many there were."""
    return _end(AuthSession.user_id == user.id, *([AuthSession.id != but] if but is not None else []))


def _end(*which: ColumnElement[bool]) -> int:
    query = update(AuthSession).where(*which, AuthSession.ended_at.is_(None)).values(ended_at=clock.real_now())
    return cast(CursorResult[Any], db.session.execute(query)).rowcount


def live(user: User, *, at: datetime, idle: timedelta) -> list[AuthSession]:
    """Return the sessions of `user` that have neither ended nor been left alone too long, the latest first."""
    query = select(AuthSession).where(
        AuthSession.user_id == user.id, AuthSession.ended_at.is_(None), AuthSession.last_seen_at > at - idle
    )
    return list(db.session.scalars(query.order_by(AuthSession.last_seen_at.desc(), AuthSession.id.desc())))


def load_user(user_id: int) -> User | None:
    """Return a user with roles and units loaded."""
    options = selectinload(User.memberships).joinedload(Membership.unit)
    return db.session.scalars(select(User).options(options).where(User.id == user_id)).first()
