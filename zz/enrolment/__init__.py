"""The enrolment desk: schools and their seats, policies, questions, activities; requests stand on it."""

from flask import Flask

from zz.enrolment import models, rules
from zz.enrolment.requests import models as request_models

__all__ = ["models", "request_models", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages of the desk."""
    from zz.enrolment import requests

    requests.init_app(app)
