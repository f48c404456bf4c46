"""After a round: its result is shown, families may object, free seats are offered to the next, the round is closed."""

from flask import Flask

from zz.enrolment.publication import rules

__all__ = ["rules"]


def init_app(app: Flask) -> None:
    """Serve the pages, plug objections and offers into the loop, and hold the seats that are offered."""
    from zz.assignments import subjects
    from zz.enrolment import seats
    from zz.enrolment.publication import (
        access,
        case_side,
        duties,
        home_tiles,
        letter_views,
        objection_views,
        offer_views,
        vacancies,
        views,
    )
    from zz.enrolment.publication import forgetting as forgetting
    from zz.enrolment.publication.models import PlacementObjection, SeatOffer

    subjects.register(
        subjects.SubjectKind(
            PlacementObjection.__tablename__, "公示异议", lambda i: f"{access.OBJECTIONS}/{i}", access.sees_objection,
            duties.follow, lambda _user: access.OBJECTIONS,
        )
    )  # fmt: skip
    subjects.register(
        subjects.SubjectKind(
            SeatOffer.__tablename__, "递补学位", lambda i: f"{access.OFFERS}/{i}", access.sees_offer, duties.follow,
        )
    )  # fmt: skip
    seats.counts_placed(vacancies.held)
    home_tiles.register()
    case_side.register()
    for pages in (views, objection_views, offer_views, letter_views):
        app.register_blueprint(pages.bp)
