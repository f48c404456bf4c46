"""Reviewing requests: the queue of each desk, the page of a case, and what is decided there."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages, and ask again by the timer where a family has not answered."""
    from zz.enrolment.review import act_views, queue_views, reason_views, views
    from zz.enrolment.review import home_tiles as home_tiles
    from zz.enrolment.review import lapsing as lapsing

    for pages in (views, act_views, queue_views, reason_views):
        app.register_blueprint(pages.bp)
