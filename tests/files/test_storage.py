"""The store keeps bytes under random keys and knows no other path."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zz.files.storage import DiskStore


def test_what_is_put_can_be_read_and_deleted(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "files")
    key, other = store.put(b"one"), store.put(b"one")
    assert key != other and len(key) == 32
    assert store.get(key) == b"one"
    assert not list(tmp_path.rglob("*.part"))
    store.delete(key)
    store.delete(key)
    with pytest.raises(FileNotFoundError):
        store.get(key)


@pytest.mark.parametrize("key", ["../secrets.env", "", "a" * 31, "A" * 32, "/etc/passwd", "a" * 32 + "\n"])
def test_no_key_leads_elsewhere(tmp_path: Path, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        DiskStore(tmp_path).get(key)


def test_old_keys_are_listed(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    key = store.put(b"x")
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert list(store.older_than(later)) == [key]
    assert list(store.older_than(later - timedelta(hours=1))) == []
