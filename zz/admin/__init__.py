"""Pages of the administrators: rules, calendar, audit, users and units."""

from flask import Flask

from zz.admin import audit_views, calendar_views, rules_views


def init_app(app: Flask) -> None:
    """Serve the pages and enter them in the menu."""
    for part in (rules_views, calendar_views, audit_views):
        part.init_app(app)
