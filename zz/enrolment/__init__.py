"""The enrolment desk: schools and their seats, policies, questions, activities; requests stand on it."""

from flask import Flask

from zz.enrolment import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages of the desk."""
