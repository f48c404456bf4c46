"""What the ladder has come to, for many assignments at a time: read in three queries, worked out by the one ladder."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from zz.assignments.ladder import Step
from zz.assignments.models import Assignment, LadderStep
from zz.assignments.timing import Rungs, ladder, own
from zz.assignments.vocabulary import StepAction
from zz.db import db

STRENGTH = {StepAction.REMIND: 0, StepAction.URGE: 1, StepAction.YELLOW: 2, StepAction.RED: 3}
a = Assignment
COLUMNS = (
    a.id, a.kind, a.subject_type, a.subject_id, a.title, a.holder, a.issuer, a.unit_id, a.state, a.round,
    a.sign_due_on, a.due_on, a.next_due_on, a.level, a.yellow_cards, a.paused,
)  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """An assignment (a row of COLUMNS), its steps that are due, in order of time, and when the ladder moves next."""

    assignment: Any
    ready: list[Step]
    next_at: datetime | None

    @cached_property
    def strongest(self) -> Step:
        """The step that speaks for all: after days down that is one notice and one card."""
        return max(self.ready, key=lambda step: (STRENGTH[step.action], step.at))

    @property
    def own(self) -> bool:
        """Whether the holder has given it to himself."""
        return own(self.assignment)


def due(at: datetime, limit: int) -> list[Reached]:
    """Return what is due by `at`, locked; what another process holds is left to it. Nothing is changed."""
    query = select(*COLUMNS).where(a.next_step_at <= at).order_by(a.next_step_at, a.id).limit(limit)
    rows = db.session.execute(query.with_for_update(skip_locked=True)).all()
    done, coming = _done([row.id for row in rows]), ladder()
    return [_reached(row, coming(row, done[row.id, row.round]), at) for row in rows]


def _reached(row: Any, steps: Sequence[Step], at: datetime) -> Reached:
    ready = [step for step in steps if step.at <= at]
    return Reached(row, ready, steps[len(ready)].at if len(ready) < len(steps) else None)


def _done(ids: list[int]) -> dict[tuple[int, int], Rungs]:
    """Return the steps executed, by assignment and round."""
    found: dict[tuple[int, int], Rungs] = defaultdict(set)
    step = LadderStep
    query = select(step.assignment_id, step.round, step.basis, step.step).where(step.assignment_id.in_(ids))
    for assignment, number, basis, rung in db.session.execute(query):
        found[assignment, number].add((basis, rung))
    return found
