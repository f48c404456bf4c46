"""The rules of signing in, in Python's units."""

from datetime import timedelta

from zz import rules


def limit(name: str) -> int:
    """Return the whole number that the rule `security.<name>` holds today."""
    return int(rules.value(f"security.{name}"))


def lock_time() -> timedelta:
    """Return how long an account or an address stays locked."""
    return timedelta(minutes=limit("lock_minutes"))


def idle_time() -> timedelta:
    """Return how long a session may be left alone."""
    return timedelta(minutes=limit("idle_minutes"))
