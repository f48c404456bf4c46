"""Imports of every kind: recognise a file, preview it against what is there, commit, return refused rows, undo."""

from flask import Flask

from zz.imports import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Have the jobs of imports known; a desk registers its own kind and pages."""
    import zz.imports.tasks  # noqa: F401
