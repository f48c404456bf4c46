"""Brakes on guessing passwords: an attempt is counted before it is hashed, so guesses in parallel get no more tries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from zz.accounts.limits import limit, lock_time
from zz.accounts.models import LoginThrottle
from zz.db import db


@dataclass(frozen=True)
class Verdict:
    """What the brake says of an attempt: `refused` until `until`, or let through; `last` = the lock begins with it."""

    refused: bool
    last: bool = False
    until: datetime | None = None
    by_address: bool = False


def account_key(username: str) -> str:
    """Return the key that counts an account's attempts, also those of a name nobody has."""
    return f"account:{username.lower()[:100]}"


def address_key(address: str | None) -> str:
    """Return the key that counts the attempts from an address."""
    return f"address:{address or 'unknown'}"[:128]


def _row(key: str, at: datetime) -> LoginThrottle:
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(insert(LoginThrottle).values(key=key, failures=0, first_at=at).on_conflict_do_nothing())
    query = select(LoginThrottle).where(LoginThrottle.key == key).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _locked(row: LoginThrottle, at: datetime) -> bool:
    if row.locked_until and row.locked_until <= at:
        row.locked_until, row.failures, row.first_at = None, 0, at
    return row.locked_until is not None


def reserve(username: str, address: str | None, *, at: datetime) -> Verdict:
    """Count an attempt before its password is looked at, or refuse it (account first: the order of locking)."""
    account = _row(account_key(username), at)
    if _locked(account, at):
        return Verdict(True, until=account.locked_until)
    place = _row(address_key(address), at)
    if _locked(place, at):
        return Verdict(True, until=place.locked_until, by_address=True)
    if place.first_at < at - lock_time():
        place.failures, place.first_at = 0, at
    for row, most in ((account, limit("login_failures")), (place, limit("address_failures"))):
        row.failures += 1
        if row.failures >= most:
            row.locked_until = at + lock_time()
    return Verdict(False, last=account.locked_until is not None, until=account.locked_until)


def clear(username: str, address: str | None) -> None:
    """Forget the account's attempts after a right password, and give its address this one attempt back."""
    db.session.execute(delete(LoginThrottle).where(LoginThrottle.key == account_key(username)))
    db.session.execute(
        update(LoginThrottle)
        .where(LoginThrottle.key == address_key(address), LoginThrottle.failures > 0)
        .values(failures=LoginThrottle.failures - 1, locked_until=None)
    )


def unlock(username: str) -> None:
    """Lift the lock of an account: its password has been reset."""
    db.session.execute(delete(LoginThrottle).where(LoginThrottle.key == account_key(username)))


def forget_old(*, at: datetime) -> None:
    """Drop the counts of attempts that began more than a day ago and hold no lock."""
    day = at - timedelta(days=1)
    db.session.execute(
        delete(LoginThrottle).where(
            LoginThrottle.first_at < day,
            LoginThrottle.locked_until.is_(None) | (LoginThrottle.locked_until < at),
        )
    )
