from collections.abc import Callable, Iterator
from typing import Any

import pytest

from zz import jobs
from zz.jobs import operations


@pytest.fixture
def handle() -> Iterator[Callable[[str, Callable[..., Any]], None]]:
    """Return a function that has a kind of job handled for the length of a test."""
    before = dict(operations._handlers)
    yield lambda kind, fn: jobs.handler(kind, "试验任务")(fn) and None
    operations._handlers.clear()
    operations._handlers.update(before)
