"""The timer: what is due by now is done, once, whichever process calls; then the journal is sealed."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from zz import journal, rules
from zz.db import db, writing
from zz.jobs.lease import holding
from zz.jobs.turns import in_turns

TICK = "tick"
COUNTERS = "reminders", "cards", "escalated", "digests", "judged"

Ticker = Callable[[datetime], Mapping[str, int]]

log = logging.getLogger(__name__)

_tickers: list[Ticker] = []


class TickBroken(Exception):
    """Part of a tick failed; the text names it."""


def on_tick(fn: Ticker) -> Ticker:
    """Call `fn(at)` at every tick; it commits itself (`writing()`) and returns counters such as {"reminders": 3}.

    It must find by itself what was done already: ticks come every minute, and twice.
    """
    _tickers.append(fn)
    return fn


@on_tick
def take_up_rules(at: datetime) -> Mapping[str, int]:
    """Tell what depends on a rule, before anything else is done, that a version dated ahead holds from today."""
    with writing():
        rules.take_up(at)
    return {}


def _seal() -> bool:
    with writing():
        return journal.seal_new() > 0


def tick(at: datetime, *, wait: float = 0) -> Counter[str]:
    """Do what is due by `at` and seal the journal; return the sum of the counters.

    Raises:
        LeaseTaken: another process is at it and does not end within `wait` seconds.
        TickBroken: something did not get done; everything else did.
    """
    total: Counter[str] = Counter(dict.fromkeys(COUNTERS, 0))
    broken: list[str] = []
    db.session.commit()  # the lease is taken beside the session: it must hold no lock
    with holding(TICK, wait=wait):
        for fn in _tickers:
            try:
                total.update(fn(at))
            except Exception:
                log.exception("%s broke at a tick", fn.__qualname__)
                broken.append(fn.__qualname__)
        in_turns(_seal)
    if broken:
        raise TickBroken("定时任务有一部分没有完成，详见运行日志：" + "、".join(broken))
    return total
