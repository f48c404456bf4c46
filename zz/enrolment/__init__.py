"""The enrolment desk: schools and their seats, policies, questions, activities; requests stand on it."""

from flask import Flask

from zz.enrolment import models, rules
from zz.enrolment.activities import models as activity_models
from zz.enrolment.placement import models as placement_models
from zz.enrolment.placement import quota_models
from zz.enrolment.privacy import models as privacy_models
from zz.enrolment.publication import models as publication_models
from zz.enrolment.questions import models as question_models
from zz.enrolment.requests import models as request_models
from zz.enrolment.review import models as review_models

__all__ = [
    "activity_models", "models", "placement_models", "privacy_models", "publication_models", "question_models",
    "quota_models", "request_models", "review_models", "rules",
]  # fmt: skip


def init_app(app: Flask) -> None:
    """Register the pages of the desk; what stands on it registers itself below."""
    from zz.accounts.roles import Permission
    from zz.enrolment import (
        activities,
        finding,
        home_tiles,
        home_views,
        placement,
        policy_views,
        privacy,
        publication,
        questions,
        requests,
        review,
        school_import,
        school_views,
        statistics,
        term_views,
    )
    from zz.enrolment import announcing as announcing
    from zz.imports.blueprint import blueprint
    from zz.web import menu

    entry = menu.MenuEntry("子女就学", "enrolment.index", "/enrolment", (Permission.ENROLMENT_DESK_READ,), order=30)
    menu.register(app, entry)
    home_tiles.register()
    finding.init_app(app)
    for pages in (home_views, term_views, school_views, policy_views):
        app.register_blueprint(pages.bp)
    app.register_blueprint(blueprint(school_import.register(), "/enrolment/schools/import"))
    for package in (questions, activities, requests, privacy, review, placement, statistics, publication):
        package.init_app(app)
