"""The timer: what is due by now is done, once, whichever process calls; then the journal is sealed."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from zz import journal
from zz.db import writing
from zz.jobs.lease import holding

TICK = "tick"
COUNTERS = "reminders", "cards", "escalated", "digests", "judged"

Ticker = Callable[[datetime], Mapping[str, int]]

_tickers: list[Ticker] = []


def on_tick(fn: Ticker) -> Ticker:
    """Call `fn(at)` at every tick; it commits itself (`writing()`) and returns counters such as {"reminders": 3}.

    It must find by itself what was done already: ticks come every minute, and twice.
    """
    _tickers.append(fn)
    return fn


def tick(at: datetime, *, wait: float = 0) -> Counter[str]:
    """Do what is due by `at` and seal the journal; return the sum of the counters.

    Raises:
        LeaseTaken: another process is at it and does not end within `wait` seconds.
    """
    total: Counter[str] = Counter(dict.fromkeys(COUNTERS, 0))
    with holding(TICK, wait=wait):
        for fn in _tickers:
            total.update(fn(at))
        with writing():
            journal.seal_new()
    return total
