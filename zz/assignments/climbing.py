"""`tick`: execute what the ladder has come to. Twice, from two processes, after days down: each step once."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, literal, select, update

from zz import calendar, rules
from zz.assignments import cards, reaching, urging
from zz.assignments.flow import RUNNING
from zz.assignments.ladder import Step
from zz.assignments.models import Assignment, LadderStep
from zz.assignments.reaching import Reached
from zz.assignments.vocabulary import Severity
from zz.db import db, table_of, writing
from zz.jobs import in_turns, on_tick
from zz.journal import Actor

BATCH, CARDS = 500, 100  # in one transaction, which takes a fraction of a second


@on_tick
def climb(at: datetime) -> Counter[str]:
    """Execute every step due by `at`, in short transactions; count reminders, cards and escalations."""
    total, people = Counter[str](), urging.Addressees()

    def climb_some() -> bool:
        with writing():
            found = reaching.due(at, BATCH)
            total.update(_climb_batch(found, people, at))
        return len(found) == BATCH  # each turn finds others: what was found is due later now

    in_turns(climb_some)
    in_turns(lambda: _issue_some(at))
    return total


@calendar.on_change
def recount(at: datetime) -> None:
    """Let the next tick work out anew when each assignment moves: the days, or the rules, are others now."""
    db.session.execute(update(table_of(Assignment)).where(Assignment.state.in_(RUNNING)).values(next_step_at=at))


def _recount_by_rule(key: str, *, by: Actor | None, at: datetime) -> None:
    recount(at)


rules.on_change("ladder.", _recount_by_rule)


def _issue_some(at: datetime) -> bool:
    with writing():
        return cards.issue_by_itself(CARDS, at=at) == CARDS


def climb_within(at: datetime) -> None:
    """Execute what is due by `at` within the caller's transaction: how a demo's history is made."""
    db.session.flush()
    if found := reaching.due(at, BATCH):
        _climb_batch(found, urging.Addressees(), at)
        db.session.expire_all()
        cards.issue_by_itself(BATCH, at=at)


def _climb_batch(found: Sequence[Reached], people: urging.Addressees, at: datetime) -> Counter[str]:
    """Execute the steps of a batch, and say of each assignment when it moves next."""
    climbing = [one for one in found if one.ready]
    _record(climbing, at)
    _reschedule(found)
    urging.urge([one for one in climbing if one.strongest.severity is None], people, at=at)
    shown = [(one.assignment, one.strongest) for one in climbing if one.strongest.severity]
    cards.prepare_many(shown, at=at)
    urging.ask_to_issue([one for one in climbing if one.strongest.severity], people, at=at)
    red = sum(step.severity == Severity.RED for _, step in shown)
    return +Counter(reminders=len(climbing) - len(shown), cards=len(shown), escalated=red)


def _record(found: Sequence[Reached], at: datetime) -> None:
    """Add a row for each step executed, with one statement for those that are alike."""
    alike: dict[tuple[Step, bool], list[int]] = defaultdict(list)
    for one in found:
        for step in one.ready:
            alike[step, step is not one.strongest].append(one.assignment.id)
    table, a = table_of(LadderStep), table_of(Assignment).c
    for (step, merged), ids in alike.items():
        same = {
            "basis": step.basis, "step": step.rung, "action": step.action, "planned_at": step.at, "executed_at": at,
            "merged": merged,
        }  # fmt: skip
        values = [literal(value, table.c[name].type).label(name) for name, value in same.items()]
        rows = select(a.id, a.round, *values).where(a.id.in_(ids))
        db.session.connection().execute(insert(table).from_select(["assignment_id", "round", *same], rows))


def _reschedule(found: Sequence[Reached]) -> None:
    """Say of each when it moves next; whoever has its page open is not told that it has changed: it has not."""
    alike: dict[datetime | None, list[int]] = defaultdict(list)
    for one in found:
        alike[one.next_at].append(one.assignment.id)
    table = table_of(Assignment)
    for next_at, ids in alike.items():
        db.session.connection().execute(update(table).where(table.c.id.in_(ids)).values(next_step_at=next_at))
