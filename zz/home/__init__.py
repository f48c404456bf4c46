"""The first page of each role: what waits, what turned red, what is one's own."""

from flask import Flask

from zz.home import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Serve the first page."""
    from zz.home import deciding_views, help, views

    help.init_app(app)

    app.register_blueprint(views.bp)
    if "projects" in app.config["DESKS"]:
        deciding_views.init_app(app)
