"""Pressing on: urged by hand, a 督办单 beyond what the ladder prepares, a leader's instruction, and following."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select

from zz import calendar, rules
from zz.accounts.models import User
from zz.assignments import cards, clocks, holders, policy
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
from zz.problems.models import Instruction, Problem
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
) -> Instruction:
    """批示: a leader's words, entered by himself or for him; they may set a new date, also after the old one."""
    PROBLEMS.move(problem, A.INSTRUCT)
    waiting = held(assignments_of(problem, lock=True))
    handling = [a for a in waiting if a.kind == AssignmentKind.HANDLE]
    whose = () if leader else {key for key in (problem.proposal_to, *(a.climbed_to for a in waiting)) if key}
    principal = leader or policy.behalf(by, whose, day(at)) or by
    note_problem(
        verbs.INSTRUCTED, problem, whose, by=by, at=at, text=text, leader=leader.name if leader else "", due_on=due_on,
    )  # fmt: skip
    for a in handling if due_on else ():
        clocks.set_date(a, due_on, f"{(leader or by).name}批示", by=by, at=at)  # type: ignore[arg-type]
    for a in waiting:
        a.instructed_at = at
    given = Instruction(problem_id=problem.id, leader_id=principal.id, by_id=by.id, text=text, due_on=due_on, at=at)
    db.session.add(given)
    said = f"批示（{(leader or by).name}）：{text}"
    tell(problem, f"{problem.title} {said}", [problem.assigner, *(a.holder for a in waiting)], by=by, at=at)
    return given


def undoable(given: Instruction, by: User, at: datetime) -> bool:
    """Tell whether `by` may take back the instruction: his own, without a date in it, for some minutes."""
    within = timedelta(minutes=int(rules.value("problem.instruction_undo_minutes")))
    return given.withdrawn_at is None and given.by_id == by.id and given.due_on is None and at - given.at <= within


def withdraw_instruction(given: Instruction, problem: Problem, *, by: User, at: datetime) -> None:
    """撤回批示: it no longer holds, and whoever it had reached is told.

    Raises:
        Refused: too late, somebody else's, or it has set a date.
    """
    if not undoable(given, by, at):
        raise Refused("已超过可以撤回的时间，请另作批示。")
    given.withdrawn_at = at
    db.session.flush()
    waiting = held(assignments_of(problem, lock=True))
    standing = select(func.max(Instruction.at)).where(
        Instruction.problem_id == problem.id, Instruction.withdrawn_at.is_(None)
    )
    before = db.session.scalar(standing)
    for a in waiting:
        a.instructed_at = before
    leader = db.session.get_one(User, given.leader_id)
    note_problem(verbs.INSTRUCTION_WITHDRAWN, problem, (), by=by, at=at, text=given.text, leader=leader.name)
    keys = [problem.assigner, *(a.holder for a in waiting)]
    tell(problem, f"{problem.title} 撤回批示（{leader.name}）：{given.text}", keys, by=by, at=at)


def propose(problem: Problem, text: str, leader: User, *, by: User, at: datetime) -> None:
    """提请市领导协调: put the problem before a leader, with what the centre proposes in one line."""
    PROBLEMS.move(problem, A.PROPOSE)
    problem.proposal, problem.proposal_to, problem.proposed_at = text, holders.of_person(leader.id), at
    note_problem(verbs.PROPOSED, problem, (), by=by, at=at, text=text, leader=leader.name)
    tell(problem, f"提请{leader.name}协调：{problem.title}，{text}", [problem.proposal_to], by=by, at=at)


def withdraw_proposal(problem: Problem, leader: str, *, by: User, at: datetime) -> None:
    """撤回提请: the leader need not decide; `leader` is his name."""
    PROBLEMS.move(problem, A.PROPOSE)
    if not problem.proposal_to:
        raise Refused("请写明建议", "text")
    text, problem.proposal, problem.proposal_to, problem.proposed_at = problem.proposal, "", "", None
    note_problem(verbs.PROPOSAL_WITHDRAWN, problem, (), by=by, at=at, text=text, leader=leader)
    tell(problem, f"撤回提请：{problem.title}", by=by, at=at)


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
