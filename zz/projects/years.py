"""Reading a year's list: which projects of the year before go on in it, and what has been carried over already."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db
from zz.journal import Event
from zz.projects.access import reach
from zz.projects.models import Project, ProjectYear
from zz.projects.vocabulary import Activity, Stage, YearCategory

FIRST_YEAR = 2000
CARRIED, UNDONE = "year_carried_over", "carry_over_undone"


def carry_year(today: date) -> int:
    """Return the year whose list is made up now: from September on the next one."""
    return today.year + (1 if today.month >= 9 else 0)


def proposed(stage: Stage, started: bool, before: YearCategory) -> YearCategory:
    """Return the category of a project that goes on: begun is 续建, not begun stays what it was."""
    if started or stage == Stage.UNDER_CONSTRUCTION:
        return YearCategory.CONTINUED
    return before if before == YearCategory.RESERVE else YearCategory.PLANNED_START


@dataclass(frozen=True)
class Candidate:
    """A project of the year before: what it was, what it would be, or why it is not carried over."""

    id: int
    name: str
    owner: str
    code: str | None
    stage: Stage
    before: YearCategory
    proposal: YearCategory
    listed: YearCategory | None
    ends: str  # why it is not carried over; empty where it is
    ticked: bool

    @property
    def open(self) -> bool:
        """Whether it can be carried over now."""
        return self.listed is None and not self.ends


@dataclass(frozen=True)
class Batch:
    """One carrying over: its entry in the journal."""

    id: int
    by: str
    count: int


@dataclass(frozen=True)
class Preview:
    """All projects of the year before, those that can go on first."""

    year: int
    candidates: list[Candidate]
    batch: Batch | None

    @property
    def open(self) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.open]

    @property
    def lead(self) -> str:
        """What there is to do."""
        listed = sum(c.listed is not None for c in self.candidates)
        ended = sum(bool(c.ends) for c in self.candidates)
        if not self.candidates:
            return f"{self.year - 1}年没有年度清单，无可结转的项目。"
        return (
            f"{self.year - 1}年清单 {len(self.candidates)} 个：可结转 {len(self.open)} 个，"
            f"已列入{self.year}年 {listed} 个，已竣工或终止不结转 {ended} 个。"
        )


def candidates(user: User, year: int) -> Select[Project, ProjectYear, ProjectYear]:
    """Select the projects of the list of `year` − 1 that `user` may carry over, with their row of both years."""
    before, now = aliased(ProjectYear, name="before"), aliased(ProjectYear, name="now")
    return (
        select(Project, before, now)
        .join(before, and_(before.project_id == Project.id, before.year == year - 1))
        .outerjoin(now, and_(now.project_id == Project.id, now.year == year))
        .where(reach(user, Permission.YEAR_CARRY_OVER))
        .order_by(Project.name, Project.id)
    )


def why_ended(project: Project) -> str:
    """Return why a project is not carried over; empty where it is."""
    if project.stage == Stage.COMPLETED:
        return "已竣工"
    return "已终止" if project.activity == Activity.TERMINATED else ""


def preview(user: User, year: int) -> Preview:
    """Return what carrying over to `year` would do (two queries)."""
    found = [_candidate(*row) for row in db.session.execute(candidates(user, year))]
    found.sort(key=lambda c: (not c.open, bool(c.ends), c.proposal))
    return Preview(year, found, last_batch(user, year))


def _candidate(project: Project, before: ProjectYear, now: ProjectYear | None) -> Candidate:
    return Candidate(
        project.id, project.name, project.owner_name, project.code, project.stage, before.category,
        proposed(project.stage, project.actual_start is not None, before.category),
        now.category if now else None, "" if now else why_ended(project), project.activity == Activity.ACTIVE,
    )  # fmt: skip


def last_batch(user: User, year: int) -> Batch | None:
    """Return the newest carrying over to `year` in the user's county that has not been undone."""
    units = [unit.root_id for _, unit in user.grants(Permission.YEAR_CARRY_OVER)]
    query = (
        select(Event)
        .where(Event.subject_type == "unit", Event.subject_id.in_(units), Event.verb.in_([CARRIED, UNDONE]))
        .order_by(Event.id.desc())
    )
    undone = set()
    for event in db.session.scalars(query):
        if event.payload.get("year") != year:
            continue
        if event.verb == UNDONE:
            undone.add(event.payload["batch"])
        elif event.id not in undone:
            return Batch(event.id, event.actor_name, len(event.payload["rows"]))
    return None
