"""Send notices out, to the group robots and mailboxes that the administrator has set; off by default.

Only red cards and the morning's digests leave the program, after their commit. What cannot be sent is tried again at
the next tick, for a day.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select, update

from zz import rules
from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db, writing
from zz.jobs import on_tick
from zz.notices.models import Digest, Notice

log = logging.getLogger(__name__)

BATCH = 50
TRIED_FOR = timedelta(days=1)
URLS = rules.define(
    "notices.outbound_urls", "对外发送地址", "消息", rules.Kind.LIST, [], permission=Permission.RULES_SYSTEM,
    help="企业微信、钉钉、飞书群机器人或邮箱，按 Apprise 的地址格式一行一个；不填则只在系统内提醒。",
)  # fmt: skip


def _waiting(at: datetime) -> list[Notice | Digest]:
    since = at - TRIED_FOR
    urgent = select(Notice).where(Notice.sent_at.is_(None), Notice.urgent, Notice.at > since)
    fresh = select(Digest).where(Digest.sent_at.is_(None), Digest.day >= since.date())
    found: list[Notice | Digest] = list(db.session.scalars(urgent.order_by(Notice.id).limit(BATCH)))
    return found + list(db.session.scalars(fresh.order_by(Digest.id).limit(BATCH)))


def _send(urls: list[str], text: str) -> bool:
    """Send `text` to every address; tell whether all took it."""
    import apprise  # large, and used only where outbound messages are on

    channel = apprise.Apprise()
    for url in urls:
        if not channel.add(url):
            log.warning("an outbound address is not one that can be used")
    return bool(channel.notify(body=text))


def send_out(at: datetime) -> Counter[str]:
    """Send what waits; nothing where no address is set."""
    urls = [str(url).strip() for url in rules.value(URLS.key) if str(url).strip()]
    if not urls:
        return Counter()
    waiting = _waiting(at)
    names = {u.id: u.name for u in db.session.scalars(select(User).where(User.id.in_({w.user_id for w in waiting})))}
    text = "\n".join(dict.fromkeys(f"{names[w.user_id]}：{w.text}" for w in waiting))
    sent = {model: [w.id for w in waiting if isinstance(w, model)] for model in (Notice, Digest)}
    db.session.rollback()  # no transaction is open while the network is asked
    if text and _send(urls, text):
        with writing():
            for model, ids in sent.items():
                db.session.execute(update(model).where(model.id.in_(ids)).values(sent_at=at))
    return Counter()


def init_app() -> None:
    """Send out at every tick."""
    on_tick(send_out)
