"""The demonstration, loaded once for the walk."""

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Installation
from tests.walk import world
from tests.walk.walking import SNAPSHOT, Walker

_built: dict[int, world.World] = {}


@pytest.fixture
def walker(engine: str, installation: Installation) -> Iterator[Callable[[str], Walker]]:
    """Return `walker("centre")`, over the demonstration on this engine."""
    if id(installation) not in _built:
        _built[id(installation)] = world.build(installation, SNAPSHOT)
    installation.reset(SNAPSHOT)
    installation.app.extensions["zz_demo"] = True
    yield lambda role: Walker(installation, _built[id(installation)], role)
    installation.app.extensions["zz_demo"] = False
