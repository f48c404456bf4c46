"""Pages of the administrators: rules, calendar, audit, users and units."""

from flask import Flask

from zz.admin import (
    audit_views,
    calendar_views,
    finding,
    housekeeping,
    rules_views,
    units_views,
    users_administrators,
    users_edit,
    users_handover,
    users_import_views,
    users_views,
)

__all__ = ["housekeeping", "init_app"]


def init_app(app: Flask) -> None:
    """Serve the pages and enter them in the menu."""
    for part in (
        rules_views,
        calendar_views,
        audit_views,
        finding,
        users_views,
        users_administrators,
        units_views,
        users_import_views,
    ):
        part.init_app(app)
    for other in (users_edit, users_handover):
        app.register_blueprint(other.bp)
