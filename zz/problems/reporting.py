"""Bringing a problem up: by a person, or line by line from a report from the site; likely duplicates are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import select

from zz import rules
from zz.accounts.models import User
from zz.accounts.roles import Role, UnitKind
from zz.assignments import holders
from zz.assignments.models import Assignment
from zz.assignments.operations import Order, issue
from zz.assignments.subjects import Ref
from zz.assignments.vocabulary import AssignmentKind, ChainLevel
from zz.db import db
from zz.journal import record
from zz.notices import notify
from zz.problems import kinds, verbs
from zz.problems.flow import WAITING
from zz.problems.models import Problem, ProblemKind
from zz.problems.vocabulary import Source, Urgency
from zz.projects.models import Project
from zz.projects.records import Visit
from zz.spelling import search_lines, spellings

ALIKE = 0.55
LONGEST_TITLE = 100


@dataclass(frozen=True)
class Draft:
    """What is reported: one matter. `leader` names whose instruction it is (批示)."""

    kind: ProblemKind
    title: str
    detail: str = ""
    source: Source = Source.COMMISSIONER
    urgency: Urgency | None = None
    visit: Visit | None = None
    leader: str = ""


def source_of(user: User) -> Source:
    """Return what a problem of this user counts as (来源)."""
    roles = user.roles
    if Role.ENTERPRISE_OWNER in roles:
        return Source.OWNER
    if roles & {Role.BUREAU, Role.PARK}:
        return Source.UNIT
    return Source.INSTRUCTION if roles & {Role.LEADER, Role.MAIN_LEADER} else Source.COMMISSIONER


def assigner_of(user: User, project: Project) -> str:
    """Return who assigns what `user` reports: his township for its own people (两级), else the county's centre."""
    for m in user.memberships:
        if m.unit.kind == UnitKind.TOWNSHIP and m.unit_id == project.township_id:
            return holders.of_unit(m.unit_id, Role.BUREAU)
    return holders.of_county(project.ledger_id, Role.CENTRE)


def search_text(problem: Problem, project: Project) -> str:
    """Return what a problem is found by: its title and number, its project."""
    return search_lines(problem.title, *spellings(problem.title), problem.number or "", project.name, project.search)


def ref(problem: Problem) -> Ref:
    """Return the problem as the loop names its subjects."""
    return Ref(problem.__tablename__, problem.id)


def url_of(problem_id: int) -> str:
    """Return the address of a problem."""
    return f"/problems/{problem_id}"


def open_assign(problem: Problem, project: Project, *, by: User | None, at: datetime) -> Assignment:
    """Put the problem before whoever assigns it: what the state REPORTED opens."""
    assignment = issue(
        Order(
            AssignmentKind.ASSIGN, ref(problem), problem.title, problem.assigner, problem.assigner,
            days=int(rules.value("problem.assign_days")), context=project.name, search=problem.search, to_sign=False,
            level=ChainLevel.CENTRE if problem.assigner.startswith("c") else ChainLevel.UNIT,
            unit_id=unit_of(problem.assigner),
        ),
        by=by, at=at,
    )  # fmt: skip
    problem.current_id = assignment.id
    text = f"待交办：{project.name}，{problem.title}"
    notify(holders.people(problem.assigner), text, url_of(problem.id), at=at, but=by)
    return assignment


def unit_of(key: str) -> int | None:
    """Return the unit of a holder key, where it names one."""
    holder = holders.Holder.parse(key)
    return holder.id if holder.scope == "u" else None


def report(project: Project, draft: Draft, *, by: User, at: datetime) -> Problem:
    """反映问题: one matter of one project; it waits to be assigned."""
    problem = Problem(
        ledger_id=project.ledger_id, project_id=project.id, kind_id=draft.kind.id, title=draft.title[:LONGEST_TITLE],
        detail=draft.detail, source=draft.source, urgency=draft.urgency or draft.kind.urgency, reported_by_id=by.id,
        reported_at=at, assigner=assigner_of(by, project), visit_id=draft.visit.id if draft.visit else None,
    )  # fmt: skip
    problem.search = search_text(problem, project)
    db.session.add(problem)
    db.session.flush()
    record(
        verbs.REPORTED, problem, by=by, at=at, title=problem.title, kind=draft.kind.name, source=problem.source,
        detail=problem.detail, urgency=problem.urgency, leader=draft.leader,
    )  # fmt: skip
    open_assign(problem, project, by=by, at=at)
    return problem


def report_visit_lines(visit: Visit, project: Project, by: User, at: datetime) -> list[Problem]:
    """Make a problem of each line under 需协调的问题 that this visit has not reported yet."""
    lines = list(dict.fromkeys(line.strip() for line in visit.problems.splitlines() if line.strip()))
    offered = kinds.offered() if lines else []
    if not offered:
        return []
    known = set(db.session.scalars(select(Problem.detail).where(Problem.visit_id == visit.id)))
    return [
        report(project, Draft(kinds.guessed(line, offered), title_of(line), line, visit=visit), by=by, at=at)
        for line in lines
        if line not in known
    ]


def title_of(line: str) -> str:
    """Return the first sentence of a line, short enough for a title."""
    first = line.split("。", 1)[0].split("；", 1)[0]
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def likely_same(project_id: int, kind_id: int, title: str) -> Sequence[Problem]:
    """Return the problems of the project, not yet written off, that this may be: same kind, similar title."""
    query = select(Problem).where(Problem.project_id == project_id, Problem.state.in_(WAITING))
    found = db.session.scalars(query.order_by(Problem.id.desc()).limit(100)).all()
    return [p for p in found if _alike(p, kind_id, title)][:5]


def _alike(problem: Problem, kind_id: int, title: str) -> bool:
    a, b = problem.title, title
    if not a or not b:
        return False
    likeness = 1.0 if a in b or b in a else SequenceMatcher(None, a, b, autojunk=False).ratio()
    return likeness >= (ALIKE if problem.kind_id == kind_id else 0.8)
