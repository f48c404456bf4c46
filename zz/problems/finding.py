"""What the problem desk lets be found."""

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from zz import clock
from zz.access import Permission
from zz.accounts.models import User
from zz.db import db
from zz.problems.access import visible_to
from zz.problems.models import Problem
from zz.projects.models import Project
from zz.web.finding import Hit, Source, matches, register


def problems(user: User, words: Sequence[str], most: int) -> list[Hit]:
    """Find problems by title, number, project; the newest first."""
    query = (
        select(Problem.id, Problem.title, Problem.number, Problem.state, Project.name)
        .join(Project, Project.id == Problem.project_id)
        .where(visible_to(user, clock.today()), matches(Problem.search, words))
        .order_by(Problem.id.desc())
        .limit(most)
    )
    found = []
    for row in db.session.execute(query):
        note = " · ".join(text for text in (row.state.label, row.number, row.name) if text)
        found.append(Hit(row.title, note, f"/problems/{row.id}"))
    return found


def init_app(app: Flask) -> None:
    """Register the kind."""
    register(app, Source("问题", (Permission.PROBLEM_READ,), problems))
