"""Everything a project's page shows, in a fixed number of queries whatever the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission
from zz.approvals.models import Approval
from zz.approvals.vocabulary import ApprovalState
from zz.calendar import add_working_days
from zz.db import db
from zz.files.models import Attachment, AttachmentKind
from zz.projects import money, permits, policy, presentation, storyline
from zz.projects.access import reaches, sees, visible_to
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
    def checks(self) -> bool:
        """Whether the reader opens the page on which months are checked."""
        return self.powers.confirm or self.powers.facts

    @property
    def can_retreat(self) -> bool:
        return policy.can_move(self.project, self.powers, StageAction.RETREAT)

    @property
    def granted_files(self) -> list[Attachment]:
        """The files of requests that were granted, newest first."""
        return [file for (kind, _), files in self.documents.items() if kind == Approval.__tablename__ for file in files]

    @property
    def children_total(self) -> Decimal:
        return sum((child.total_investment or money.ZERO for child in self.children), money.ZERO)

    @property
    def children_to_date(self) -> Decimal:
        return sum((child.year_to_date or money.ZERO for child in self.children), money.ZERO)


def _options() -> list[Any]:
    units = [joinedload(one).load_only(Unit.name, Unit.short_name, Unit.path, Unit.leader_id) for one in UNITS]
    people = [joinedload(one).load_only(User.name, User.phone) for one in PEOPLE]
    return [*units, *people, joinedload(Project.parent).load_only(Project.name, Project.code)]


CHILD = aliased(Project)
ONE = bindparam("project_id", type_=Integer)

# Statements are made once: putting one together takes longer than running it.
PROJECT = select(Project).options(*_options()).where(Project.id == ONE)
HEAD = (
    select(Project, ProjectYear, exists().where(CHILD.parent_id == Project.id))
    .outerjoin(ProjectYear, and_(ProjectYear.project_id == Project.id, ProjectYear.year == Project.list_year))
    .options(*_options())
    .where(Project.id == ONE)
)
FIGURES = (
    select(MonthlyFigure)
    .where(MonthlyFigure.project_id == ONE, MonthlyFigure.year == bindparam("year"))
    .order_by(MonthlyFigure.month)
)
ROWS: dict[type[Any], Any] = {
    model: select(model).where(model.project_id == ONE).order_by(order, model.id)
    for model, order in (
        (Milestone, Milestone.planned_on),
        (Permit, Permit.number),
        (TeamMember, TeamMember.role),
    )
}
# What came with a request that was granted is the project's too: the evidence of a gate.
GRANTED = select(Approval.id).where(
    Approval.subject_type == Project.__tablename__, Approval.subject_id == ONE,
    Approval.state == ApprovalState.APPROVED,
)  # fmt: skip
OWN_FILE = or_(
    storyline.of_project(Attachment.subject_type, Attachment.subject_id),
    and_(Attachment.subject_type == Approval.__tablename__, Attachment.subject_id.in_(GRANTED)),
)
FILES = (
    select(Attachment)
    .where(OWN_FILE, Attachment.deleted_at.is_(None), storyline.until(Attachment.uploaded_at))
    .order_by((Attachment.id + 0).desc())
)
LIMIT, OFFSET = bindparam("limit", type_=Integer), bindparam("offset", type_=Integer)
PHOTO_FILES = FILES.where(Attachment.kind == AttachmentKind.PHOTO).limit(LIMIT).offset(OFFSET)
OTHER_FILES = FILES.where(Attachment.kind != AttachmentKind.PHOTO).limit(LIMIT).offset(OFFSET)
# The newest photos and the newest of everything else in one statement, so that many photos leave room for documents.
IS_PHOTO = Attachment.kind == AttachmentKind.PHOTO
NUMBERED = (
    FILES.order_by(None)
    .with_only_columns(
        Attachment.id.label("file_id"),
        IS_PHOTO.label("is_photo"),
        func.row_number().over(partition_by=IS_PHOTO, order_by=Attachment.id.desc()).label("number"),
    )
    .subquery()
)
NEWEST_FILES = (
    select(Attachment)
    .join(NUMBERED, NUMBERED.c.file_id == Attachment.id)
    .where(NUMBERED.c.number <= case((NUMBERED.c.is_photo, PHOTOS + 1), else_=DOCUMENTS))
    .order_by(Attachment.id.desc())
)
NEWEST_VISITS = (
    select(Visit)
    .options(joinedload(Visit.reported_by).load_only(User.name))
    .where(Visit.project_id == ONE)
    .order_by(Visit.on_day.desc(), Visit.id.desc())
    .limit(LIMIT)
)


def _seen(user: User, project: Project | None) -> Found | None:
    if project is None or not reaches(user, Permission.PROJECT_READ, project):
        return None
    return Found(project, policy.powers_of(user, project))


def find(user: User, project_id: int) -> Found | None:
    """Return a project that `user` sees with his powers over it (one query); None where he sees none."""
    return _seen(user, db.session.scalars(PROJECT, {"project_id": project_id}).first())


def _of(model: type[Any], project_id: int) -> Sequence[Any]:
    return db.session.scalars(ROWS[model], {"project_id": project_id}).all()


def files_of(project_id: int, *, photos: bool, limit: int, offset: int = 0) -> Sequence[Attachment]:
    """Return photos, or everything else, of a project, its visits and permits, newest first."""
    query = PHOTO_FILES if photos else OTHER_FILES
    return db.session.scalars(query, {"project_id": project_id, "limit": limit, "offset": offset}).all()


def visits_of(project_id: int, *, limit: int) -> Sequence[Visit]:
    """Return the newest visits with who made them."""
    return db.session.scalars(NEWEST_VISITS, {"project_id": project_id, "limit": limit}).all()


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
        _of(Permit, project.id),
        start=project.planned_start,
        finish=project.planned_finish,
        today=today,
        working=lru_cache(maxsize=None)(add_working_days),
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
    row = db.session.execute(HEAD, {"project_id": project_id}).first()
    found = _seen(user, row[0]) if row else None
    if row is None or found is None:
        return None
    project: Project = found.project
    year: ProjectYear | None = row[1]
    when = {"project_id": project_id, "year": project.list_year or today.year}
    figures = db.session.scalars(FIGURES, when).all()
    milestones, team = _of(Milestone, project_id), _of(TeamMember, project_id)
    attached = db.session.scalars(NEWEST_FILES, {"project_id": project_id, "until": storyline.over()}).all()
    photos = [file for file in attached if file.kind == AttachmentKind.PHOTO]
    files = [file for file in attached if file.kind != AttachmentKind.PHOTO]
    visits = visits_of(project_id, limit=VISITS + 1)
    lines, more_lines = storyline.timeline(project_id, today=today)
    return ProjectPage(
        project=project,
        powers=found.powers,
        today=today,
        lead=presentation.lead(project, today),
        facts=presentation.fact_rows(project),
        goal=year.goal if year is not None else "",
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
        children=_children(user, project_id) if row[2] else [],
        sees_parent=bool(project.parent_id) and sees(user, project.parent_id or 0),
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
    return db.session.scalars(FILES.where(Attachment.id == file_id), {"project_id": project_id}).first()
