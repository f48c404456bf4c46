"""Signing in and out: the order is brake, hash, session; each step its own short transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from zz.accounts import passwords, sessions, throttle
from zz.accounts.models import User
from zz.accounts.throttle import Verdict
from zz.db import db, locked, writing
from zz.journal import AccessKind, log_access

TARGET = "/login"


@dataclass(frozen=True)
class SignIn:
    """How an attempt ended: `user` and the cookie's `token`, or the brake's verdict."""

    verdict: Verdict
    user: User | None = None
    token: str = ""


def _note(kind: AccessKind, user: User | None, username: str, detail: str | None = None) -> None:
    log_access(kind, target=TARGET, user=user, username=username, detail=detail)


def _reserve(username: str, address: str | None, at: datetime) -> tuple[Verdict, User | None]:
    with writing():
        verdict = throttle.reserve(username, address, at=at)
        user = db.session.scalars(select(User).where(User.username == username.lower())).first()
        if verdict.refused and not verdict.by_address:
            _note(AccessKind.SIGN_IN_FAILED, user, username, "锁定期间")
    return verdict, user


def _refuse(username: str, user: User | None, verdict: Verdict) -> SignIn:
    with writing():
        _note(AccessKind.SIGN_IN_FAILED, user, username, "账号已停用" if user and not user.active else None)
        if verdict.last:
            _note(AccessKind.LOCKED_OUT, user, username)
    return SignIn(verdict)


def sign_in(
    username: str,
    password: str,
    *,
    at: datetime,
    address: str | None,
    agent: str,
    old_session: int | None = None,
) -> SignIn:
    """Check a password and start a session; `old_session` is the browser's present one, which ends with it.

    An unknown name, a disabled account and a wrong password take the same time and get the same answer.
    """
    verdict, user = _reserve(username, address, at)
    if verdict.refused:
        return SignIn(verdict)
    if user is None:
        passwords.verify_nobody(password)
        return _refuse(username, None, verdict)
    checked = user.password_hash
    if passwords.is_cheap(checked):
        passwords.verify_nobody(password)  # or the answer would come sooner
    if not passwords.verify(checked, password) or not user.active:
        return _refuse(username, user, verdict)
    with writing():
        user = locked(User, user.id)
        if user is None or not user.active or user.password_hash != checked:
            return SignIn(verdict)  # disabled or reset while the password was looked at
        throttle.clear(username, address)
        if old_session is not None:
            sessions.end(old_session)
        token = sessions.start(user, at=at, address=address, agent=agent)
        _note(AccessKind.SIGNED_IN, user, username)
    return SignIn(verdict, user, token)


def sign_out(user: User, session_id: int) -> None:
    """End the session of the present browser."""
    sessions.end(session_id)
    log_access(AccessKind.SIGNED_OUT, target="/logout", user=user)


def confirm(user: User, password: str, *, at: datetime, address: str | None) -> tuple[Verdict, bool]:
    """Check the password of somebody who is signed in, under the same brake; return the verdict and the answer."""
    with writing():
        verdict = throttle.reserve(user.username, address, at=at)
    if verdict.refused:
        return verdict, False
    right = passwords.verify(user.password_hash, password)
    with writing():
        if right:
            throttle.clear(user.username, address)
        else:
            log_access(AccessKind.SIGN_IN_FAILED, target="/password", user=user)
    return verdict, right
