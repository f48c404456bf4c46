"""`tick`: execute what the ladder has come to. Twice, from two processes, after days down: each step once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select

from zz import clock, rules
from zz.accounts.models import User
from zz.assignments import cards, holders, verbs
from zz.assignments.ladder import Step
from zz.assignments.models import Assignment, LadderStep
from zz.assignments.operations import note
from zz.assignments.subjects import kind_of
from zz.assignments.timing import future, reschedule
from zz.assignments.vocabulary import AssignmentKind, StepAction
from zz.db import db, writing
from zz.jobs import on_tick
from zz.notices import notify

BATCH = 200
STRENGTH = {StepAction.REMIND: 0, StepAction.URGE: 1, StepAction.YELLOW: 2, StepAction.RED: 3}


class Addressees:
    """The people behind holder keys, looked up once a batch."""

    def __init__(self) -> None:
        self._known: dict[str, list[User]] = {}

    def of(self, key: str) -> list[User]:
        """Return whom a notice for `key` reaches."""
        if key not in self._known:
            self._known[key] = holders.people(key)
        return self._known[key]


@on_tick
def climb(at: datetime) -> Counter[str]:
    """Execute every step due by `at`, in short transactions; count reminders, cards and escalations."""
    total: Counter[str] = Counter()
    after = 0
    while True:
        with writing():
            due = _due(at, after)
            if due:
                total.update(_climb_batch(due, at))
                after = due[-1].id
        if len(due) < BATCH:
            return total


def climb_within(at: datetime) -> None:
    """Execute what is due by `at` within the caller's transaction: how a demo's history is made."""
    if due := _due(at, 0):
        _climb_batch(due, at)


def _due(at: datetime, after: int) -> list[Assignment]:
    query = select(Assignment).where(Assignment.next_step_at <= at, Assignment.id > after).order_by(Assignment.id)
    return list(db.session.scalars(query.limit(BATCH).with_for_update(skip_locked=True)))


def _climb_batch(due: list[Assignment], at: datetime) -> Counter[str]:
    found: Counter[str] = Counter()
    done = defaultdict(list)
    ids = [a.id for a in due]
    for step in db.session.scalars(select(LadderStep).where(LadderStep.assignment_id.in_(ids)).order_by(LadderStep.id)):
        done[step.assignment_id].append(step)
    people = Addressees()
    for assignment in due:
        ready = [step for step in future(assignment, done[assignment.id]) if step.at <= at]
        if ready:
            strongest = max(ready, key=lambda step: (STRENGTH[step.action], step.at))
            db.session.add_all(_executed(assignment, ready, strongest, at))
            db.session.flush()
            found.update(_act(assignment, strongest, people, at))
        reschedule(assignment)
    return found


def _executed(assignment: Assignment, ready: Iterable[Step], strongest: Step, at: datetime) -> Iterator[LadderStep]:
    for step in ready:
        yield LadderStep(
            assignment_id=assignment.id, round=assignment.round, basis=step.basis, step=step.rung, action=step.action,
            planned_at=step.at, executed_at=at, merged=step is not strongest,
        )  # fmt: skip


def _act(assignment: Assignment, step: Step, people: Addressees, at: datetime) -> Counter[str]:
    """Do what the strongest of the steps says: after days down that is one notice and one card."""
    url = kind_of(assignment.subject_type).url(assignment.subject_id)
    if step.severity is None or _own(assignment):
        verb = verbs.REMINDED if step.action == StepAction.REMIND else verbs.URGED
        extra = {"text": _words(assignment, step)} if verb is verbs.URGED else {"due_on": assignment.next_due_on}
        note(verb, assignment, by=None, at=at, step=step.rung, **extra)
        notify(people.of(assignment.holder), _words(assignment, step), url, at=at)
        return Counter(reminders=1)
    card = cards.prepare(assignment, step.severity, step.level, step.overdue_days, at=at)
    if rules.value("ladder.cards_automatic"):
        cards.issue_card(card, by=None, at=at)
    else:
        text = f"待发{step.severity.label}：{assignment.title}，逾期{step.overdue_days}个工作日"
        notify(people.of(assignment.issuer), text, url, at=at)
    return Counter(cards=1, escalated=int(step.action == StepAction.RED))


def _own(assignment: Assignment) -> bool:
    """Tell whether the holder has given it to himself: nobody sends himself a card, save for an approval that waits."""
    return assignment.holder == assignment.issuer and assignment.kind != AssignmentKind.APPROVE


def _words(assignment: Assignment, step: Step) -> str:
    due = assignment.next_due_on or clock.local(step.at).date()
    what = f"{due.month}月{due.day}日前{step.basis.label.removesuffix('期限')}"
    if step.action == StepAction.REMIND:
        return f"即将到期：{assignment.title}，请于{what}"
    return f"催办：{assignment.title}，应于{what}，已逾期{step.overdue_days}个工作日"
