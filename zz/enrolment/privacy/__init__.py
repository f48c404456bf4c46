"""Privacy of the children's cases: masked as a rule, opened for a reason, logged, exported marked, erased in time."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Guard the papers of cases, serve the pages, and erase by the timer."""
    from zz.enrolment.privacy import erasing as erasing
    from zz.enrolment.privacy import readings, views
    from zz.enrolment.privacy import rules as rules
    from zz.enrolment.requests.access import SUBJECT
    from zz.files.guard import guard

    guard(SUBJECT, readings.may_fetch, readings.fetched)
    app.register_blueprint(views.bp)
