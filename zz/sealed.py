"""Sensitive text at rest: encrypted columns and bytes, keyed hashes to find equal ones, masks to show.

`ZZ_FIELD_KEY` holds one key, or several separated by commas while they are being changed: the first writes, all read.
A hash is made with a key of its own, derived from the field key, so that it tells nothing without it.
"""

import base64
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import Text, TypeDecorator

LOOK_UP = b"zz look-up"
MASK = "*"


class Unreadable(Exception):
    """What is stored was not encrypted with any key that this installation has."""


def keys_in(setting: str | None) -> list[str]:
    """Return the keys of a setting, the one that writes first."""
    return [key for part in (setting or "").split(",") if (key := part.strip())]


@lru_cache(maxsize=8)
def _cipher(setting: str) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys_in(setting)])


@lru_cache(maxsize=8)
def _look_up_keys(setting: str) -> tuple[bytes, ...]:
    """Return a key for hashes for each field key (HKDF, RFC 5869)."""
    return tuple(
        HKDF(hashes.SHA256(), 32, salt=None, info=LOOK_UP).derive(base64.urlsafe_b64decode(key))
        for key in keys_in(setting)
    )


def _setting() -> str:
    setting: str | None = current_app.config["FIELD_KEY"]
    if not setting:
        raise RuntimeError("ZZ_FIELD_KEY is not set: sensitive fields can be neither written nor read")
    return setting


def seal(data: bytes) -> bytes:
    """Return `data` encrypted and authenticated (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _cipher(_setting()).encrypt(data)


def unseal(data: bytes) -> bytes:
    """Return what was sealed.

    Raises:
        Unreadable: no key of this installation opens it.
    """
    try:
        return _cipher(_setting()).decrypt(data)
    except InvalidToken:
        raise Unreadable("sealed with a key that is not in ZZ_FIELD_KEY") from None


def keyed_hash(*parts: Any) -> str:
    """Return what equal parts have in common and nothing else tells: 64 hexadecimal digits, to be stored."""
    return keyed_hashes(*parts)[0]


def keyed_hashes(*parts: Any) -> list[str]:
    """Return the hash under every key, the writing one first: what a look-up asks for while keys are changed."""
    text = "\0".join(str(part) for part in parts).encode()
    return [hmac.digest(key, text, "sha256").hex() for key in _look_up_keys(_setting())]


def mask(text: str | None, first: int = 4, last: int = 4) -> str:
    """Return `4302**********1234`: the ends that tell two apart, stars between; all stars where it is short."""
    text = text or ""
    if len(text) < first + last + 4:
        return MASK * len(text)
    return text[:first] + MASK * (len(text) - first - last) + text[len(text) - last :]


def mask_name(name: str | None) -> str:
    """Return 张*: the first character and one star, however long the name is."""
    return f"{name[0]}{MASK}" if name else ""


class EncryptedText(TypeDecorator[str]):
    """Text that the database holds encrypted only: not to be searched or sorted by. "" and None stay as they are."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return seal(value.encode()).decode() if value else value

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return unseal(value.encode()).decode() if value else value
