"""Placing the children: the seats that the bureau gives a park, and the rounds that share them out."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages, the subjects of duties, and what the home of the desk says."""
    from zz.assignments import subjects
    from zz.enrolment.placement import quota_access, quota_home, quota_views

    kind = subjects.SubjectKind(
        quota_access.SUBJECT, "学位名额", lambda i: f"{quota_access.PATH}/{i}", quota_access.sees,
        index=quota_access.index,
    )  # fmt: skip
    subjects.register(kind)
    quota_home.register()
    app.register_blueprint(quota_views.bp)
