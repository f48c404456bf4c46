"""What a change of a rule would come to: whoever depends on the rule works it out before anything is changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple


class Count(NamedTuple):
    """How many there are now, and how many there would be."""

    label: str
    before: int
    after: int


class Change(NamedTuple):
    """One thing that would change: what it is called, where it opens, what it would change from and to, and why."""

    name: str
    url: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Trial:
    """What would change: the counts, the first `changes` of `number`, and what was tried."""

    counts: list[Count]
    changes: list[Change]
    number: int
    tried: str


Try = Callable[[str, Any, Any, date], Trial]
_trials: dict[str, Try] = {}


def on_trial(key_prefix: str, fn: Try) -> None:
    """Let `fn(key, value, reader, day)` tell what a change would come to, of rules whose key starts so."""
    _trials[key_prefix] = fn


def tried(key: str) -> bool:
    """Tell whether a change of this rule can be tried."""
    return _found(key) is not None


def trial(key: str, value: Any, reader: Any, on: date) -> Trial:
    """Return what would change for what `reader` sees if the rule said `value` on a day; nothing is written."""
    fn = _found(key)
    if fn is None:
        raise KeyError(key)
    return fn(key, value, reader, on)


def _found(key: str) -> Try | None:
    return next((fn for prefix, fn in _trials.items() if key.startswith(prefix)), None)
