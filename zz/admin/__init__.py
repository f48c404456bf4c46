"""Pages of the administrators: rules, calendar, audit, users and units."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages and enter them in the menu."""
