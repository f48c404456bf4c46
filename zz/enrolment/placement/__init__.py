"""Placing the children: the seats the bureau gives a park, the order of priority, the rounds that share them out."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages, the subjects of duties, what the home of the desk says, and why beside a case."""
    from zz.assignments import subjects
    from zz.enrolment.placement import (
        board_views,
        case_side,
        entry_views,
        order_views,
        quota_access,
        quota_home,
        quota_views,
        round_home,
        round_views,
    )
    from zz.enrolment.placement import forgetting as forgetting

    kind = subjects.SubjectKind(
        quota_access.SUBJECT, "学位名额", lambda i: f"{quota_access.PATH}/{i}", quota_access.sees,
        index=quota_access.index,
    )  # fmt: skip
    subjects.register(kind)
    quota_home.register()
    round_home.register()
    case_side.register()
    for pages in (quota_views, board_views, order_views, round_views, entry_views):
        app.register_blueprint(pages.bp)
