"""How an entry stands, as a pure function of an area's days: fired, clear, or neither. Judged again, it is the same."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Burden:
    """What a rule found on a day: `weight` is customers × minutes (户·分钟)."""

    customers: int
    weight: int
    severe: bool = False


@dataclass(frozen=True)
class Terms:
    """The rule's terms: `least` days within `window` days persist; `recovery` clear days in a row end an episode."""

    window: int = 30
    least: int = 3
    recovery: int = 7


@dataclass(frozen=True)
class Standing:
    """An entry as its days say: the last episode, how many came before it, and what lies within the window."""

    first_day: date
    last_day: date
    days: int
    window_days: int
    weight: int
    severe: bool
    persistent: bool
    recurrences: int
    recovered_on: date | None
    clear_days: int


def standing(fired: Mapping[date, Burden], clear: Collection[date], terms: Terms, until: date) -> Standing | None:
    """Return how an entry stands at the end of `until`; None where the rule fired on no day.

    `clear` are the valid days on which the area kept beyond the recovery threshold. A day that is neither breaks their
    run only where it fired; a day without sufficient data says nothing.
    """
    first: date | None = None
    last = recovered = None
    episodes = run = 0
    for day in sorted({*fired, *clear}):
        if day > until:
            break
        if day in fired:
            if first is None or recovered is not None:
                first, recovered, episodes = day, None, episodes + 1
            last, run = day, 0
        elif first is not None:
            run += 1
            if recovered is None and run >= terms.recovery:
                recovered = day
    if first is None or last is None:
        return None
    since = until - timedelta(days=terms.window - 1)
    within = [burden for day, burden in fired.items() if max(since, first) <= day <= until]
    persistent = _persistent([day for day in fired if first <= day <= last], terms)
    return Standing(
        first, last, sum(first <= day <= last for day in fired), len(within), sum(b.weight for b in within),
        any(b.severe for b in within), persistent, episodes - 1, recovered, run,
    )  # fmt: skip


def _persistent(days: Collection[date], terms: Terms) -> bool:
    """Tell whether `least` days of an episode ever lay within one window: 持续, and it stays so until it is over."""
    ordered = sorted(days)
    span = timedelta(days=terms.window)
    return any(ordered[i + terms.least - 1] - ordered[i] < span for i in range(len(ordered) - terms.least + 1))
