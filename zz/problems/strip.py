"""The strip of a problem's page: what has happened, where it stands today, and what the ladder does next.

The past is read from events, cards and executed steps; the future is `timing.future`, which the timer executes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zz import calendar, clock
from zz.assignments import timing
from zz.assignments.flow import RUNNING
from zz.assignments.ladder import Step
from zz.assignments.models import Assignment, Card, LadderStep
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, Basis, CardState, Severity, StepAction
from zz.journal import Event
from zz.problems.models import Problem
from zz.problems.wording import WHAT, day, due_words, lasting

MOST_PAST, MOST_FUTURE = 5, 2
S = AssignmentState


@dataclass(frozen=True)
class Item:
    """A stop of the strip."""

    date: str
    text: str
    note: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True)
class Story:
    """What the strip is drawn from."""

    problem: Problem
    lead: Assignment | None
    lead_name: str
    events: Sequence[Event]
    cards: Sequence[Card]
    executed: Sequence[LadderStep]
    today: date


def strip(story: Story) -> list[Item]:
    """Return the stops in order of time."""
    past = sorted(_past(story), key=lambda item: item.at or clock.now())
    if len(past) > MOST_PAST:
        past = [past[0], *past[-(MOST_PAST - 1) :]]
    return [*past, *_now(story), *_future(story)]


def _stop(at: datetime, text: str, note: str, today: date) -> Item:
    return Item(day(clock.local(at).date(), today), text, note, "past", at)


def _past(story: Story) -> Iterator[Item]:
    today, lead = story.today, story.lead
    for event in story.events:
        yield from _told(event, story)
    for card in story.cards:
        if lead and card.assignment_id == lead.id:
            note = card.number or ("待确认发出" if card.state == CardState.PREPARED else card.state.label)
            yield _stop(card.decided_at or card.prepared_at, card.severity.label, note, today)
    for step in story.executed:
        if step.action == StepAction.URGE and not step.merged:
            late = step.step.rpartition("+")[2]
            yield _stop(step.executed_at, f"逾期 {late} 天", "催办", today)


def _told(event: Event, story: Story) -> Iterator[Item]:
    today, p, lead_id = story.today, event.payload, story.lead.id if story.lead else 0
    if event.verb == "problem_reported":
        if story.problem.assigned_at is None:
            yield _stop(event.at, "反映问题", event.actor_name, today)
    elif event.verb == "problem_assigned":
        yield _stop(event.at, "重新交办" if p.get("again") else "交办", f"限 {p['days']} 个工作日", today)
    elif event.verb in ("assignment_signed", "assignment_replied") and p.get("assignment") == lead_id:
        signed = event.verb == "assignment_signed"
        issued = story.lead.issued_at if story.lead else event.at
        note = lasting(event.at - issued) if signed else story.lead_name
        yield _stop(event.at, f"{story.lead_name}签收" if signed else "提交办理结果", note, today)
    elif event.verb in NAMED:
        text, key = NAMED[event.verb]
        yield _stop(event.at, text, _note(event, key, today), today)


NAMED = {
    "problem_returned": ("退回重办", "due_on"),
    "problem_closed": ("办结", ""),
    "problem_written_off": ("销号", ""),
    "problem_reopened": ("重新办理", "due_on"),
    "problem_withdrawn": ("撤回", ""),
    "problem_merged": ("并入其他问题", ""),
    "problem_instructed": ("批示", "due_on"),
}


def _note(event: Event, key: str, today: date) -> str:
    due = event.payload.get(key) if key else None
    return f"限{day(date.fromisoformat(due), today)}" if due else event.actor_name


def _now(story: Story) -> Iterator[Item]:
    current = story.problem.current
    if current is None:
        return
    text, note = _now_words(current, story.today)
    yield Item(f"{day(story.today)}（今天）", text, note, "now")


def _now_words(current: Assignment, today: date) -> tuple[str, str]:
    if current.kind != AssignmentKind.HANDLE:
        return f"待{WHAT[current.kind]}", due_words(current, today)[0]
    if current.state == S.PENDING:
        return "签收后", "按办结期限计时"
    if current.state == S.SUSPENDED:
        return "已挂起", "停止计时"
    return "提交办理结果即", "停止计时"


def _future(story: Story) -> Iterator[Item]:
    current, today = story.problem.current, story.today
    if current is None:
        return
    found: list[tuple[date, Item]] = []
    coming = [step for step in timing.future(current) if step.action != StepAction.REMIND]
    if current.kind == AssignmentKind.HANDLE:
        found += [_coming(step, "签收" if step.basis == Basis.SIGN else "办结", today) for step in coming]
        found += _limits(current, today)
    else:
        found += [_coming(step, WHAT[current.kind], today) for step in coming if step.severity == Severity.RED][:1]
    for _, item in sorted(found, key=lambda pair: pair[0])[:MOST_FUTURE]:
        yield item
    if current.kind in (AssignmentKind.VERIFY, AssignmentKind.WRITE_OFF):
        yield Item(
            "核验通过后" if current.kind == AssignmentKind.VERIFY else "现场核查后", "销号", "附现场照片", "future"
        )
    if current.kind == AssignmentKind.ASSIGN:
        yield Item("交办后", "承办单位签收", "按工作日计时", "future")


def _limits(current: Assignment, today: date) -> list[tuple[date, Item]]:
    if current.state not in RUNNING:
        return []
    days = [(current.sign_due_on, "签收期限")] if current.state == S.PENDING else []
    days += [(current.due_on, "办结期限")]
    return [
        (value, Item(day(value, today), text, f"还剩 {calendar.working_days_between(today, value)} 个工作日", "future"))
        for value, text in days
        if value is not None and value > today
    ]


def _coming(step: Step, duty: str, today: date) -> tuple[date, Item]:
    on = clock.local(step.at).date()
    word = step.severity.label if step.severity else step.action.label
    note = f"提级至{step.level.label}" if step.severity == Severity.RED else ("发督办单" if step.severity else "")
    return on, Item(day(max(on, today), today), f"仍未{duty}：{word}", note, "future")
