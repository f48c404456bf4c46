"""Units, users, their roles, and signing in."""

from zz.accounts import rules

__all__ = ["rules"]
