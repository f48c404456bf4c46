"""The timer drops what is over and keeps what is not."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_user
from zz import clock
from zz.accounts.models import AuthSession, LoginThrottle
from zz.accounts.roles import Role
from zz.admin.housekeeping import tidy


def test_old_counts_and_sessions_go(session: Session) -> None:
    user, now = make_user(Role.CENTRE), clock.real_now()
    for name, age in (("old", 31), ("new", 1)):
        seen = now - timedelta(days=age)
        session.add(AuthSession(token_hash=name, user_id=user.id, created_at=seen, last_seen_at=seen))
    for key, age in (("account:old", 2), ("account:new", 0)):
        session.add(LoginThrottle(key=key, failures=1, first_at=now - timedelta(days=age)))
    session.commit()
    tidy(now)
    assert session.scalars(select(AuthSession.token_hash)).all() == ["new"]
    assert session.scalars(select(LoginThrottle.key)).all() == ["account:new"]
