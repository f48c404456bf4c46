"""Reading accounts: one's own sessions."""

from dataclasses import dataclass
from datetime import datetime

from zz import clock
from zz.accounts import sessions
from zz.accounts.limits import idle_time
from zz.accounts.models import User

DEVICES = (
    ("MicroMessenger", "微信"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "Mac 电脑"),
    ("Linux", "Linux 电脑"),
)


@dataclass(frozen=True)
class OwnSession:
    """A device on which somebody is signed in."""

    device: str
    address: str
    since: datetime
    seen: datetime
    here: bool


def device(agent: str) -> str:
    """Return in a word what a browser's user agent runs on."""
    return next((name for sign, name in DEVICES if sign in agent), "其他设备")


def own_sessions(user: User, here: int | None, *, at: datetime) -> list[OwnSession]:
    """Return the live sessions of `user`, the one numbered `here` first; times are those of Shanghai."""
    found = [
        OwnSession(
            device(s.agent),
            s.address or "",
            clock.local(s.created_at),
            clock.local(s.last_seen_at),
            s.id == here,
        )
        for s in sessions.live(user, at=at, idle=idle_time())
    ]
    return sorted(found, key=lambda s: not s.here)
