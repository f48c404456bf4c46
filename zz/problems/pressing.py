"""Pressing on: urged by hand, a 督办单 beyond what the ladder prepares, a leader's instruction, and following."""

from datetime import date, datetime

from sqlalchemy import delete, select

from zz import calendar
from zz.accounts.models import User
from zz.assignments import cards, clocks
from zz.assignments import verbs as loop_verbs
from zz.assignments.models import Assignment, Card, Follow
from zz.assignments.operations import note
from zz.assignments.timing import day
from zz.assignments.vocabulary import AssignmentKind, Severity
from zz.db import db
from zz.journal import record
from zz.problems import verbs
from zz.problems.flow import PROBLEMS
from zz.problems.handling import assignments_of, held, tell
from zz.problems.handling import note as note_problem
from zz.problems.models import Problem
from zz.problems.operations import Refused
from zz.problems.vocabulary import ProblemAction as A


def urge(problem: Problem, text: str, *, by: User, at: datetime) -> None:
    """催办: remind every unit that has yet to answer, in these words."""
    PROBLEMS.move(problem, A.URGE)
    waiting = held(assignments_of(problem, lock=True), AssignmentKind.HANDLE)
    if not waiting:
        raise Refused("各承办单位都已提交办理结果，没有可催办的单位。")
    for a in waiting:
        note(loop_verbs.URGED, a, by=by, at=at, text=text)
    said = text or "请抓紧办理"
    tell(problem, f"催办：{problem.title}，{said}", [a.holder for a in waiting], by=by, at=at)


def supervise(problem: Problem, assignment: Assignment, severity: Severity, *, by: User, at: datetime) -> Card:
    """督办: issue a card with its 督办单 by hand, whatever the ladder says."""
    PROBLEMS.move(problem, A.SUPERVISE)
    if assignment not in held(assignments_of(problem), AssignmentKind.HANDLE):
        raise Refused("该单位已提交办理结果，不再督办。", "assignment")
    level = assignment.level.above if severity == Severity.RED else assignment.level
    card = cards.prepare(assignment, severity, level, overdue(assignment, day(at)), at=at)
    cards.issue_card(card, by=by, at=at)
    return card


def overdue(assignment: Assignment, today: date) -> int:
    """Return how many working days it is late; 0 where it is in time."""
    due = assignment.next_due_on
    return max(calendar.working_days_between(due, today), 0) if due and due < today else 0


def instruct(
    problem: Problem, text: str, due_on: date | None, *, by: User, at: datetime, leader: User | None = None
) -> None:
    """批示: a leader's words, entered by himself or for him; they may set a new date, also after the old one."""
    PROBLEMS.move(problem, A.INSTRUCT)
    waiting = held(assignments_of(problem, lock=True))
    handling = [a for a in waiting if a.kind == AssignmentKind.HANDLE]
    whose = () if leader else {a.climbed_to for a in waiting if a.climbed_to}
    note_problem(
        verbs.INSTRUCTED, problem, whose, by=by, at=at, text=text, leader=leader.name if leader else "", due_on=due_on,
    )  # fmt: skip
    for a in handling if due_on else ():
        clocks.set_date(a, due_on, f"{(leader or by).name}批示", by=by, at=at)  # type: ignore[arg-type]
    said = f"批示（{(leader or by).name}）：{text}"
    tell(problem, f"{problem.title} {said}", [problem.assigner, *(a.holder for a in waiting)], by=by, at=at)


def follow(problem: Problem, *, by: User, at: datetime) -> None:
    """关注: hear how it goes on. Following twice is following once."""
    if not follows(by, problem.id):
        db.session.add(Follow(user_id=by.id, subject_type=problem.__tablename__, subject_id=problem.id, since=at))
        record(verbs.FOLLOWED, problem, by=by, at=at)


def unfollow(problem: Problem, *, by: User, at: datetime) -> None:
    """取消关注."""
    if follows(by, problem.id):
        subject = (Follow.subject_type == problem.__tablename__, Follow.subject_id == problem.id)
        db.session.execute(delete(Follow).where(Follow.user_id == by.id, *subject))
        record(verbs.UNFOLLOWED, problem, by=by, at=at)


def follows(user: User, problem_id: int) -> bool:
    """Tell whether `user` follows the problem."""
    query = select(Follow.id).where(
        Follow.user_id == user.id, Follow.subject_type == Problem.__tablename__, Follow.subject_id == problem_id
    )
    return db.session.scalar(query) is not None
