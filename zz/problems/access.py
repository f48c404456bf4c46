"""Which problems a user sees: those of projects he sees, and those he has or had to act on."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select

from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.assignments import policy as loop
from zz.assignments.models import Assignment
from zz.db import db
from zz.problems.models import Problem
from zz.projects.access import visible_to as visible_projects
from zz.projects.models import Project

SUBJECT = Problem.__tablename__


def visible_to(user: User, on: date) -> ColumnElement[bool]:
    """Return the condition on Problem for what `user` may see; every list starts from it.

    A unit sees the problem it was given without seeing the project; whoever the matter has climbed to sees it too.
    """
    keys = loop.keys(user, on)
    mine = select(Assignment.subject_id).where(
        Assignment.subject_type == SUBJECT,
        or_(Assignment.holder.in_(keys), Assignment.issuer.in_(keys), Assignment.climbed_to.in_(keys)),
    )
    seen = select(Project.id).where(visible_projects(user))
    return or_(Problem.project_id.in_(seen), Problem.id.in_(mine))


def sees(user: User, problem_id: int) -> bool:
    """Tell whether `user` sees this problem: the guard of its files."""
    query = select(Problem.id).where(Problem.id == problem_id, visible_to(user, clock.today()))
    return db.session.scalar(query) is not None


def index(user: User) -> str:
    """Return the address of the list, for whoever may open it."""
    return "/problems" if user.has(Permission.PROBLEM_READ) else ""
