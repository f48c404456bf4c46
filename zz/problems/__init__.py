"""Problems of projects: brought up, assigned, signed, solved, verified on the site, written off."""

from flask import Flask

from zz.problems import history, models, rules

__all__ = ["history", "models", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages, and plug into the loop, the files and the project desk."""
    from zz.assignments import subjects
    from zz.files.guard import guard
    from zz.problems import (
        access,
        act_views,
        assign_views,
        document_views,
        finding,
        handover,
        kind_views,
        operations,
        project_side,
        report_views,
        views,
    )
    from zz.web import menu

    kind = subjects.SubjectKind(
        access.SUBJECT, "问题", lambda i: f"/problems/{i}", access.sees, operations.follow, access.index
    )
    subjects.register(kind)
    guard(access.SUBJECT, access.sees)
    project_side.register()
    handover.init_app()
    finding.init_app(app)
    menu.cover(app, "assignments.inbox", "/problems")
    for pages in (report_views, kind_views, views, assign_views, act_views, document_views):
        app.register_blueprint(pages.bp)
