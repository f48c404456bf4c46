"""Where the bytes lie: a folder of the instance, behind an interface an object store can take over."""

import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from flask import current_app

KEY = re.compile(r"[0-9a-f]{32}")
FOLDER = "files"
PARTIAL = ".part"


class Store(Protocol):
    """What an attachment needs of a store; a key is random and says nothing of its content."""

    def put(self, data: bytes) -> str:
        """Keep `data` durably; return its key."""

    def get(self, key: str) -> bytes:
        """Return what was put; FileNotFoundError where there is nothing."""

    def delete(self, key: str) -> None:
        """Forget the key, if it is there."""

    def older_than(self, instant: datetime) -> Iterator[str]:
        """Yield the keys put before an instant of the machine's clock."""


class DiskStore:
    """Files below one folder, written beside their place and renamed, so that none is ever half there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        key = secrets.token_hex(16)
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(PARTIAL)
        with partial.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _sync_folder(path.parent)
        return key

    def get(self, key: str) -> bytes:
        return self._path(key).read_bytes()

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def older_than(self, instant: datetime) -> Iterator[str]:
        limit = instant.timestamp()
        for path in self.folder.glob("??/*"):
            if path.suffix != PARTIAL and path.stat().st_mtime < limit:
                yield path.parent.name + path.name

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.folder / key[:2] / key[2:]


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can (Windows cannot)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store() -> Store:
    """Return the store of the running application."""
    return DiskStore(Path(current_app.config["INSTANCE"]) / FOLDER)
