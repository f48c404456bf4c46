"""The enrolment desk: schools and their seats, policies, questions, activities; requests stand on it."""

from flask import Flask

from zz.enrolment import models, rules
from zz.enrolment.privacy import models as privacy_models
from zz.enrolment.requests import models as request_models
from zz.enrolment.review import models as review_models

__all__ = ["models", "privacy_models", "request_models", "review_models", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages of the desk."""
    from zz.enrolment import privacy, requests, review

    requests.init_app(app)
    privacy.init_app(app)
    review.init_app(app)
