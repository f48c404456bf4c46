"""The demonstration, loaded once for the walk."""

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Installation
from tests.demonstration import shared_folder
from tests.walk import world
from tests.walk.walking import SNAPSHOT, Walker

_built: dict[int, world.World] = {}


@pytest.fixture
def walker(
    engine: str, installation: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Walker]]:
    """Return `walker("centre")`, over the demonstration on this engine."""
    if id(installation) not in _built:
        _built[id(installation)] = world.build(installation, shared_folder(tmp_path_factory), SNAPSHOT)
    installation.reset(SNAPSHOT)
    installation.app.extensions["zz_demo"] = True
    yield lambda role: Walker(installation, _built[id(installation)], role)
    installation.app.extensions["zz_demo"] = False
