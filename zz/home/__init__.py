"""The first page of each role: what waits, what turned red, what is one's own."""

from flask import Flask

from zz.home import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Serve the first page."""
    from zz.home import views

    app.register_blueprint(views.bp)
