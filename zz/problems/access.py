"""Which problems a user sees: those of projects he sees, and those he has or had to act on."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select, union_all
from sqlalchemy.orm import aliased

from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Permission, Scope
from zz.assignments import policy as loop
from zz.assignments.models import Assignment
from zz.db import db, remembered
from zz.problems.models import Problem
from zz.projects.access import visible_to as visible_projects
from zz.projects.models import Project

SUBJECT = Problem.__tablename__


def visible_to(user: User, on: date) -> ColumnElement[bool]:
    """Return the condition on Problem for what `user` may see; every list starts from it.

    A unit sees the problem it was given without seeing the project; whoever the matter has climbed to sees it too.
    """
    return or_(*(part for part in (in_ledgers(user), beyond_ledgers(user, on)) if part is not None))


def _ledgers(user: User) -> list[int]:
    return sorted({unit.root_id for scope, unit in user.grants(Permission.PROJECT_READ) if scope == Scope.COUNTY})


def in_ledgers(user: User) -> ColumnElement[bool] | None:
    """Return the condition for the counties that `user` sees the whole of; None where there is none."""
    roots = _ledgers(user)
    return Problem.ledger_id.in_(roots) if roots else None


def beyond_ledgers(user: User, on: date) -> ColumnElement[bool] | None:
    """Return the condition for what he sees besides whole counties; None where there is nothing."""
    keys, roots, proposed = loop.keys(user, on), _ledgers(user), aliased(Problem)
    columns = (Assignment.holder, Assignment.issuer, Assignment.climbed_to)
    about = [select(Assignment.subject_id).where(Assignment.subject_type == SUBJECT, c.in_(keys)) for c in columns]
    about.append(select(proposed.id).where(proposed.proposal_to.in_(keys)))
    mine = Problem.id.in_(union_all(*about))
    if not roots or any(scope != Scope.COUNTY for scope, _ in user.grants(Permission.PROJECT_READ)):
        return or_(Problem.project_id.in_(select(Project.id).where(visible_projects(user))), mine)
    return mine if remembered(f"beyond{user.id}{on}", lambda: _any_beyond(keys, roots)) else None


def _any_beyond(keys: list[str], roots: list[int]) -> bool:
    """Tell whether one who sees whole counties had to do with a problem of another: seldom, so lists need not ask."""
    columns = (Assignment.holder, Assignment.issuer, Assignment.climbed_to)
    far = [key for key in keys if not key.startswith(tuple(f"c{root}:" for root in roots))]
    given = [
        select(Problem.id)
        .join(Assignment, Assignment.subject_id == Problem.id)
        .where(Assignment.subject_type == SUBJECT, column.in_(far), Problem.ledger_id.not_in(roots))
        for column in columns
    ]
    return bool(db.session.scalar(select(or_(*(query.exists() for query in given)))))


def sees(user: User, problem_id: int) -> bool:
    """Tell whether `user` sees this problem: the guard of its files."""
    query = select(Problem.id).where(Problem.id == problem_id, visible_to(user, clock.today()))
    return db.session.scalar(query) is not None


def index(user: User) -> str:
    """Return the address of the list, for whoever may open it."""
    return "/problems" if user.has(Permission.PROBLEM_READ) else ""
