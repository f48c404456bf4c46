"""Keep an assignment's next date and next step true, from the one ladder."""

from datetime import date, datetime

from sqlalchemy import select

from zz import calendar, clock, rules
from zz.assignments.ladder import Rung, Step, Terms, rungs, steps
from zz.assignments.models import Assignment, LadderStep
from zz.assignments.vocabulary import AssignmentState, Basis
from zz.db import db


def terms_of(assignment: Assignment) -> Terms:
    """Return what the ladder of `assignment` depends on."""
    return Terms(
        assignment.state, assignment.sign_due_on, assignment.due_on, assignment.level,
        assignment.yellow_cards, assignment.paused,
    )  # fmt: skip


def rule() -> list[Rung]:
    """Return the ladder in force."""
    return rungs(rules.value("ladder.steps"))


def executed(assignment: Assignment) -> list[LadderStep]:
    """Return the steps executed so far, oldest first."""
    query = select(LadderStep).where(LadderStep.assignment_id == assignment.id)
    return list(db.session.scalars(query.order_by(LadderStep.executed_at, LadderStep.id)))


def done_in_round(assignment: Assignment, found: list[LadderStep]) -> set[tuple[Basis, str]]:
    """Return the (basis, rung) pairs executed in the present round."""
    return {(s.basis, s.step) for s in found if s.round == assignment.round}


def future(assignment: Assignment, found: list[LadderStep] | None = None) -> list[Step]:
    """Return the steps to come, as the page shows them and `tick` will execute them."""
    found = executed(assignment) if found is None else found
    return steps(
        terms_of(assignment), rule(), calendar.add_working_days, done=done_in_round(assignment, found),
        second_yellow_is_red=bool(rules.value("ladder.second_yellow_is_red")),
    )  # fmt: skip


def reschedule(assignment: Assignment) -> None:
    """Set what is due next and when the ladder moves, after any change of state or dates."""
    pending = assignment.state == AssignmentState.PENDING
    assignment.next_due_on = assignment.sign_due_on if pending and assignment.sign_due_on else assignment.due_on
    coming = future(assignment)
    assignment.next_step_at = coming[0].at if coming else None


def day(at: datetime) -> date:
    """Return the Shanghai day of an instant."""
    return clock.local(at).date()
