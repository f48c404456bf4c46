"""Projects of the demo: the ledger through the importer, then the months, visits and milestones behind its figures.

Real names are those of `hunan_projects.csv`; what no source tells is filled plausibly; invented projects say 虚构.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from zz.clock import SHANGHAI
from zz.db import db
from zz.demo.county import LEDGER as LEDGER_UNIT
from zz.demo.county import County
from zz.imports.commandline import apply_here
from zz.projects import figures
from zz.projects.import_kind import PROJECTS
from zz.projects.models import Project
from zz.projects.records import Milestone, MonthLock, MonthlyFigure, TeamMember, Visit
from zz.projects.vocabulary import FigureState, Stage, TeamRole

LEDGER = Path(__file__).parent / "data" / "liling_2023.csv"
TODAY = date(2023, 9, 14)
YEAR, REPORTED, LOCKED = 2023, 8, 7  # figures through August, months through July locked
MONTHS = 12
UNREPORTED = 3  # owners who have not handed in August
WEEKDAYS = (5, 6, 7, 8, 11, 12, 13)  # days of September on which commissioners went out


def load(county: County, *, at: datetime) -> str:
    """Import the ledger and fill its history, within the current transaction; nothing is dated after TODAY."""
    ledger = county.units[LEDGER_UNIT]
    centre = county.users["centre"]
    outcome = apply_here(PROJECTS, LEDGER, ledger, {"year": YEAR, "stage": ""}, by=centre, at=at)
    chance = random.Random(YEAR)  # noqa: S311  (plausible, and the same at every load)
    projects = {p.name: p for p in db.session.scalars(select(Project).order_by(Project.id))}
    done = _year_to_date()
    late = [name for name, money in done.items() if money and projects[name].stage == Stage.UNDER_CONSTRUCTION]
    late = late[20 : 20 + UNREPORTED]
    for name, project in projects.items():
        if done.get(name):
            db.session.add_all(_months(project, done[name], chance, reported=name not in late))
        _people(project)
        _history(project, chance)
    for month in range(1, LOCKED + 1):
        locked_at = _morning(date(YEAR, month + 1, 6))
        db.session.add(
            MonthLock(
                ledger_id=ledger.id, year=YEAR, month=month, locked_by_id=county.users["centre"].id,
                locked_at=locked_at,
            )
        )  # fmt: skip
    figures.refresh_all(list(projects.values()), figures.yardstick(TODAY))
    return outcome


def _year_to_date() -> dict[str, Decimal]:
    with LEDGER.open(encoding="utf-8", newline="") as file:
        return {row["项目名称"]: Decimal(row["年累计完成（万元）"] or 0) for row in csv.DictReader(file)}


def _morning(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def _months(project: Project, total: Decimal, chance: random.Random, *, reported: bool) -> Iterator[MonthlyFigure]:
    """Spread what the year has seen over its months: from the start of works, to the finish."""
    first = project.actual_start.month if project.actual_start and project.actual_start.year == YEAR else 1
    last = project.actual_finish.month if project.actual_finish else REPORTED
    first = min(first, last)
    weights = [chance.uniform(0.7, 1.3) for _ in range(first, last + 1)]
    left = total
    for month, weight in zip(range(first, last + 1), weights, strict=True):
        share = left if month == last else (total * Decimal(weight / sum(weights))).quantize(Decimal(1))
        left -= share
        if month == REPORTED and not reported:
            continue
        state = FigureState.LOCKED if month <= LOCKED else FigureState.CHECKED
        if month > LOCKED and project.id % 5 == 0:
            state = FigureState.FILLED
        filled = _morning(date(YEAR, month + 1, 1 + project.id % 3), 15)
        yield MonthlyFigure(
            project_id=project.id, year=YEAR, month=month, invested=share,
            statistical=(share * Decimal("0.9")).quantize(Decimal(1)), state=state,
            filled_by_id=project.commissioner_id, filled_at=filled,
            checked_at=None if state == FigureState.FILLED else filled + timedelta(hours=20),
        )  # fmt: skip


def _people(project: Project) -> None:
    """Give a project that has begun its team (一支队伍)."""
    if project.stage == Stage.PLANNING:
        return
    members = [(TeamRole.SERVICE, project.commissioner), (TeamRole.LEADER, project.liaison_leader)]
    for role, user in members:
        if user is not None:
            db.session.add(TeamMember(project_id=project.id, role=role, name=user.name, user_id=user.id))


def _history(project: Project, chance: random.Random) -> None:
    """Give a running project its recent visits and a timetable counted back from its finish."""
    if project.stage not in {Stage.PRELIMINARY, Stage.UNDER_CONSTRUCTION} or project.commissioner_id is None:
        return
    last = date(YEAR, 9, chance.choice(WEEKDAYS))
    for weeks in (2, 1, 0):
        day = last - timedelta(weeks=weeks)
        db.session.add(_visit(project, day, chance, newest=weeks == 0))
    project.last_visit_on = last
    if project.planned_start and project.planned_finish:
        db.session.add_all(_milestones(project, project.planned_start, project.planned_finish))


def _visit(project: Project, day: date, chance: random.Random, *, newest: bool) -> Visit:
    workers = chance.randrange(20, 180, 10) if project.stage == Stage.UNDER_CONSTRUCTION else None
    if newest and project.name.startswith("年产5万吨"):
        workers = 300  # the newspaper's figure
    return Visit(
        project_id=project.id, on_day=day, reported_by_id=project.commissioner_id,
        reported_at=_morning(day, 10 + project.id % 6, project.id % 50), workers=workers, next_step=project.next_step,
        physical_progress=project.physical_progress if newest else f"较上次有进展：{project.physical_progress}",
        client_key=f"demo-{project.id}-{day:%m%d}",
    )  # fmt: skip


def _milestones(project: Project, start: date, finish: date) -> Iterator[Milestone]:
    names = ("完成前期手续", "开工", "主体完工", "设备安装或配套完成", "竣工验收")
    span = (finish - start).days
    for position, name in enumerate(names):
        day = start + timedelta(days=span * (position - 1) // (len(names) - 2))
        begun = project.actual_start is not None and (position < 2 or (day < TODAY and project.id % 4 > 0))
        done = (min(day, project.actual_start or day) if position < 2 else day) if begun else None
        yield Milestone(
            project_id=project.id, name=name, planned_on=day, done_on=done, responsible=project.owner_name[:20]
        )
