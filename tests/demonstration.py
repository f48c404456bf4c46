"""The demonstration for tests: on SQLite it is made once a run, and copied by whoever asks again."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import EMPTY, Installation
from tests.databases import SqliteStore


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the processes of this run have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def load(installation: Installation, shared: Path) -> None:
    """Bring the installation to the demonstration, as `flask demo` leaves an empty one."""
    installation.reset(EMPTY)
    if not isinstance(installation.store, SqliteStore):
        return _make(installation)
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept := shared / "demo").exists():
            _make(installation)
            installation.release()
            shutil.copytree(installation.folder, kept / "instance")
            installation.store.save(kept / "zz.db")
            return None
    shutil.copytree(kept / "instance", installation.folder, dirs_exist_ok=True)
    return installation.store.load(kept / "zz.db")


def _make(installation: Installation) -> None:
    result = installation.app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 0, (result.output, result.exception)
