"""Long work in many transactions, with room for others in between."""

from collections.abc import Callable
from time import perf_counter, sleep

SHARE = 5  # of six moments of long work, others have one


def in_turns(step: Callable[[], bool]) -> None:
    """Call `step`, a transaction of its own, until it says that nothing is left.

    SQLite gives its lock to whoever happens to ask when it is free. One who writes without a pause keeps all others
    waiting until they give up.
    """
    started = perf_counter()
    while step():
        sleep((perf_counter() - started) / SHARE)
        started = perf_counter()
