"""Meetings: 调度会 and 会商 with an agenda of problems and projects, and decisions that go on in the loop."""

from flask import Flask

from zz.meetings import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages, and plug into the loop and the menu."""
    from zz.accounts.roles import Permission
    from zz.assignments.subjects import SubjectKind, register
    from zz.meetings import access, act_views, calling, views
    from zz.web import menu

    register(SubjectKind(access.SUBJECT, "会议", lambda i: f"/meetings/{i}", access.sees, calling.follow))
    menu.register(app, menu.MenuEntry("会议", "meetings.index", "/meetings", (Permission.MEETING_READ,), order=26))
    for pages in (views, act_views):
        app.register_blueprint(pages.bp)
