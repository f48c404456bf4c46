"""Everything a problem's page shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from zz import calendar, clock, rules
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.assignments import holders, timing
from zz.assignments.models import Assignment, Card, LadderStep
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, CardState, Part
from zz.calendar.queries import Reason
from zz.db import db
from zz.files.models import Attachment
from zz.files.queries import attachments_of
from zz.problems import buttons, policy, pressing, queries
from zz.problems.handling import assignments_of
from zz.problems.models import Problem
from zz.problems.policy import Standing
from zz.problems.storyline import Line, events_of, thread
from zz.problems.strip import Item, Story, strip
from zz.problems.vocabulary import ProblemAction
from zz.problems.wording import TONES, card_chip, day, due_words, late_days, moment, state_words
from zz.projects import access as project_access
from zz.projects.lights import points

K, S = AssignmentKind, AssignmentState


@dataclass(frozen=True)
class UnitRow:
    """A unit that handles a part: how far it is, since when, by when."""

    assignment: Assignment
    name: str
    sub: str
    state: str
    tone: str
    due: str
    releasable: bool
    signed: str


@dataclass(frozen=True)
class CardRow:
    """A card with its 督办单."""

    card: Card
    text: str
    tone: str
    note: str
    issuable: bool
    papers: bool


@dataclass(frozen=True)
class ProblemPage:
    """The whole page."""

    problem: Problem
    standing: Standing
    today: date
    state: str
    chip: tuple[str, str]
    holder: str
    due: tuple[str, str]
    late: bool
    reasons: list[Reason]
    items: list[Item]
    lines: list[Line]
    units: list[UnitRow]
    cards: list[CardRow]
    photos: list[Attachment]
    deadline: str
    sees_project: bool
    project_line: str
    follows: bool
    buttons: buttons.Buttons
    proposal: str


def _cards(found: Sequence[Assignment]) -> Sequence[Card]:
    query = select(Card).where(Card.assignment_id.in_([a.id for a in found])).order_by(Card.id)
    return db.session.scalars(query).all()


def load(user: User, problem_id: int, today: date) -> ProblemPage | None:
    """Return the page of a problem that `user` sees; None where he sees none."""
    problem = queries.find(user, problem_id, today)
    if problem is None:
        return None
    found = assignments_of(problem)
    standing = policy.standing(user, problem, today, found)
    events = events_of(problem)
    files = attachments_of(problem.__tablename__, [problem.id]).get(problem.id, [])
    cards = _cards(found)
    names = holders.names(a.holder for a in found)
    lead, current = problem.lead, problem.current
    executed: Sequence[LadderStep] = timing.executed(lead) if lead else []
    story = Story(problem, lead, names.get(lead.holder, "") if lead else "", events, cards, executed, today)
    return ProblemPage(
        problem=problem, standing=standing, today=today, state=state_words(problem),
        chip=card_chip(lead, today) if problem.current_id else ("", ""),
        holder=_holder(problem, names), due=due_words(current, today) if current else ("", ""),
        late=bool(current and late_days(current, today)), reasons=_reasons(lead), items=strip(story),
        lines=thread(events, files, {a.id: a.part for a in found}, today),
        units=[_unit(a, names, standing, today) for a in _shown(found)],
        cards=[_card(card, names, standing, today) for card in cards],
        photos=[file for file in files if file.is_image], deadline=_deadline(lead, today),
        sees_project=project_access.sees(user, problem.project_id), project_line=_project_line(problem),
        follows=pressing.follows(user, problem.id),
        buttons=buttons.of(standing, any(c.state == CardState.PREPARED for c in cards)),
        proposal=_proposal(problem, today),
    )  # fmt: skip


def _proposal(problem: Problem, today: date) -> str:
    """Say before whom the centre has put it, since when, and with what proposal."""
    if not problem.proposal_to or problem.proposed_at is None:
        return ""
    leader = holders.names([problem.proposal_to])[problem.proposal_to]
    return f"{day(clock.local(problem.proposed_at).date(), today)}提请{leader}协调：{problem.proposal}"


def _holder(problem: Problem, names: dict[str, str]) -> str:
    current = problem.current
    if current is None:
        return ""
    part = "（主办）" if current.kind == K.HANDLE else ""
    section = f" {current.section}" if current.section else ""
    return f"{names.get(current.holder, '')}{part}{section}"


def _shown(found: Sequence[Assignment]) -> list[Assignment]:
    """Return what stands under 承办单位: the lead first; withdrawn ones are told by the thread."""
    handles = [a for a in found if a.kind == K.HANDLE and a.state != S.WITHDRAWN]
    return sorted(handles, key=lambda a: (a.part == Part.ASSISTING, a.id))


def _unit(a: Assignment, names: dict[str, str], standing: Standing, today: date) -> UnitRow:
    late = late_days(a, today)
    who = a.section or (a.signed_by.name if a.signed_by else "")
    extra = f"来文号 {a.external_number}" if a.external_number else ""
    sub = " · ".join(text for text in (a.part.label, who, extra) if text)
    done = a.state in (S.REPLIED, S.DISCHARGED)
    tone = "green" if done else "cobalt" if a.state == S.IN_PROGRESS else "neutral"
    releasable = (
        a.part == Part.ASSISTING and not done and policy.can(standing, ProblemAction.RELEASE) and a.ended_at is None
    )
    due = f"逾期 {late} 个工作日" if late else ""
    if not due and a.state in (S.PENDING, S.IN_PROGRESS) and a.next_due_on:
        due = f"{day(a.next_due_on, today)}前{'签收' if a.state == S.PENDING else '办结'}"
    return UnitRow(a, names.get(a.holder, ""), sub, a.state.label, tone, due, releasable, _signed(a, today))


def _signed(a: Assignment, today: date) -> str:
    if a.signed_by is None or a.signed_at is None:
        return ""
    return " ".join(filter(None, (a.signed_by.name, moment(a.signed_at, today), a.section and f"（{a.section}）")))


def _card(card: Card, names: dict[str, str], standing: Standing, today: date) -> CardRow:
    waiting = card.state == CardState.PREPARED
    at = clock.local(card.decided_at or card.prepared_at).date()
    words = card.number or card.state.label
    note = f"{names.get(card.assignment.holder, '')} · {day(at, today)}{'拟发' if waiting else ''} · "
    note += f"逾期 {card.overdue_days} 个工作日" if card.overdue_days else "未逾期"
    tone = TONES.get(card.severity, "") if card.state != CardState.DROPPED else ""
    issuable = waiting and card.assignment.issuer in standing.keys
    return CardRow(card, f"{card.severity.label} {words}", tone, note, issuable, card.state != CardState.DROPPED)


def _reasons(lead: Assignment | None) -> list[Reason]:
    """Return the days that were counted to the original date."""
    if lead is None or lead.original_due_on is None:
        return []
    start = clock.local(lead.issued_at).date()
    days = calendar.working_days_between(start, lead.original_due_on)
    return calendar.explain(start, days) if 0 < days <= 150 else []


def _deadline(lead: Assignment | None, today: date) -> str:
    if lead is None or lead.original_due_on is None:
        return ""
    words = f"原定 {day(lead.original_due_on, today)}"
    if lead.extensions:
        words += f"，延期 {lead.extensions} 次"
    else:
        words += "，未申请过延期"
    if lead.due_on != lead.original_due_on:
        words += f"，现为 {day(lead.due_on, today)}"
    return words + (f"；挂起 {lead.suspended_days} 个工作日，已扣除" if lead.suspended_days else "")


def _project_line(problem: Problem) -> str:
    project = problem.project
    words = []
    for label, value in (("总投资", project.total_investment), ("年计划", project.annual_plan)):
        if value is not None:
            words.append(f"{label} {_money(value)} 万元")
    if project.lag:
        words.append(f"{'滞后序时' if project.lag > 0 else '超序时'} {points(project.lag)} 个百分点")
    return " · ".join(words)


def _money(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def presets(problem: Problem) -> list[str]:
    """Return the ready-made sentences of an instruction, with the lead unit's name in them."""
    unit = problem.lead_unit.label if problem.lead_unit else Role.CENTRE.label
    return [str(text).replace("{unit}", unit) for text in rules.value("problem.instructions")]
