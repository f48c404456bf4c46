"""What the timer tidies away: counts of wrong passwords and sessions that are long over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from zz import clock
from zz.accounts import throttle
from zz.accounts.models import AuthSession, LoginThrottle
from zz.db import db, writing
from zz.jobs import on_tick

KEPT = timedelta(days=30)  # a session that is over is shown no more; the access log keeps the sign-in


@on_tick
def tidy(_at: datetime) -> Mapping[str, int]:
    """Drop what is over, on the machine's clock; nothing is written where there is nothing to drop."""
    now = clock.real_now()
    over = or_(AuthSession.ended_at < now - KEPT, AuthSession.last_seen_at < now - KEPT)
    stale = LoginThrottle.first_at < now - timedelta(days=1)
    anything = db.session.scalar(
        select(select(AuthSession.id).where(over).exists() | select(LoginThrottle.key).where(stale).exists())
    )
    db.session.rollback()
    if anything:
        with writing():
            throttle.forget_old(at=now)
            db.session.execute(delete(AuthSession).where(over))
    return {}
