"""Approvals: a request about a subject goes along a chain of steps; the last agreement changes the subject."""

from flask import Flask

from zz.approvals import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages, the kinds that concern assignments, and the subject for the inbox and the files."""
    from zz.approvals import access, clock_requests, clock_views, handover, views
    from zz.assignments.subjects import SubjectKind, register
    from zz.files.guard import guard

    clock_requests.register_kinds()
    register(SubjectKind("approval", "审批", lambda approval_id: f"/approvals/{approval_id}", access.sees))
    guard("approval", access.sees)
    handover.init_app()
    views.init_app(app)
    clock_views.init_app(app)
