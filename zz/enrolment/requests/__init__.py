"""Requests: an enterprise files for the child of an employee; from a draft to a seat in a class."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Plug requests into the loop, the files and the seats of schools."""
    from zz.accounts.roles import Permission
    from zz.assignments import subjects
    from zz.enrolment import climbing, seats
    from zz.enrolment.requests import (
        access,
        consent_views,
        ending_views,
        export_views,
        import_kind,
        link_views,
        paper_views,
        queries,
        resealing,
        views,
    )
    from zz.web import menu

    kind = subjects.SubjectKind(
        access.SUBJECT, "入学申请", lambda i: f"/enrolment/requests/{i}", access.sees, index=access.index,
        chain=climbing.OF_CASES,
    )  # fmt: skip
    subjects.register(kind)
    if queries.seated not in seats._counters:
        seats.counts_placed(queries.seated)
    entry = menu.MenuEntry(
        "入学申请", "enrolment_requests.index", "/enrolment/requests", (Permission.ENROLMENT_FILE,), 62
    )
    menu.register(app, entry)
    for pages in (views, paper_views, ending_views, consent_views, export_views, import_kind, link_views):
        app.register_blueprint(pages.bp)
    app.register_blueprint(import_kind.empty)
    app.cli.add_command(resealing.reseal)
