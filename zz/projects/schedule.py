"""The backward schedule: by when each permit must be granted, and applied for, so that the project starts in time.

latest_start = latest_finish − limit; latest_finish is the earliest latest_start of what waits for it, or the planned
start (the planned finish for the phase of acceptance). Days are counted by functions that the caller gives.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from zz.projects.permit_template import PHASES

Shift = Callable[[date, int], date]


class Item(Protocol):
    """What is scheduled: a permit, or a row of the template. Read only."""

    @property
    def number(self) -> str: ...
    @property
    def phase(self) -> str: ...
    @property
    def needed(self) -> bool: ...
    @property
    def after(self) -> list[str]: ...
    @property
    def statutory_days(self) -> int | None: ...
    @property
    def committed_days(self) -> int | None: ...
    @property
    def calendar_days(self) -> bool: ...
    @property
    def planned_on(self) -> date | None: ...


@dataclass(frozen=True)
class Latest:
    """The last day to apply and the last day to have it granted."""

    start: date
    finish: date


def limit(item: Item) -> int:
    """Return the days an item takes: the committed ones, else the statutory ones; none where it is not needed."""
    days = item.statutory_days if item.committed_days is None else item.committed_days
    return (days or 0) if item.needed else 0


def shifted(item: Item, day: date, days: int, working: Shift) -> date:
    """Return the day `days` of the item's own kind away from `day`."""
    return day + timedelta(days=days) if item.calendar_days else working(day, days)


def _order(items: list[Item]) -> list[Item]:
    """Return the items so that each comes after all that wait for it; a circle is cut where it is met."""
    by_number = {item.number: item for item in items}
    done: list[Item] = []
    seen: set[str] = set()

    def visit(item: Item) -> None:
        if item.number in seen:
            return
        seen.add(item.number)
        for number in item.after:
            if number in by_number:
                visit(by_number[number])
        done.append(item)

    for item in items:
        visit(item)
    return done[::-1]


def backward(items: Iterable[Item], *, start: date | None, finish: date | None, working: Shift) -> dict[str, Latest]:
    """Return the latest days by number, for the items whose anchor is known.

    `working(day, n)` is the n-th working day after `day`, before it for n < 0. An item's own `planned_on` is its
    latest finish where it is earlier than what the schedule gives.
    """
    found: dict[str, Latest] = {}
    waiting: dict[str, list[date]] = defaultdict(list)
    for item in _order(list(items)):
        anchor = finish if item.phase == PHASES[-1] else start
        bounds = [day for day in (*waiting[item.number], anchor, item.planned_on) if day is not None]
        if not bounds:
            continue
        last = min(bounds)
        latest = Latest(shifted(item, last, -limit(item), working), last)
        found[item.number] = latest
        for number in item.after:
            waiting[number].append(latest.start)
    return found
