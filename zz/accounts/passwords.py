"""Passwords: hashing with argon2id, the rules a new one must meet, one-time passwords.

Hashing takes about 150 ms: never within `writing()`.
"""

import secrets
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from zz.accounts.limits import limit

MAX_LENGTH = 128
CLASSES_NEEDED = 3
LOWER, UPPER, DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789"  # without 0O1lI

hasher = PasswordHasher()
one_time_hasher = PasswordHasher(time_cost=2, memory_cost=1024, parallelism=1)
_decoys: dict[int, str] = {}


def hash_password(password: str) -> str:
    """Return the argon2id hash of `password`."""
    return hasher.hash(password)


def hash_one_time(password: str) -> str:
    """Return the hash of a random one-time password: nobody guesses 60 bits, so a thousand may be made at once."""
    return one_time_hasher.hash(password)


def is_cheap(password_hash: str) -> bool:
    """Tell whether `password_hash` was made with less work than a chosen password's."""
    return "m=1024," in password_hash


def verify(password_hash: str, password: str) -> bool:
    """Tell whether `password` is the one of `password_hash`."""
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def verify_nobody(password: str) -> None:
    """Take as long as `verify` does: an unknown user name must not answer sooner."""
    cost = id(hasher)
    if cost not in _decoys:
        _decoys[cost] = hasher.hash(secrets.token_urlsafe(16))
    verify(_decoys[cost], password)


def _classes(password: str) -> int:
    found = {
        "lower" if c.islower() else "upper" if c.isupper() else "digit" if c.isdigit() else "other" for c in password
    }
    return len(found)


def complaints(password: str, *, username: str, used: Sequence[str] = ()) -> list[str]:
    """Return a sentence for every rule `password` breaks; `used` holds the hashes that must not come again."""
    found = []
    if len(password) < (least := limit("password_min_length")):
        found.append(f"密码太短，至少要 {least} 个字符")
    if len(password) > MAX_LENGTH:
        found.append(f"密码太长，最多 {MAX_LENGTH} 个字符")
    if _classes(password) < CLASSES_NEEDED:
        found.append("密码太简单，大写字母、小写字母、数字、符号中至少要有三种")
    if len(username) > 2 and username.lower() in password.lower():
        found.append("密码不能包含用户名")
    if not found and any(verify(old, password) for old in used):
        found.append(f"不能使用最近 {limit('password_history')} 次用过的密码，请换一个")
    return found


def one_time() -> str:
    """Return a random password that is easy to read out: three groups of four, all classes, about 60 bits."""
    signs = [secrets.choice(LOWER + UPPER + DIGITS) for _ in range(9)]
    signs += [secrets.choice(LOWER), secrets.choice(UPPER), secrets.choice(DIGITS)]
    secrets.SystemRandom().shuffle(signs)
    text = "".join(signs)
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"
