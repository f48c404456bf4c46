"""Activities for the children of employees: 课余辅导 and 暑期活动, with sign-up, a waiting list and attendance."""

from flask import Flask

from zz.enrolment.activities import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages, what the home of the desk says, and the timer that forgets names."""
    from zz.enrolment.activities import child_views, home, views
    from zz.enrolment.activities import forgetting as forgetting

    home.register()
    for pages in (views, child_views):
        app.register_blueprint(pages.bp)
