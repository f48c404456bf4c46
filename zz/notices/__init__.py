"""Notices: what a person is told in the program, and sending them out where that is configured."""

from flask import Flask

from zz.notices.models import Digest, Notice
from zz.notices.operations import Told, notify, notify_many

__all__ = ["Digest", "Notice", "Told", "notify", "notify_many"]


def init_app(app: Flask) -> None:
    """Register the page of notices, and sending them out."""
    from zz.notices import outbound, views

    views.init_app(app)
    outbound.init_app()
