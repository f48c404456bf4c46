"""Where to go after signing in: only to pages of our own."""

from urllib.parse import urlsplit

MAX_LENGTH = 2000
NOT_THERE = ("/login", "/logout", "/static/")


def safe_next(target: str | None) -> str | None:
    """Return `target` if it is a path of ours, else None: no scheme or host, no `//`, backslash or control sign."""
    if not target or len(target) > MAX_LENGTH or not target.startswith("/") or target.startswith(("//", *NOT_THERE)):
        return None
    if "\\" in target or any(ord(c) <= 32 or ord(c) == 127 for c in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target
