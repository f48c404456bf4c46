"""移交 of the problems that a person is to verify once they are replied to."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from zz.accounts.handover import Belonging, register
from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments import verbs as loop_verbs
from zz.assignments.vocabulary import AssignmentKind
from zz.db import db
from zz.journal import record
from zz.problems.flow import WAITING
from zz.problems.handling import assignments_of, live
from zz.problems.models import Problem


def _open(user: User) -> list[ColumnElement[bool]]:
    return [Problem.verifier == holders.of_person(user.id), Problem.state.in_(WAITING)]


def count(user: User) -> int:
    """Return how many problems name `user` as who verifies."""
    return db.session.scalar(select(func.count()).select_from(Problem).where(*_open(user))) or 0


def hand_over(user: User, successor: User, by: User, at: datetime) -> int:
    """Name the successor; where the verification is open already, its duty tells so."""
    query = select(Problem).where(*_open(user)).order_by(Problem.id).with_for_update(of=Problem, key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    for problem in found:
        before, problem.verifier = problem.verifier, holders.of_person(successor.id)
        if not any(a.holder == before for a in live(assignments_of(problem), AssignmentKind.VERIFY)):
            record(loop_verbs.HANDED_OVER, problem, by=by, at=at, before=user.name, after=successor.name)
    return len(found)


def init_app() -> None:
    """Say what is handed over."""
    register(Belonging("问题的核验", "个", count, hand_over))
