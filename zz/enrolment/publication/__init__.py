"""After a round: its result is shown, families may object, free seats are offered to the next, the round is closed."""

from flask import Flask

from zz.enrolment.publication import rules

__all__ = ["rules"]


def init_app(app: Flask) -> None:
    """Serve the pages, and plug objections into the loop."""
    from zz.assignments import subjects
    from zz.enrolment.publication import access, duties, home_tiles, objection_views, views
    from zz.enrolment.publication import forgetting as forgetting
    from zz.enrolment.publication.models import PlacementObjection

    subjects.register(
        subjects.SubjectKind(
            PlacementObjection.__tablename__, "公示异议", lambda i: f"{access.OBJECTIONS}/{i}", access.sees_objection,
            duties.follow, lambda _user: access.OBJECTIONS,
        )
    )  # fmt: skip
    home_tiles.register()
    for pages in (views, objection_views):
        app.register_blueprint(pages.bp)
