"""Notices: what a person is told in the program, and the digest of a morning."""

from zz.notices.models import Notice
from zz.notices.operations import notify

__all__ = ["Notice", "notify"]
