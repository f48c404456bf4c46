"""Where the loop of remedies plugs in: it is told which days have been judged."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

AfterJudged = Callable[[Sequence[date], datetime], None]

_after: list[AfterJudged] = []


def after_judged(fn: AfterJudged) -> AfterJudged:
    """Call `fn(days, at)` whenever days have been judged, for the first time or again; it commits itself.

    It must bear being called twice for the same days: findings are read anew, some may be gone.
    """
    if fn not in _after:
        _after.append(fn)
    return fn


def tell(days: Sequence[date], at: datetime) -> None:
    """Tell everybody which days have been judged."""
    for fn in _after:
        fn(sorted(days), at)
