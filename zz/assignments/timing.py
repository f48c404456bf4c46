"""Keep an assignment's next date and next step true, from the one ladder."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from zz import calendar, clock, rules
from zz.assignments.ladder import Step, Terms, rungs, steps
from zz.assignments.models import Assignment, LadderStep
from zz.assignments.subjects import told_instead
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, Basis
from zz.db import db

Rungs = set[tuple[Basis, str]]


def terms_of(assignment: Any) -> Terms:
    """Return what the ladder of an `Assignment`, or of a row with its columns, depends on."""
    return Terms(
        assignment.state, assignment.sign_due_on, assignment.due_on, assignment.level,
        assignment.yellow_cards, assignment.paused, own(assignment), bool(told_instead(assignment)),
    )  # fmt: skip


def own(assignment: Any) -> bool:
    """Tell whether the holder has given it to himself (交办, 核验 …); an approval that waits is never one's own."""
    return bool(assignment.holder == assignment.issuer and assignment.kind != AssignmentKind.APPROVE)


def ladder() -> Callable[[Any, Rungs], list[Step]]:
    """Return the ladder in force, its rules read once: (assignment, steps done in this round) → steps to come."""
    rule = rungs(rules.value("ladder.steps"))
    second_yellow_is_red = bool(rules.value("ladder.second_yellow_is_red"))
    add_days = cache(calendar.add_working_days)

    def coming(assignment: Any, done: Rungs) -> list[Step]:
        return steps(terms_of(assignment), rule, add_days, done=done, second_yellow_is_red=second_yellow_is_red)

    return coming


def executed(assignment: Assignment) -> list[LadderStep]:
    """Return the steps executed so far, oldest first."""
    query = select(LadderStep).where(LadderStep.assignment_id == assignment.id)
    return list(db.session.scalars(query.order_by(LadderStep.executed_at, LadderStep.id)))


def done_in_round(assignment: Assignment, found: list[LadderStep]) -> Rungs:
    """Return the (basis, rung) pairs executed in the present round."""
    return {(s.basis, s.step) for s in found if s.round == assignment.round}


def future(assignment: Assignment, found: list[LadderStep] | None = None) -> list[Step]:
    """Return the steps to come, as the page shows them and `tick` will execute them."""
    found = executed(assignment) if found is None else found
    return ladder()(assignment, done_in_round(assignment, found))


def reschedule(assignment: Assignment) -> None:
    """Set what is due next and when the ladder moves, after any change of state or dates."""
    pending = assignment.state == AssignmentState.PENDING
    assignment.next_due_on = assignment.sign_due_on if pending and assignment.sign_due_on else assignment.due_on
    coming = future(assignment)
    assignment.next_step_at = coming[0].at if coming else None


def day(at: datetime) -> date:
    """Return the Shanghai day of an instant."""
    return clock.local(at).date()
