"""Questions of enterprises to the work group, and what is published of them."""

from flask import Flask

from zz.enrolment.questions import models

__all__ = ["models"]


def init_app(app: Flask) -> None:
    """Register the pages, the subject of the duty to answer, and what the home of the desk says."""
    from zz.assignments import subjects
    from zz.enrolment import climbing
    from zz.enrolment.questions import access, faq_views, home, operations, views

    subjects.register(
        subjects.SubjectKind(
            access.SUBJECT, "企业咨询", lambda i: f"{operations.PATH}/{i}", access.sees, operations.follow,
            lambda _user: operations.PATH, climbing.OF_QUESTIONS,
        )
    )  # fmt: skip
    home.register()
    for pages in (views, faq_views):
        app.register_blueprint(pages.bp)
