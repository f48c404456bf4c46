"""Who sees the files of the project desk: whoever sees the project they belong to."""

from functools import partial
from typing import Any

from zz.accounts.models import User
from zz.db import db
from zz.files.guard import guard
from zz.projects.access import sees
from zz.projects.bureau_permits import handled
from zz.projects.records import Milestone, MonthlyFigure, Permit, Visit

PARTS: tuple[Any, ...] = (Permit, Visit, Milestone, MonthlyFigure)


def _through(part: Any, user: User, row_id: int) -> bool:
    row = db.session.get(part, row_id)
    return row is not None and sees(user, row.project_id)


def _permit(user: User, permit_id: int) -> bool:
    """A permit's document is also seen by the bureau that works on it."""
    return _through(Permit, user, permit_id) or handled(user, permit_id) is not None


def register() -> None:
    """Let the files of projects and of their parts follow the project."""
    guard("project", sees)
    for part in PARTS:
        guard(part.__tablename__, partial(_through, part))
    guard(Permit.__tablename__, _permit)
