"""One act of a holder: guarded and done, within one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zz import clock, rules
from zz.accounts.models import User
from zz.assignments import clocks, operations, policy
from zz.assignments.flow import ASSIGNMENTS, HELD
from zz.assignments.forms import MOVES, ActForm
from zz.assignments.models import Assignment
from zz.assignments.rows import day_words
from zz.assignments.subjects import Ref
from zz.assignments.vocabulary import AssignmentKind
from zz.files.models import AttachmentKind
from zz.files.operations import PreparedFile, attach
from zz.workflow import InvalidTransition

WORKED = (AssignmentKind.HANDLE, AssignmentKind.ANSWER, AssignmentKind.ATTEND)


class NotYours(Exception):
    """The ball is with somebody else: nothing to do here for this user."""


@dataclass(frozen=True)
class Act:
    """What was asked for: the action's name in the address, the valid form, and files stored before the write."""

    action: str
    form: ActForm
    files: tuple[PreparedFile, ...] = ()


def guard(user: User, assignment: Assignment, action: str, at: datetime) -> None:
    """Let only the holder act, and only as the flow allows.

    Raises:
        InvalidTransition: the flow has no such move from here (somebody was quicker).
        NotYours: somebody else holds it.
    """
    if assignment.kind not in WORKED:
        raise NotYours  # 核验, 销号 and 审批 are done on the subject's own page
    if action == "suspend" and rules.value("assignment.suspension_approved"):
        raise NotYours  # it is asked for instead
    if action == "reply" and policy.reply_approved(assignment):
        raise NotYours  # another of the unit approves it first
    move = MOVES.get(action)
    if move is not None and not ASSIGNMENTS.can(assignment, move):
        raise InvalidTransition(ASSIGNMENTS, assignment.state, move)
    if assignment.state not in HELD or not policy.holds(user, assignment, clock.local(at).date()):
        raise NotYours


def perform(assignment: Assignment, act: Act, *, by: User, at: datetime) -> str:
    """Do it to a locked assignment and say what happened."""
    guard(by, assignment, act.action, at)
    return _do(assignment, act, by, at)


def _attached(assignment: Assignment, act: Act, by: User, at: datetime) -> list[str]:
    subject = Ref(assignment.subject_type, assignment.subject_id)
    rows = [attach(file, subject, AttachmentKind.EVIDENCE, by=by, at=at) for file in act.files]
    return [f"{row.id}:{row.filename}" for row in rows]


def _do(assignment: Assignment, act: Act, by: User, at: datetime) -> str:
    form: Any = act.form
    if act.action == "sign":
        operations.sign(assignment, by=by, at=at)
        due = assignment.due_on
        return f"已签收，请于{day_words(due)}前办结" if due else "已签收"
    if act.action == "pass-on":
        operations.pass_on(assignment, form.section.data.strip(), by=by, at=at)
        return f"已分办到{assignment.section}"
    if act.action == "number":
        operations.set_number(assignment, form.number.data.strip(), by=by, at=at)
        return "已登记来文号"
    if act.action == "send-back":
        operations.send_back(assignment, form.reason.data.strip(), by=by, at=at)
        return "已退回交办方，将重新确定承办单位"
    if act.action == "resume":
        clocks.resume(assignment, by=by, at=at)
        return "已恢复办理，期限相应顺延"
    return _do_with_files(assignment, act, by, at)


def _do_with_files(assignment: Assignment, act: Act, by: User, at: datetime) -> str:
    form: Any = act.form
    files = _attached(assignment, act, by, at)
    if act.action == "suspend":
        clocks.suspend(assignment, form.reason.data.strip(), form.review_on.data, files, by=by, at=at)
        return f"已挂起，停止计时，{day_words(form.review_on.data)}复核"
    if act.action == "reply":
        operations.reply(assignment, form.text.data.strip(), files, by=by, at=at)
        return "已提交办理结果，停止计时，等待核验"
    operations.progress(assignment, form.text.data.strip(), files, by=by, at=at)
    return "已填报进展"
