"""The verbs of the loop. Each guards by the flow, changes one assignment, records one event about its subject.

They take locked rows (`zz.db.locked`) within `writing()`; who may do it is `policy`.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zz import calendar, rules
from zz.accounts.models import User
from zz.assignments import holders, policy, verbs
from zz.assignments.flow import ASSIGNMENTS
from zz.assignments.models import Assignment
from zz.assignments.subjects import Ref, follow
from zz.assignments.timing import day, reschedule
from zz.assignments.vocabulary import AssignmentAction, AssignmentKind, AssignmentState, ChainLevel, Part
from zz.db import db
from zz.journal import Verb, record, record_many

A = AssignmentAction
Stopped = Callable[[Assignment, User | None, datetime], None]
WORKED = (AssignmentKind.HANDLE, AssignmentKind.ANSWER)

_on_stop: list[Stopped] = []


@dataclass(frozen=True)
class Order:
    """What is to be done, by whom and by when. `days` are working days from the day of issue."""

    kind: AssignmentKind
    subject: Ref
    title: str
    holder: str
    issuer: str
    days: int | None = None
    due_on: date | None = None
    part: Part = Part.LEAD
    unit_id: int | None = None
    context: str = ""
    search: str = ""
    to_sign: bool = True
    level: ChainLevel = ChainLevel.UNIT


def note(verb: Verb, assignment: Assignment, *, by: User | None, at: datetime, **payload: Any) -> None:
    """Record an event about the assignment's subject, naming the assignment, its holder, and whom a deputy acts for."""
    subject = Ref(assignment.subject_type, assignment.subject_id)
    holder = holders.names([assignment.holder])[assignment.holder]
    behalf = policy.behalf(by, _acted_by(verb, assignment), day(at)) if by else None
    record(verb, subject, by=by, at=at, on_behalf_of=behalf, assignment=assignment.id, holder=holder, **payload)


def note_many(verb: Verb, told: Sequence[tuple[Any, dict[str, Any]]], *, at: datetime) -> None:
    """Record what the system did to many assignments, or rows with their columns: (assignment, payload) each."""
    named = holders.names(assignment.holder for assignment, _ in told)
    by_type = defaultdict(list)
    for a, payload in told:
        by_type[a.subject_type].append((a.subject_id, {"assignment": a.id, "holder": named[a.holder], **payload}))
    for subject_type, payloads in by_type.items():
        record_many(verb, subject_type, payloads, by=None, at=at)


def _acted_by(verb: Verb, assignment: Assignment) -> set[str]:
    """Return whose act it is: the holder works, the issuer decides; who verifies ends his own duty."""
    if verb in verbs.BY_HOLDER:
        return {assignment.holder}
    own = verb is verbs.DISCHARGED and assignment.kind not in WORKED
    return {assignment.issuer, assignment.holder} if own else {assignment.issuer}


def on_stop(fn: Stopped) -> Stopped:
    """Call `fn(assignment, by, at)` in the same transaction when the clock of an assignment stops."""
    _on_stop.append(fn)
    return fn


def stopped(assignment: Assignment, *, by: User | None, at: datetime) -> None:
    """Let those who care know that the clock of an assignment has stopped."""
    for fn in _on_stop:
        fn(assignment, by, at)


def issue(order: Order, *, by: User | None, at: datetime) -> Assignment:
    """Open an assignment: waiting to be signed for, or in progress at once where nothing is signed (核验, 审批 …)."""
    today = day(at)
    due = order.due_on or (calendar.add_working_days(today, order.days) if order.days else None)
    sign_due = calendar.add_working_days(today, int(rules.value("assignment.sign_days"))) if order.to_sign else None
    assignment = Assignment(
        kind=order.kind, subject_type=order.subject.__tablename__, subject_id=order.subject.id,
        title=order.title[:200], context=order.context[:200], search=order.search, holder=order.holder,
        issuer=order.issuer, unit_id=order.unit_id, part=order.part, issued_by_id=by.id if by else None, issued_at=at,
        sign_due_on=sign_due, due_on=due, original_due_on=due, level=order.level,
        state=AssignmentState.PENDING if order.to_sign else AssignmentState.IN_PROGRESS,
    )  # fmt: skip
    db.session.add(assignment)
    db.session.flush()
    reschedule(assignment)
    note(
        verbs.ISSUED, assignment, by=by, at=at, kind=order.kind, part=order.part, sign_due_on=sign_due, due_on=due,
        days=order.days,
    )  # fmt: skip
    return assignment


def _move(assignment: Assignment, action: AssignmentAction) -> None:
    ASSIGNMENTS.move(assignment, action)
    reschedule(assignment)


def sign(assignment: Assignment, *, by: User, at: datetime) -> None:
    """签收: the holder takes the matter on; the clock runs on the date to finish by."""
    assignment.signed_by_id, assignment.signed_at = by.id, at
    _move(assignment, A.SIGN)
    note(verbs.SIGNED, assignment, by=by, at=at, due_on=assignment.due_on)
    follow(assignment, A.SIGN, by=by, at=at)


def pass_on(assignment: Assignment, section: str, *, by: User, at: datetime) -> None:
    """分办: note the section and person who will do it; the unit stays answerable."""
    assignment.section = section
    note(verbs.PASSED_ON, assignment, by=by, at=at, section=section)


def set_number(assignment: Assignment, number: str, *, by: User, at: datetime) -> None:
    """来文号: note the number the matter carries in another system."""
    assignment.external_number = number
    note(verbs.NUMBERED, assignment, by=by, at=at, number=number)


def progress(assignment: Assignment, text: str, files: list[str], *, by: User, at: datetime) -> None:
    """填报进展: say how it goes; nothing else changes."""
    note(verbs.PROGRESSED, assignment, by=by, at=at, text=text, files=files)


def reply(assignment: Assignment, text: str, files: list[str], *, by: User, at: datetime) -> None:
    """提交办理结果: the ladder stops."""
    assignment.replied_at = at
    _move(assignment, A.REPLY)
    note(verbs.REPLIED, assignment, by=by, at=at, part=assignment.part, text=text, files=files)
    stopped(assignment, by=by, at=at)
    follow(assignment, A.REPLY, by=by, at=at)


def send_back(assignment: Assignment, reason: str, *, by: User, at: datetime) -> None:
    """退回交办方: it is not ours. It is over when the issuer has assigned it anew, released or withdrawn it."""
    _move(assignment, A.SEND_BACK)
    note(verbs.SENT_BACK, assignment, by=by, at=at, reason=reason)
    stopped(assignment, by=by, at=at)
    follow(assignment, A.SEND_BACK, by=by, at=at)


def return_(assignment: Assignment, reason: str, due_on: date, *, by: User, at: datetime) -> None:
    """退回重办: the reply does not hold; a new round with a new date, the cards stay."""
    assignment.round += 1
    assignment.due_on = due_on
    assignment.replied_at = None
    _move(assignment, A.RETURN)
    note(verbs.RETURNED, assignment, by=by, at=at, reason=reason, due_on=due_on, round=assignment.round)


def discharge(assignment: Assignment, text: str = "", *, by: User | None, at: datetime) -> None:
    """办结: the duty is done."""
    assignment.ended_at = at
    _move(assignment, A.DISCHARGE)
    note(verbs.DISCHARGED, assignment, by=by, at=at, text=text)
    stopped(assignment, by=by, at=at)


def release(assignment: Assignment, reason: str, *, by: User, at: datetime) -> None:
    """免予反馈: the issuer frees an assisting unit, with a reason."""
    assignment.ended_at = at
    _move(assignment, A.RELEASE)
    note(verbs.RELEASED, assignment, by=by, at=at, reason=reason)
    stopped(assignment, by=by, at=at)


def withdraw(assignment: Assignment, reason: str, *, by: User | None, at: datetime) -> None:
    """撤回: the issuer takes it back."""
    assignment.ended_at = at
    _move(assignment, A.WITHDRAW)
    note(verbs.WITHDRAWN, assignment, by=by, at=at, reason=reason)
    stopped(assignment, by=by, at=at)


def reopen(assignment: Assignment, reason: str, days: int, *, by: User, at: datetime) -> None:
    """重新办理: a closed duty comes back to its holder with a new date, number, level and cards kept."""
    today = day(at)
    assignment.round += 1
    assignment.ended_at = assignment.replied_at = assignment.signed_at = None
    assignment.due_on = calendar.add_working_days(today, days)
    assignment.sign_due_on = calendar.add_working_days(today, int(rules.value("assignment.sign_days")))
    _move(assignment, A.REOPEN)
    note(verbs.RETURNED, assignment, by=by, at=at, reason=reason, due_on=assignment.due_on, round=assignment.round)


def hand_over(assignment: Assignment, holder: str, *, by: User, at: datetime) -> None:
    """移交: another person holds it from now on (somebody leaves)."""
    replace_person(assignment, assignment.holder, holder, by=by, at=at)


def replace_person(assignment: Assignment, before: str, after: str, *, by: User, at: datetime) -> None:
    """移交: `after` is what `before` was to it: its holder, its issuer, or who was told."""
    for column in ("holder", "issuer", "climbed_to"):
        if getattr(assignment, column) == before:
            setattr(assignment, column, after)
    named = holders.names([before, after])
    subject = Ref(assignment.subject_type, assignment.subject_id)
    record(verbs.HANDED_OVER, subject, by=by, at=at, assignment=assignment.id, before=named[before], after=named[after])
