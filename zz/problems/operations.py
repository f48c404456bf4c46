"""What becomes of a problem: verified, written off, reopened, withdrawn, merged.

They take the problem locked within `writing()`; who may do it is `policy`. What the holders of its assignments do
comes in through `follow`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from zz import calendar, rules
from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.flow import ASSIGNMENTS
from zz.assignments.models import Assignment
from zz.assignments.operations import issue
from zz.assignments.timing import day
from zz.assignments.vocabulary import AssignmentAction, AssignmentKind, AssignmentState, Part
from zz.db import db, locked
from zz.problems import verbs
from zz.problems.assigning import level_of, order_of, short
from zz.problems.flow import PROBLEMS
from zz.problems.handling import assignments_of, held, judges, live, note, outstanding, sent_back, tell
from zz.problems.models import Problem
from zz.problems.reporting import open_assign
from zz.problems.vocabulary import ProblemAction as A
from zz.projects.models import Project
from zz.workflow import InvalidTransition

K = AssignmentKind


class Refused(Exception):
    """A thing the rules do not allow now; the text says which rule and what to do."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text, self.field = text, field


def follow(assignment: Assignment, action: AssignmentAction, by: User, at: datetime) -> None:
    """Do what follows from what a holder did: the lead's reply opens the verification, its send-back brings it back.

    Raises:
        InvalidTransition: a duty that is not to handle the matter is not replied to or sent back.
    """
    problem = locked(Problem, assignment.subject_id)
    if problem is None or assignment.kind != K.HANDLE:
        raise InvalidTransition(ASSIGNMENTS, assignment.state, action)
    name = holders.names([assignment.holder])[assignment.holder]
    leads = assignment.id == problem.lead_id
    if action == AssignmentAction.SIGN and leads:
        tell(problem, f"{name}已签收：{problem.title}", by=by, at=at)
    elif action == AssignmentAction.REPLY:
        if leads:
            _open_verify(problem, by=by, at=at)
        told = [problem.verifier] if leads else [problem.lead.holder if problem.lead else assignment.issuer]
        tell(problem, f"{name}（{assignment.part.label}）已提交办理结果：{problem.title}", told, by=by, at=at)
    elif action == AssignmentAction.SEND_BACK:
        if leads:
            PROBLEMS.move(problem, A.SEND_BACK)
            open_assign(problem, db.session.get_one(Project, problem.project_id), by=by, at=at)
        tell(problem, f"{name}退回交办：{problem.title}", [problem.assigner], by=by, at=at)


def _open_verify(problem: Problem, *, by: User, at: datetime) -> None:
    project = db.session.get_one(Project, problem.project_id)
    order = order_of(
        problem, project, K.VERIFY, problem.verifier, days=int(rules.value("assignment.days.verify")), to_sign=False,
        level=level_of(problem),
    )  # fmt: skip
    problem.current_id = issue(order, by=by, at=at).id


def close(problem: Problem, text: str, *, by: User, at: datetime) -> None:
    """办结: the lead's reply holds; a check on the site is next.

    Raises:
        Refused: an assisting unit has neither replied nor been released.
        InvalidTransition: the lead has not replied.
    """
    found = assignments_of(problem, lock=True)
    verifying = live(found, K.VERIFY)
    if not verifying:
        raise InvalidTransition(PROBLEMS, problem.state, A.CLOSE)
    if waiting := outstanding(found):
        names = holders.names(a.holder for a in waiting)
        said = "、".join(names[a.holder] for a in waiting)
        raise Refused(f"协办单位{said}还没有提交办理结果。请催办，或注明原因免予反馈后再办结。")
    PROBLEMS.move(problem, A.CLOSE)
    problem.closed_at = at
    note(verbs.CLOSED, problem, judges(verifying), by=by, at=at, text=text)
    for a in (*verifying, *(a for a in live(found, K.HANDLE) if a.state == AssignmentState.REPLIED)):
        loop.discharge(a, text, by=by, at=at)
    project = db.session.get_one(Project, problem.project_id)
    checker = checker_of(problem, project, found)
    order = order_of(
        problem, project, K.WRITE_OFF, checker, days=int(rules.value("problem.write_off_days")), to_sign=False,
        level=level_of(problem),
    )  # fmt: skip
    problem.current_id = issue(order, by=by, at=at).id
    tell(problem, f"已办结，待现场销号：{problem.title}", [checker, *_handlers(found)], by=by, at=at)


def checker_of(problem: Problem, project: Project, found: Sequence[Assignment]) -> str:
    """Return who checks on the site: the project's commissioner unless he did the work, else whoever assigned it."""
    doers = {a.signed_by_id for a in found if a.kind == K.HANDLE}
    if project.commissioner_id and project.commissioner_id not in doers:
        return holders.of_person(project.commissioner_id)
    return problem.assigner


def _handlers(found: Sequence[Assignment]) -> list[str]:
    return [a.holder for a in found if a.kind == K.HANDLE and a.state != AssignmentState.WITHDRAWN]


def return_(problem: Problem, reason: str, due_on: date, also: Sequence[int], *, by: User, at: datetime) -> None:
    """退回重办: the lead's reply does not hold, nor those of the assisting units in `also` (ids of assignments)."""
    found = assignments_of(problem, lock=True)
    verifying = live(found, K.VERIFY)
    if not verifying:
        raise InvalidTransition(PROBLEMS, problem.state, A.RETURN)
    PROBLEMS.move(problem, A.RETURN)
    whose = judges(verifying)
    for a in verifying:
        loop.discharge(a, reason, by=by, at=at)
    back = [a for a in live(found, K.HANDLE) if a.id == problem.lead_id or a.id in also]
    back = [a for a in back if ASSIGNMENTS.can(a, AssignmentAction.RETURN)]
    names = holders.names(a.holder for a in back)
    named = [names[a.holder] for a in back]
    note(verbs.RETURNED, problem, whose, by=by, at=at, reason=reason, due_on=due_on, holders=named)
    for a in back:
        loop.return_(a, reason, due_on, by=by, at=at)
    problem.current_id = problem.lead_id
    text = f"退回重办：{problem.title}，请于{short(due_on)}前重新提交"
    tell(problem, text, [a.holder for a in back], by=by, at=at)


def release(problem: Problem, assignment: Assignment, reason: str, *, by: User, at: datetime) -> None:
    """免予反馈: an assisting unit need not reply any more."""
    if assignment.kind != K.HANDLE or assignment.part != Part.ASSISTING:
        raise InvalidTransition(ASSIGNMENTS, assignment.state, AssignmentAction.RELEASE)
    PROBLEMS.move(problem, A.RELEASE)
    if ASSIGNMENTS.can(assignment, AssignmentAction.RELEASE):
        loop.release(assignment, reason, by=by, at=at)
    else:
        loop.withdraw(assignment, reason, by=by, at=at)
    tell(problem, f"免予反馈：{problem.title}", [assignment.holder], by=by, at=at)


def write_off(problem: Problem, text: str, photos: Sequence[str], *, by: User, at: datetime) -> None:
    """销号: somebody else than who did the work has seen on the site that the problem is gone.

    Raises:
        Refused: there is no photo.
    """
    if not photos:
        raise Refused("销号须附现场核查照片。", "photos")
    PROBLEMS.move(problem, A.WRITE_OFF)
    found = assignments_of(problem, lock=True)
    problem.written_off_at, problem.written_off_by_id, problem.current_id = at, by.id, None
    note(verbs.WRITTEN_OFF, problem, judges(found), by=by, at=at, text=text, photos=list(photos))
    for a in live(found, K.WRITE_OFF):
        loop.discharge(a, text, by=by, at=at)
    tell(problem, f"已销号：{problem.title}", [*_handlers(found), problem.assigner], by=by, at=at)


def reopen(problem: Problem, reason: str, *, by: User, at: datetime) -> None:
    """重新办理: the problem is still there; number, level and cards are kept, the lead has a new date."""
    PROBLEMS.move(problem, A.REOPEN)
    found = assignments_of(problem, lock=True)
    whose = () if problem.reported_by_id == by.id else judges(found) | {problem.assigner}
    for a in live(found, K.WRITE_OFF):
        loop.withdraw(a, reason, by=by, at=at)
    lead = next(a for a in found if a.id == problem.lead_id)
    problem.reopened += 1
    problem.closed_at = problem.written_off_at = problem.written_off_by_id = None
    problem.current_id = lead.id
    days = int(rules.value(problem.urgency.rule))
    due_on = calendar.add_working_days(day(at), days)
    note(verbs.REOPENED, problem, whose, by=by, at=at, reason=reason, due_on=due_on, times=problem.reopened)
    loop.reopen(lead, reason, days, by=by, at=at)
    tell(problem, f"重新办理：{problem.title}", [lead.holder, problem.assigner], by=by, at=at)


def withdraw(problem: Problem, reason: str, *, by: User, at: datetime) -> None:
    """撤回: it was no problem, or has gone by itself."""
    PROBLEMS.move(problem, A.WITHDRAW)
    whose = () if problem.reported_by_id == by.id else None
    note(verbs.WITHDRAWN, problem, whose, by=by, at=at, reason=reason)
    tell(problem, f"已撤回：{problem.title}", _stop(problem, reason, by=by, at=at), by=by, at=at)


def merge(problem: Problem, into: Problem, reason: str, *, by: User, at: datetime) -> None:
    """并入: another problem of the same project is the same matter and goes on for both.

    Raises:
        Refused: the other is another project's, or does not go on.
    """
    going_on = PROBLEMS.can(into, A.INSTRUCT)
    if into.project_id != problem.project_id or into.id == problem.id or not going_on:
        raise Refused("只能并入同一项目中待交办或办理中的另一个问题。", "into")
    PROBLEMS.move(problem, A.MERGE)
    problem.merged_into_id = into.id
    note(verbs.MERGED, problem, by=by, at=at, into=into.id, title=into.title, reason=reason)
    note(verbs.ABSORBED, into, by=by, at=at, source=problem.id, title=problem.title)
    tell(problem, f"已并入“{into.title}”：{problem.title}", _stop(problem, reason, by=by, at=at), by=by, at=at)


def _stop(problem: Problem, reason: str, *, by: User, at: datetime) -> list[str]:
    """End what is still going on; return the holders that had it."""
    found = assignments_of(problem, lock=True)
    reached = [a.holder for a in held(found)]
    for a in (*live(found), *sent_back(found)):
        loop.withdraw(a, reason, by=by, at=at)
    problem.current_id = None
    return reached


def held_problem(problem_id: int) -> Problem:
    """Return another problem, locked.

    Raises:
        Refused: there is none.
    """
    found = locked(Problem, problem_id)
    if found is None:
        raise Refused("没有找到要并入的问题。", "into")
    return found
