"""The only wall clock of the program: instants are UTC, days are those of Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_offset = timedelta(0)
_frozen: datetime | None = None


def real_now() -> datetime:
    """Return the machine's instant (aware, UTC): for sessions, lock-outs and leases, never shifted."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the program's instant (aware, UTC): the machine's, or the demo's where one is set."""
    return _frozen if _frozen is not None else real_now() + _offset


def today() -> date:
    """Return the program's day in Asia/Shanghai."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """Return `instant` (aware) as wall time in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """Return the instant (UTC) at which `day` begins in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def shift(offset: timedelta) -> None:
    """Run the program's clock `offset` away from the machine's."""
    global _offset
    _offset = offset


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the program's clock at `instant` (aware) within the block: for tests."""
    global _frozen
    before, _frozen = _frozen, instant.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
