"""Carrying a year's list over to the next in one step, and taking that back."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from zz.accounts.models import Unit, User
from zz.clock import local
from zz.db import db
from zz.journal import Event, record, verb
from zz.projects import figures
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthlyFigure
from zz.projects.vocabulary import YearCategory
from zz.projects.years import CARRIED, UNDONE, candidates, why_ended

CARRIED_OVER = verb(CARRIED, "结转年度清单", "year", "rows")  # rows: [project id, category]
CARRY_OVER_UNDONE = verb(UNDONE, "撤销年度结转", "year", "batch", "removed", "kept")
PROJECT_LISTED = verb("project_listed", "列入年度清单", "year", "category", "before")
PROJECT_UNLISTED = verb("project_unlisted", "移出年度清单", "year", "category")


def carry_over(
    ledger: Unit, year: int, choices: Mapping[int, YearCategory], *, by: User, at: datetime
) -> tuple[int, int]:
    """Put the chosen projects of the year before into the list of `year`; return (added, listed already or ended)."""
    query = candidates(by, year).where(Project.id.in_(choices)).with_for_update(of=Project)
    added: list[Project] = []
    for project, before, now in db.session.execute(query):
        if now is not None or why_ended(project):
            continue
        row = ProjectYear(
            project_id=project.id, year=year, category=choices[project.id],
            planned_start=project.planned_start, planned_finish=project.planned_finish,
        )  # fmt: skip
        db.session.add(row)
        added.append(project)
        record(PROJECT_LISTED, project, by=by, at=at, year=year, category=row.category, before=before.category)
    if added:
        figures.refresh_all(added, figures.yardstick(local(at).date()))
        record(CARRIED_OVER, ledger, by=by, at=at, year=year, rows=[[p.id, choices[p.id]] for p in added])
    db.session.flush()
    return len(added), len(choices) - len(added)


def undo_carry_over(ledger: Unit, batch_id: int, *, by: User, at: datetime) -> tuple[int, list[str]]:
    """Take the rows of one carrying over out again, unless they have been worked on; return (removed, names kept).

    A row without a project in it any more counts as removed. An unknown batch removes nothing.
    """
    batch = db.session.get(Event, batch_id)
    if batch is None or (batch.verb, batch.subject_id) != (CARRIED, ledger.id):
        return 0, []
    year, categories = batch.payload["year"], dict(batch.payload["rows"])
    query = (
        select(ProjectYear, Project, _filled(year))
        .join(ProjectYear.project)
        .where(ProjectYear.year == year, Project.id.in_(categories))
        .order_by(Project.id)
        .with_for_update(of=ProjectYear)
    )
    removed: list[Project] = []
    kept: list[str] = []
    for row, project, filled in db.session.execute(query):
        if filled or row.category != categories[project.id] or row.annual_plan is not None or row.goal:
            kept.append(project.name)
            continue
        record(PROJECT_UNLISTED, project, by=by, at=at, year=year, category=row.category)
        db.session.delete(row)
        removed.append(project)
    db.session.flush()
    figures.refresh_all(removed, figures.yardstick(local(at).date()))
    record(CARRY_OVER_UNDONE, ledger, by=by, at=at, year=year, batch=batch_id, removed=len(removed), kept=len(kept))
    return len(removed), kept


def _filled(year: int) -> ColumnElement[bool]:
    return exists().where(MonthlyFigure.project_id == Project.id, MonthlyFigure.year == year)
