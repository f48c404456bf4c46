"""The analysis: reads only. What the year's list has come to by a month, and how problems and permits were handled."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages and enter them in the menu."""
    from zz.analysis import views

    views.init_app(app)
