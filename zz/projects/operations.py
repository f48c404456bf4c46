"""What is done to a project itself: made, edited, moved between the four tables, stopped and resumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zz import clock
from zz.accounts.models import User
from zz.db import db
from zz.journal import Event, record
from zz.projects import edits, figures, naming, permits, verbs
from zz.projects.flow import ACTIVITIES, STAGES, ActivityAction, StageAction
from zz.projects.gates import Evidence, GateRefused, refusals, target_of
from zz.projects.models import Project, ProjectVersion, ProjectYear
from zz.projects.vocabulary import Activity, Stage, YearCategory

SEARCHED = ("name", "code", "owner_name")


class EditConflict(Exception):
    """Somebody else has changed what the form shows; `moved` is {column: [as it was shown, as it is now]}."""

    def __init__(self, moved: edits.Changes) -> None:
        super().__init__("edit conflict")
        self.moved = moved


@dataclass(frozen=True)
class YearValues:
    """A project's place in one year's list. `annual_plan` in 万元; without a category there is no place."""

    year: int
    category: YearCategory | None
    annual_plan: Decimal | None
    goal: str


def _spell(project: Project) -> None:
    project.name_key = naming.name_key(project.name)
    project.search = naming.search_text(project.name, project.code or "", project.owner_name or "")


def _today(at: datetime) -> date:
    return clock.local(at).date()


def create_project(
    values: Mapping[str, Any], year: YearValues | None, *, ledger_id: int, by: User, at: datetime
) -> Project:
    """Add a project with the permits of its investment type; return it."""
    project = Project(
        **values, ledger_id=ledger_id, created_at=at, updated_at=at, name_key="", search="",
    )  # fmt: skip
    _spell(project)
    db.session.add(project)
    db.session.flush()
    if year is not None:
        _list(project, year)
    permits.copy_template(project)
    figures.refresh(project, today=_today(at))
    record(verbs.PROJECT_CREATED, project, by=by, at=at, name=project.name, stage=project.stage, source="页面填写")
    return project


def meanwhile(project: Project, version: int, columns: tuple[str, ...]) -> edits.Changes:
    """Return which of `columns` have changed since the row had `version`, as {column: [then, now]}."""
    if project.version == version:
        return {}
    then = db.session.scalars(
        select(ProjectVersion)
        .where(ProjectVersion.project_id == project.id, ProjectVersion.project_row_version == version)
        .order_by(ProjectVersion.id.desc())
        .limit(1)
    ).first()
    if then is None:
        return {"version": [version, project.version]}
    moved = {
        column: [edits.said(column, getattr(then, column)), edits.said(column, getattr(project, column))]
        for column in columns
        if getattr(then, column) != getattr(project, column)
    }
    return moved | (_goal_since(project, then.valid_from) if "annual_plan" in columns else {})


def _goal_since(project: Project, instant: datetime) -> edits.Changes:
    """Return how the year's goal has changed since: it stands in no version of the project, only in the journal."""
    query = (
        select(Event)
        .where(Event.subject_type == "project", Event.subject_id == project.id)
        .where(Event.verb == verbs.PROJECT_EDITED.name, Event.at > instant)
        .order_by(Event.id)
    )
    pairs = [e.payload["changes"]["goal"] for e in db.session.scalars(query) if "goal" in e.payload["changes"]]
    return {"goal": [pairs[0][0], pairs[-1][1]]} if pairs else {}


def edit_project(
    project: Project,
    values: Mapping[str, Any],
    year: YearValues | None = None,
    *,
    version: int,
    by: User,
    at: datetime,
) -> edits.Changes:
    """Change facts of a locked project and its place in the year's list; return {column: [before, after]}.

    Figures that the system computes may have moved since `version`; what a form shows may not.

    Raises:
        EditConflict: a column of the form has changed meanwhile.
    """
    shown = (*values, *(("annual_plan", "year_category") if year else ()))
    if moved := meanwhile(project, version, shown):
        raise EditConflict(moved)
    changes = edits.apply(project, values)
    if year is not None:
        changes |= _list(project, year)
    if not changes:
        return changes
    if changes.keys() & set(SEARCHED):
        _spell(project)
    project.updated_at = at
    if "investment_type" in changes:
        permits.copy_template(project)
    figures.refresh(project, today=_today(at))
    record(verbs.PROJECT_EDITED, project, by=by, at=at, changes=changes)
    return changes


def _list(project: Project, values: YearValues) -> edits.Changes:
    """Put the project into the year's list, or change its place there."""
    query = select(ProjectYear).where(ProjectYear.project_id == project.id, ProjectYear.year == values.year)
    row = db.session.scalars(query.with_for_update()).first()
    if row is None and values.category is None:
        return {}
    if row is None:
        row = ProjectYear(
            project_id=project.id, year=values.year, annual_plan=None, goal="",
            planned_start=project.planned_start, planned_finish=project.planned_finish,
        )  # fmt: skip
        db.session.add(row)
    new = {"category": values.category or row.category, "annual_plan": values.annual_plan, "goal": values.goal}
    changes = edits.apply(row, new)
    db.session.flush()
    return {("year_category" if column == "category" else column): pair for column, pair in changes.items()}


def move_stage(
    project: Project,
    action: StageAction,
    *,
    evidence: Evidence | None = None,
    on_day: date | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> Stage:
    """Move a locked project to the next or the previous table; return where it stands now.

    Forward asks for the gate's evidence and sets the actual start or finish to `on_day`; backward asks for a reason
    and takes that date back.

    Raises:
        GateRefused: evidence, date or reason is missing; InvalidTransition: there is no such move.
    """
    before, target = project.stage, target_of(project, action)
    if target and (found := refusals(project, target, action, evidence, on_day, reason, today=_today(at))):
        raise GateRefused(found)
    after = Stage(STAGES.move(project, action))
    _set_day(project, before, after, on_day if action == StageAction.ADVANCE else None)
    project.updated_at = at
    figures.refresh(project, today=_today(at))
    record(
        verbs.PROJECT_MOVED, project, by=by, at=at, before=before, after=after, day=on_day,
        reason=reason, evidence=evidence.told() if evidence else None,
    )  # fmt: skip
    return after


def _set_day(project: Project, before: Stage, after: Stage, day: date | None) -> None:
    passed = {before, after}
    if passed == {Stage.PRELIMINARY, Stage.UNDER_CONSTRUCTION}:
        project.actual_start = day
    if passed == {Stage.UNDER_CONSTRUCTION, Stage.COMPLETED}:
        project.actual_finish = day


def change_activity(project: Project, action: ActivityAction, *, reason: str, by: User, at: datetime) -> Activity:
    """Suspend, terminate or resume a locked project; return its new state. InvalidTransition where it cannot."""
    before = project.activity
    after = ACTIVITIES.move(project, action)
    project.updated_at = at
    figures.refresh(project, today=_today(at))
    record(verbs.ACTIVITY_CHANGED, project, by=by, at=at, before=before, after=after, reason=reason)
    return Activity(after)
