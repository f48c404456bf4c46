"""Assigning a problem: lead and assisting units, a day by working days, and again where it came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zz import calendar
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.operations import Order, issue
from zz.assignments.timing import day
from zz.assignments.vocabulary import AssignmentKind, ChainLevel, Part
from zz.db import db
from zz.numbering import next_number
from zz.problems import verbs
from zz.problems.flow import PROBLEMS
from zz.problems.handling import assignments_of, live, note, sent_back, tell
from zz.problems.models import Problem, ProblemKind
from zz.problems.reporting import open_assign, ref, search_text
from zz.problems.vocabulary import ProblemAction as A
from zz.problems.vocabulary import Urgency
from zz.projects.models import Project

K = AssignmentKind
AGAIN = "重新交办"
Place = tuple[str, Part]


@dataclass(frozen=True)
class Party:
    """A unit (or person) that is to handle a part: its holder key, its unit and its name."""

    holder: str
    unit_id: int | None
    name: str


@dataclass(frozen=True)
class Plan:
    """How a problem is assigned. `due_on` is a day; `reason` says why, where it is not what the urgency gives."""

    lead: Party
    assisting: Sequence[Party]
    urgency: Urgency
    due_on: date
    verifier: str
    reason: str = ""
    kind: ProblemKind | None = None


def order_of(problem: Problem, project: Project, kind: K, holder: str, **more: object) -> Order:
    return Order(
        kind, ref(problem), problem.title, holder, problem.assigner, context=project.name, search=problem.search,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def level_of(problem: Problem) -> ChainLevel:
    """Return who knows of it from the start: the centre where the centre assigns it."""
    return ChainLevel.CENTRE if problem.assigner.startswith("c") else ChainLevel.UNIT


def assign(problem: Problem, plan: Plan, *, by: User, at: datetime) -> None:
    """交办, or 改派 where it has been assigned before: a lead and assisting units, each to sign and to reply."""
    again = problem.assigned_at is not None
    PROBLEMS.move(problem, A.ASSIGN if PROBLEMS.can(problem, A.ASSIGN) else A.REASSIGN)
    project = db.session.get_one(Project, problem.project_id)
    if problem.number is None:
        problem.number = next_number("assignment", at=at, root=problem.ledger_id)
    problem.urgency, problem.verifier, problem.assigned_at = plan.urgency, plan.verifier, at
    if plan.kind is not None:
        problem.kind_id, problem.kind = plan.kind.id, plan.kind
    problem.search = search_text(problem, project)
    days = calendar.working_days_between(day(at), plan.due_on)
    note(
        verbs.ASSIGNED, problem, by=by, at=at, number=problem.number, lead=plan.lead.name,
        assisting=[party.name for party in plan.assisting], urgency=plan.urgency, days=days, due_on=plan.due_on,
        reason=plan.reason, kind=plan.kind.name if plan.kind else "", again=again,
    )  # fmt: skip
    _distribute(problem, project, plan, days, by=by, at=at)
    text = f"交办：{project.name}，{problem.title}（主办{plan.lead.name}，{short(plan.due_on)}前办结）"
    tell(problem, text, [party.holder for party in (plan.lead, *plan.assisting)], by=by, at=at)


def _distribute(problem: Problem, project: Project, plan: Plan, days: int, *, by: User, at: datetime) -> None:
    found = assignments_of(problem, lock=True)
    for waiting in live(found, K.ASSIGN):
        loop.discharge(waiting, by=by, at=at)
    for returned in sent_back(found):
        loop.withdraw(returned, AGAIN, by=by, at=at)
    before = next((a for a in found if a.id == problem.lead_id), None)
    wanted = {(plan.lead.holder, Part.LEAD): plan.lead}
    wanted |= {(party.holder, Part.ASSISTING): party for party in plan.assisting}
    kept = _keep(found, set(wanted), by=by, at=at)
    for (holder, part), party in wanted.items():
        if (holder, part) not in kept:
            level = before.level if before and part == Part.LEAD else level_of(problem)
            order = order_of(
                problem, project, K.HANDLE, holder, days=days, due_on=plan.due_on, part=part, unit_id=party.unit_id,
                level=level,
            )  # fmt: skip
            kept[holder, part] = issue(order, by=by, at=at)
    lead = kept[plan.lead.holder, Part.LEAD]
    if before and before is not lead:
        lead.climbed_to = before.climbed_to
    problem.lead_id, problem.lead_unit_id = lead.id, plan.lead.unit_id
    verifying = live(found, K.VERIFY)
    problem.current_id = verifying[0].id if verifying else lead.id


def _keep(found: list[Assignment], wanted: set[Place], *, by: User, at: datetime) -> dict[Place, Assignment]:
    """Return the assignments that go on as they are; the others are withdrawn, and with a lead its verification."""
    kept: dict[Place, Assignment] = {}
    for a in live(found, K.HANDLE):
        if (a.holder, a.part) in wanted:
            kept[a.holder, a.part] = a
            continue
        loop.withdraw(a, AGAIN, by=by, at=at)
        for verifying in live(found, K.VERIFY) if a.part == Part.LEAD else ():
            loop.withdraw(verifying, AGAIN, by=by, at=at)
    return kept


def raise_to_centre(problem: Problem, reason: str, *, by: User, at: datetime) -> None:
    """提请项目管理中心交办: it is beyond the township (两级)."""
    PROBLEMS.move(problem, A.RAISE)
    for a in live(assignments_of(problem, lock=True), K.ASSIGN):
        loop.withdraw(a, reason, by=by, at=at)
    problem.assigner = holders.of_county(problem.ledger_id, Role.CENTRE)
    note(verbs.RAISED, problem, by=by, at=at, reason=reason)
    open_assign(problem, db.session.get_one(Project, problem.project_id), by=by, at=at)


def short(due: date) -> str:
    """Return 9月18日."""
    return f"{due.month}月{due.day}日"
