"""Units, users, their roles, and signing in."""

from flask import Flask

from zz.accounts import rules

__all__ = ["init_app", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages of signing in and the forced change of a first password."""
    from zz.accounts import (
        first_password,
        unit_handover,
        views,
    )  # late: they stand on zz.access, which stands on the models

    first_password.init_app(app)
    app.register_blueprint(views.bp)
    unit_handover.init_app()
