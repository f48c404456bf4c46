"""Reading problems: the list with its counts, one problem, what a project has open. A list starts from visibility."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from zz.accounts.models import Unit, User
from zz.assignments.models import Assignment, Card
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, Severity
from zz.db import db
from zz.problems.access import SUBJECT, beyond_ledgers, in_ledgers, visible_to
from zz.problems.flow import WAITING
from zz.problems.listing import ProblemFilter, Sort, Tab
from zz.problems.models import Problem, ProblemKind
from zz.problems.vocabulary import ProblemState
from zz.projects.access import visible_to as visible_projects
from zz.projects.models import Project
from zz.spelling import search_key

Current = aliased(Assignment, name="current_assignment")
Lead = aliased(Assignment, name="lead_assignment")
RUNS = (AssignmentState.PENDING, AssignmentState.IN_PROGRESS)


def _search(q: str) -> ColumnElement[bool]:
    words = search_key(q).split()
    return and_(true(), *(Problem.search.contains(word, autoescape=True) for word in words))


def late_on(today: date, of: Any = Current) -> ColumnElement[bool]:
    """Return the condition that a duty is overdue: its clock runs and its next day has passed."""
    return and_(of.state.in_(RUNS), of.next_due_on < today)


def _unit(units: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that one of `units` leads or assists."""
    given = select(Assignment.subject_id).where(
        Assignment.unit_id.in_(units), Assignment.subject_type == SUBJECT, Assignment.kind == AssignmentKind.HANDLE,
        Assignment.state != AssignmentState.WITHDRAWN,
    )  # fmt: skip
    return or_(Problem.lead_unit_id.in_(units), Problem.id.in_(given))


def conditions(wanted: ProblemFilter, today: date) -> list[ColumnElement[bool]]:
    """Return what the filter asks besides its tab, over Problem with Current and Lead joined."""
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (Problem.kind_id, wanted.kind), (Problem.source, wanted.source), (Lead.severity, wanted.card),
        (Lead.level, wanted.level),
    ):  # fmt: skip
        if values:
            found.append(column.in_(values))
    if wanted.q:
        found.append(_search(wanted.q))
    if wanted.unit:
        found.append(_unit(wanted.unit))
    if wanted.project:
        found.append(Problem.project_id == wanted.project)
    if wanted.overdue:
        found.append(late_on(today))
    if wanted.guarantee:
        found.append(Problem.kind_id.in_(select(ProblemKind.id).where(ProblemKind.resource_guarantee)))
    return found


def _joined(query: Select[Any]) -> Select[Any]:
    return query.outerjoin(Current, Current.id == Problem.current_id).outerjoin(Lead, Lead.id == Problem.lead_id)


def listed(user: User, wanted: ProblemFilter, today: date) -> Select[int]:
    """Return the list's query: the numbers of the problems, in the order asked for; `shown` reads a page of them.

    The sorter carries numbers alone: whole rows would make a long list slow.
    """
    query = _joined(select(Problem.id)) if _reads_duties(wanted) or wanted.sort == Sort.URGENT else select(Problem.id)
    query = query.where(visible_to(user, today), Problem.state.in_(wanted.tab.states), *conditions(wanted, today))
    return query.order_by(*_order(wanted))


def _reads_duties(wanted: ProblemFilter) -> bool:
    return bool(wanted.overdue or wanted.card or wanted.level)


def shown(ids: Sequence[int]) -> list[Problem]:
    """Return these problems in this order, with their project, kind, lead unit and duties (one query)."""
    query = _joined(select(Problem)).where(Problem.id.in_(ids)).options(
        contains_eager(Problem.current.of_type(Current)), contains_eager(Problem.lead.of_type(Lead)),
        joinedload(Problem.project).load_only(Project.id, Project.name),
        joinedload(Problem.kind), joinedload(Problem.lead_unit).load_only(Unit.name, Unit.short_name),
        joinedload(Problem.reported_by).load_only(User.name),
    )  # fmt: skip
    found = {problem.id: problem for problem in db.session.scalars(query).unique()}
    return [found[one] for one in ids]


def _order(wanted: ProblemFilter) -> list[Any]:
    if wanted.sort == Sort.NEWEST:
        return [Problem.reported_at.desc(), Problem.id.desc()]
    if wanted.sort == Sort.OLDEST:
        return [Problem.reported_at, Problem.id]
    severity = func.coalesce(Lead.severity, Severity.NONE)
    return [severity, case((Current.next_due_on.is_(None), 1), else_=0), Current.next_due_on, Problem.id]


def counts(user: User, wanted: ProblemFilter, today: date) -> dict[Tab, int]:
    """Return how many stand under each tab with the same filter (one query)."""
    columns: Any = select(Problem.state, func.count())
    query = (
        (_joined(columns) if _reads_duties(wanted) else columns)
        .where(visible_to(user, today), *conditions(wanted, today))
        .group_by(Problem.state)
    )
    found: dict[ProblemState, int] = {row[0]: row[1] for row in db.session.execute(query)}
    return {tab: sum(found.get(state, 0) for state in tab.states) for tab in Tab}


def find(user: User, problem_id: int, today: date) -> Problem | None:
    """Return a problem that `user` sees, with what its page needs of other rows; None where he sees none."""
    query = (
        select(Problem)
        .options(
            joinedload(Problem.project).joinedload(Project.commissioner), joinedload(Problem.kind),
            joinedload(Problem.reported_by), joinedload(Problem.lead), joinedload(Problem.current),
            joinedload(Problem.merged_into),
        )
        .where(Problem.id == problem_id, visible_to(user, today))
    )  # fmt: skip
    return db.session.scalars(query).unique().first()


@dataclass(frozen=True)
class Open:
    """What a project has that is not written off: how many, the worst card, how many fall due on a day."""

    count: int
    severity: Severity
    due_tomorrow: int


def open_of_projects(ids: Sequence[int], listed: Select[Any], tomorrow: date) -> tuple[dict[int, Open], int]:
    """Return what each of the projects has open, those without missing, and how many the projects in `listed` have.

    One query for both; `listed` selects projects.
    """
    rows = db.session.execute(_open_of_projects(listed), {"ids": list(ids), "tomorrow": tomorrow})
    found = {project: figures for project, *figures in rows}
    total, *_ = found.pop(0)
    return {project: Open(count, Severity(worst), due) for project, (count, worst, due) in found.items()}, total


@lru_cache(maxsize=256)
def _open_of_projects(listed: Select[Any]) -> CompoundSelect[Any]:
    due = case((and_(Current.state.in_(RUNS), Current.next_due_on == bindparam("tomorrow")), 1))
    columns: Any = select(
        Problem.project_id, func.count(), func.min(func.coalesce(Lead.severity, Severity.NONE)), func.count(due)
    )
    on_page = Problem.project_id.in_(bindparam("ids", expanding=True))
    each = _joined(columns).where(on_page, Problem.state.in_(WAITING)).group_by(Problem.project_id)
    inside = listed.where(Project.id == Problem.project_id).correlate(Problem).exists()
    total = select(literal(0), func.count(), null(), literal(0)).where(inside, Problem.state.in_(WAITING))
    return union_all(each, total)


def of_project(project_id: int, limit: int) -> Sequence[Problem]:
    """Return the newest problems of a project, those going on first."""
    return db.session.scalars(_of_project(), {"project_id": project_id, "most": limit}).all()


@lru_cache(maxsize=1)
def _of_project() -> Select[Problem]:
    """Build it once: every project page asks."""
    of_it = Problem.project_id == bindparam("project_id")
    query = _joined(select(Problem)).where(of_it, Problem.state != ProblemState.WITHDRAWN).options(
        contains_eager(Problem.current.of_type(Current)), contains_eager(Problem.lead.of_type(Lead)),
        joinedload(Problem.kind), joinedload(Problem.lead_unit).load_only(Unit.name, Unit.short_name),
    ).order_by(case((Problem.state.in_(WAITING), 0), else_=1), Lead.severity, Problem.id.desc())  # fmt: skip
    return query.limit(bindparam("most", type_=Integer))


def mergeable(problem: Problem) -> Sequence[Problem]:
    """Return the problems that this one may be merged into: of the same project, not yet closed."""
    query = select(Problem).where(
        Problem.project_id == problem.project_id, Problem.id != problem.id,
        Problem.state.in_((ProblemState.REPORTED, ProblemState.OPEN)),
    )  # fmt: skip
    return db.session.scalars(query.order_by(Problem.id.desc()).limit(50)).all()


def offered(user: User, today: date) -> dict[str, dict[int, str]]:
    """Return the names of all kinds, and of the lead units of problems that the reader sees (two queries)."""
    whole, rest = in_ledgers(user), beyond_ledgers(user, today)
    given: list[ColumnElement[bool]] = []
    if whole is not None:
        given.append(select(Problem.id).where(Problem.lead_unit_id == Unit.id, whole).exists())
    if rest is not None:
        given.append(Unit.id.in_(select(Problem.lead_unit_id).where(rest)))
    kind_rows = db.session.scalars(select(ProblemKind).order_by(ProblemKind.position, ProblemKind.id))
    unit_rows = db.session.scalars(select(Unit).where(or_(*given)).order_by(Unit.id))
    return {"kind": {k.id: k.name for k in kind_rows}, "unit": {u.id: u.label for u in unit_rows}}


def project_name(user: User, project_id: int, today: date) -> str:
    """Return the name of a project of which `user` sees a problem, or which he sees; “” where he does not."""
    seen = select(Problem.project_id).where(visible_to(user, today))
    query = select(Project.name).where(Project.id == project_id, or_(Project.id.in_(seen), visible_projects(user)))
    return db.session.scalar(query) or ""


def card_of(problem: Problem, card_id: int) -> Card | None:
    """Return a card of the problem."""
    query = (
        select(Card)
        .join(Card.assignment)
        .where(Card.id == card_id, Assignment.subject_type == SUBJECT, Assignment.subject_id == problem.id)
    )
    return db.session.scalars(query).first()
