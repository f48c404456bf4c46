"""What the desk has come to: requests, outcomes and days by term, enterprise, group, grade, school; reads only."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages, and lead to them from the home of the desk."""
    from zz.enrolment.statistics import home_tiles as home_tiles
    from zz.enrolment.statistics import views

    app.register_blueprint(views.bp)
