"""The loop: one unit, role or person must do one thing for one subject by a date, signs, replies and is discharged."""

from flask import Flask

from zz.assignments import card_views, climbing, deputy_views, digest, handover, models, rules, views

__all__ = ["climbing", "digest", "models", "rules"]


def init_app(app: Flask) -> None:
    """Register the inbox."""
    views.init_app(app)
    card_views.init_app(app)
    deputy_views.init_app(app)
    handover.init_app()
