"""Everything a project's page shows, in a fixed number of queries whatever the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased, joinedload

from zz.accounts.models import Unit, User
from zz.calendar import add_working_days
from zz.db import db
from zz.files.models import Attachment, AttachmentKind
from zz.projects import money, permits, policy, presentation, storyline
from zz.projects.access import visible_to
from zz.projects.flow import StageAction
from zz.projects.models import Project, ProjectYear
from zz.projects.policy import Powers
from zz.projects.records import Milestone, MonthlyFigure, Permit, TeamMember, Visit
from zz.projects.vocabulary import Activity, FigureState

PHOTOS, VISITS, DOCUMENTS = 12, 5, 100
UNITS = (Project.responsible_unit, Project.township, Project.park, Project.owner_unit)
PEOPLE = (Project.commissioner, Project.liaison_leader)


@dataclass(frozen=True)
class Found:
    """A project that the reader sees, with what he may do to it."""

    project: Project
    powers: Powers


@dataclass(frozen=True)
class FiveOne:
    """One of the five things a project has to have: where it is, or what is missing."""

    label: str
    has: bool
    text: str
    anchor: str


@dataclass(frozen=True)
class Child:
    """A 子项目 as its parent shows it."""

    id: int
    name: str
    total_investment: Decimal | None
    annual_plan: Decimal | None
    year_to_date: Decimal | None


@dataclass(frozen=True)
class ProjectPage:
    """The whole page."""

    project: Project
    powers: Powers
    today: date
    lead: str
    facts: list[presentation.Fact]
    goal: str
    money: money.Money
    nodes: list[presentation.Node]
    phases: list[permits.Phase]
    team: Sequence[TeamMember]
    photos: list[presentation.Photo]
    more_photos: bool
    documents: dict[tuple[str, int], list[Attachment]]
    visits: list[presentation.VisitLine]
    more_visits: bool
    lines: list[storyline.Line]
    more_lines: bool
    children: list[Child]
    sees_parent: bool
    unconfirmed: list[int]
    five: list[FiveOne]

    @property
    def is_active(self) -> bool:
        return self.project.activity == Activity.ACTIVE

    @property
    def can_retreat(self) -> bool:
        return policy.can_move(self.project, self.powers, StageAction.RETREAT)

    @property
    def children_total(self) -> Decimal:
        return sum((child.total_investment or money.ZERO for child in self.children), money.ZERO)

    @property
    def children_to_date(self) -> Decimal:
        return sum((child.year_to_date or money.ZERO for child in self.children), money.ZERO)


def _options() -> list[Any]:
    units = [joinedload(one).load_only(Unit.name, Unit.short_name) for one in UNITS]
    people = [joinedload(one).load_only(User.name, User.phone) for one in PEOPLE]
    return [*units, *people, joinedload(Project.parent).load_only(Project.name)]


OPTIONS = _options()


def find(user: User, project_id: int) -> Found | None:
    """Return a project that `user` sees with his powers over it (one query); None where he sees none."""
    query = (
        select(Project, *policy.power_columns(user)).options(*OPTIONS).where(Project.id == project_id, visible_to(user))
    )
    row = db.session.execute(query).first()
    return Found(row[0], policy.powers_from(row[1:])) if row else None


def _head(user: User, project_id: int) -> tuple[Found, ProjectYear | None, bool, bool] | None:
    child, parent = aliased(Project), aliased(Project)
    has_children = exists().where(child.parent_id == Project.id)
    sees_parent = exists().where(parent.id == Project.parent_id, visible_to(user, parent))
    query = (
        select(Project, ProjectYear, has_children, sees_parent, *policy.power_columns(user))
        .outerjoin(ProjectYear, and_(ProjectYear.project_id == Project.id, ProjectYear.year == Project.list_year))
        .options(*OPTIONS)
        .where(Project.id == project_id, visible_to(user))
    )
    row = db.session.execute(query).first()
    return (Found(row[0], policy.powers_from(row[4:])), row[1], bool(row[2]), bool(row[3])) if row else None


def _of(model: Any, project_id: int, *order: Any) -> Sequence[Any]:
    return db.session.scalars(select(model).where(model.project_id == project_id).order_by(*order, model.id)).all()


def _figures(project: Project, today: date) -> Sequence[MonthlyFigure]:
    year = project.list_year or today.year
    query = select(MonthlyFigure).where(MonthlyFigure.project_id == project.id, MonthlyFigure.year == year)
    return db.session.scalars(query.order_by(MonthlyFigure.month)).all()


def files_of(project_id: int, *, photos: bool, limit: int, offset: int = 0) -> Sequence[Attachment]:
    """Return photos, or everything else, of a project, its visits and permits, newest first."""
    kind = Attachment.kind == AttachmentKind.PHOTO
    query = (
        select(Attachment)
        .where(
            storyline.of_project(project_id, Attachment.subject_type, Attachment.subject_id),
            Attachment.deleted_at.is_(None),
            kind if photos else ~kind,
        )
        .order_by((Attachment.id + 0).desc())
    )
    return db.session.scalars(query.limit(limit).offset(offset)).all()


def visits_of(project_id: int, *, limit: int, offset: int = 0) -> Sequence[Visit]:
    """Return the newest visits with who made them."""
    query = (
        select(Visit)
        .options(joinedload(Visit.reported_by).load_only(User.name))
        .where(Visit.project_id == project_id)
        .order_by(Visit.on_day.desc(), Visit.id.desc())
    )
    return db.session.scalars(query.limit(limit).offset(offset)).all()


def _children(user: User, project_id: int) -> list[Child]:
    query = (
        select(Project.id, Project.name, Project.total_investment, Project.annual_plan, Project.year_to_date)
        .where(Project.parent_id == project_id, visible_to(user))
        .order_by(Project.name, Project.id)
    )
    return [Child(*row) for row in db.session.execute(query)]


def permit_phases(project: Project, today: date) -> list[permits.Phase]:
    """Return the permits of a project by phase as they stand on `today`."""
    rows = permits.standings(
        _of(Permit, project.id, Permit.number),
        start=project.planned_start,
        finish=project.planned_finish,
        today=today,
        working=add_working_days,
    )
    return permits.phases(rows)


def _by_subject(files: Sequence[Attachment]) -> dict[tuple[str, int], list[Attachment]]:
    found: dict[tuple[str, int], list[Attachment]] = {}
    for file in files:
        found.setdefault((file.subject_type, file.subject_id), []).append(file)
    return found


def _five(team: Sequence[Any], files: Sequence[Attachment], milestones: Sequence[Any]) -> list[FiveOne]:
    kinds = {file.kind for file in files}
    plan, board = AttachmentKind.PLAN in kinds, AttachmentKind.SIGN_BOARD in kinds
    done = sum(m.done_on is not None for m in milestones)
    return [
        FiveOne("一个项目", True, "已列入台账", "facts"),
        FiveOne("一支队伍", bool(team), f"{len(team)} 人" if team else "还没有登记成员", "team"),
        FiveOne("一套方案", plan, "已上传" if plan else "还没有上传实施方案", "documents"),
        FiveOne("一块牌子", board, "已上传照片" if board else "还没有上传公示牌照片", "documents"),
        FiveOne(
            "一张倒排计划安排表", bool(milestones),
            f"{len(milestones)} 个节点，完成 {done} 个" if milestones else "还没有编制", "milestones",
        ),
    ]  # fmt: skip


def load(user: User, project_id: int, today: date) -> ProjectPage | None:
    """Return the page of a project that `user` sees; None where he sees none."""
    head = _head(user, project_id)
    if head is None:
        return None
    found, year, has_children, sees_parent = head
    project = found.project
    figures = _figures(project, today)
    milestones = _of(Milestone, project_id, Milestone.planned_on)
    team = _of(TeamMember, project_id, TeamMember.role)
    photos = files_of(project_id, photos=True, limit=PHOTOS + 1)
    files = files_of(project_id, photos=False, limit=DOCUMENTS)
    visits = visits_of(project_id, limit=VISITS + 1)
    lines, more_lines = storyline.timeline(project_id, today=today)
    return ProjectPage(
        project=project,
        powers=found.powers,
        today=today,
        lead=presentation.lead(project, today),
        facts=presentation.fact_rows(project),
        goal=year.goal if year else "",
        money=money.money_of(project, year, figures, today),
        nodes=presentation.nodes(milestones, today),
        phases=permit_phases(project, today),
        team=team,
        photos=presentation.photos(photos[:PHOTOS], today),
        more_photos=len(photos) > PHOTOS,
        documents=_by_subject(files),
        visits=presentation.visits(visits[:VISITS], today),
        more_visits=len(visits) > VISITS,
        lines=lines,
        more_lines=more_lines,
        children=_children(user, project_id) if has_children else [],
        sees_parent=sees_parent,
        unconfirmed=[f.month for f in figures if f.state == FigureState.FILLED],
        five=_five(team, files, milestones),
    )


def row_of(model: Any, row_id: int, project_id: int) -> Any:
    """Return one row of a project's plan; None where the project has no such row."""
    return db.session.scalars(select(model).where(model.id == row_id, model.project_id == project_id)).first()


def year_of(project_id: int, year: int) -> ProjectYear | None:
    """Return the project's place in one year's list."""
    query = select(ProjectYear).where(ProjectYear.project_id == project_id, ProjectYear.year == year)
    return db.session.scalars(query).first()


def file_of(project_id: int, file_id: int) -> Attachment | None:
    """Return one file of a project, its visits or permits, that has not been removed."""
    query = select(Attachment).where(
        Attachment.id == file_id,
        storyline.of_project(project_id, Attachment.subject_type, Attachment.subject_id),
        Attachment.deleted_at.is_(None),
    )
    return db.session.scalars(query).first()
