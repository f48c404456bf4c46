"""Sensitive text: nothing readable at rest, keys can be changed, equal things are found by a hash of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from zz import sealed
from zz.backup import _fingerprints, fingerprint

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NUMBER = "11010519491231002X"


@pytest.fixture
def under() -> Callable[[str | None], object]:
    """Return a context in which ZZ_FIELD_KEY is as given."""

    @contextmanager
    def _under(setting: str | None) -> Iterator[None]:
        app = Flask("keys")
        app.config["FIELD_KEY"] = setting
        with app.app_context():
            yield

    return _under


def test_the_first_key_writes_and_all_read(under: Callable[[str | None], object]) -> None:
    column = sealed.EncryptedText()
    with under(OLD):
        kept = column.process_bind_param(NUMBER, None)
        looked_up = sealed.keyed_hash(NUMBER)
    assert kept and NUMBER not in kept and column.process_bind_param("", None) == ""
    with under(f"{NEW}, {OLD}"):
        assert column.process_result_value(kept, None) == NUMBER
        assert sealed.keyed_hash(NUMBER) != looked_up and looked_up in sealed.keyed_hashes(NUMBER)
        moved = sealed.seal(b"x")
        assert set(_fingerprints()) == {fingerprint(NEW), fingerprint(OLD)}
    with under(NEW):
        assert sealed.unseal(moved) == b"x"
        with pytest.raises(sealed.Unreadable):
            column.process_result_value(kept, None)
    with under(None), pytest.raises(RuntimeError, match="ZZ_FIELD_KEY"):
        sealed.seal(b"x")


def test_a_hash_needs_the_key_and_keeps_its_parts_apart(under: Callable[[str | None], object]) -> None:
    with under(OLD):
        assert sealed.keyed_hash("1", "23") != sealed.keyed_hash("12", "3")
        assert sealed.keyed_hash(NUMBER) == sealed.keyed_hash(NUMBER)
        here = sealed.keyed_hash(NUMBER)
    with under(NEW):
        assert sealed.keyed_hash(NUMBER) != here


@given(st.text(max_size=40))
def test_a_mask_keeps_the_length_and_shows_no_more_than_the_ends(text: str) -> None:
    masked = sealed.mask(text)
    assert len(masked) == len(text)
    assert len(text) - masked.count("*") <= 8 + text.count("*")
    if len(text) < 12:
        assert set(masked) <= {"*"}


def test_masks_as_on_paper() -> None:
    assert sealed.mask("430224201705121234") == "4302**********1234"
    assert sealed.mask("13973300017", 3, 4) == "139****0017"
    assert (sealed.mask(None), sealed.mask_name("欧阳晓明"), sealed.mask_name("")) == ("", "欧*", "")
