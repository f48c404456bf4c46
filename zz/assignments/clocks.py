"""Stopping, moving and restarting the clock of an assignment: 挂起, 延期, and the pause while one is asked for."""

from datetime import date, datetime

from zz import calendar
from zz.accounts.models import User
from zz.assignments import verbs
from zz.assignments.flow import ASSIGNMENTS
from zz.assignments.models import Assignment
from zz.assignments.operations import note, stopped
from zz.assignments.timing import day, reschedule
from zz.assignments.vocabulary import AssignmentAction


def suspend(assignment: Assignment, reason: str, review_on: date, files: list[str], *, by: User, at: datetime) -> None:
    """挂起: it waits for the province or a court; the clock stands still until it is resumed."""
    assignment.suspended_on, assignment.review_on = day(at), review_on
    ASSIGNMENTS.move(assignment, AssignmentAction.SUSPEND)
    reschedule(assignment)
    note(verbs.SUSPENDED, assignment, by=by, at=at, reason=reason, review_on=review_on, files=files)
    stopped(assignment, by=by, at=at)


def resume(assignment: Assignment, *, by: User | None, at: datetime) -> None:
    """恢复办理: the date to finish by moves on by the working days it stood still."""
    since = assignment.suspended_on or day(at)
    days = calendar.working_days_between(since, day(at))
    assignment.suspended_days += days
    if assignment.due_on is not None:
        assignment.due_on = calendar.add_working_days(assignment.due_on, days)
    assignment.suspended_on = assignment.review_on = None
    ASSIGNMENTS.move(assignment, AssignmentAction.RESUME)
    reschedule(assignment)
    note(verbs.RESUMED, assignment, by=by, at=at, due_on=assignment.due_on, days=days)


def pause(assignment: Assignment, *, by: User | None, at: datetime) -> None:
    """Hold the ladder while an extension is being decided."""
    assignment.paused = True
    reschedule(assignment)
    note(verbs.PAUSED, assignment, by=by, at=at)


def unpause(assignment: Assignment, *, by: User | None, at: datetime) -> None:
    """Let the ladder run again."""
    assignment.paused = False
    reschedule(assignment)
    note(verbs.UNPAUSED, assignment, by=by, at=at)


def extend(assignment: Assignment, due_on: date, reason: str, *, by: User, at: datetime) -> None:
    """同意延期: a fixed new date; the original one is kept. The ladder starts anew from it."""
    before = assignment.due_on
    assignment.due_on, assignment.paused = due_on, False
    assignment.extensions += 1
    assignment.round += 1
    reschedule(assignment)
    note(verbs.EXTENDED, assignment, by=by, at=at, before=before, after=due_on, reason=reason)


def set_date(assignment: Assignment, due_on: date, reason: str, *, by: User, at: datetime) -> None:
    """重新确定期限: a leader sets a new date, also after the old one has passed; it is no extension."""
    before = assignment.due_on
    assignment.due_on, assignment.paused = due_on, False
    assignment.round += 1
    reschedule(assignment)
    note(verbs.RESCHEDULED, assignment, by=by, at=at, before=before, after=due_on, reason=reason)
