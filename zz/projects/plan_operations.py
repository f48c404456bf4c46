"""What is done to a project's plan: milestones, team, permits. Each is told in the project's own journal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from zz.accounts.models import User
from zz.db import db
from zz.journal import record
from zz.projects import edits, permits, verbs
from zz.projects.models import Project
from zz.projects.records import Milestone, Permit, PermitItem, TeamMember


def add_milestone(project: Project, values: Mapping[str, Any], *, by: User, at: datetime) -> Milestone:
    """Add a node to the project's timetable."""
    row = Milestone(project_id=project.id, **values)
    db.session.add(row)
    db.session.flush()
    record(verbs.MILESTONE_ADDED, project, by=by, at=at, name=row.name, planned_on=row.planned_on)
    return row


def add_schedule(
    project: Project, nodes: Sequence[tuple[str, date, str]], *, by: User, at: datetime
) -> list[Milestone]:
    """Add the chosen nodes (name, planned day, note) of a backward schedule in one entry of the journal."""
    rows = [Milestone(project_id=project.id, name=n, planned_on=day, note=note) for n, day, note in nodes]
    db.session.add_all(rows)
    db.session.flush()
    record(verbs.SCHEDULE_MADE, project, by=by, at=at, names=[row.name for row in rows])
    return rows


def edit_milestone(
    project: Project, row: Milestone, values: Mapping[str, Any], *, by: User, at: datetime
) -> edits.Changes:
    """Change a locked node, or say on which day it was done."""
    if changes := edits.apply(row, values):
        db.session.flush()
        record(verbs.MILESTONE_EDITED, project, by=by, at=at, name=row.name, changes=changes)
    return changes


def remove_milestone(project: Project, row: Milestone, *, by: User, at: datetime) -> None:
    """Take a locked node out of the timetable; the journal keeps it."""
    record(verbs.MILESTONE_REMOVED, project, by=by, at=at, name=row.name, planned_on=row.planned_on)
    db.session.delete(row)
    db.session.flush()


def add_member(project: Project, values: Mapping[str, Any], *, by: User, at: datetime) -> TeamMember:
    """Add a person to the project's team."""
    row = TeamMember(project_id=project.id, **values)
    db.session.add(row)
    db.session.flush()
    record(verbs.TEAM_ADDED, project, by=by, at=at, name=row.name, role=row.role)
    return row


def edit_member(
    project: Project, row: TeamMember, values: Mapping[str, Any], *, by: User, at: datetime
) -> edits.Changes:
    """Change a locked member of the team."""
    if changes := edits.apply(row, values):
        db.session.flush()
        record(verbs.TEAM_EDITED, project, by=by, at=at, name=row.name, changes=changes)
    return changes


def remove_member(project: Project, row: TeamMember, *, by: User, at: datetime) -> None:
    """Take a locked member out of the team; the journal keeps the name."""
    record(verbs.TEAM_REMOVED, project, by=by, at=at, name=row.name, role=row.role)
    db.session.delete(row)
    db.session.flush()


def copy_permits(project: Project, *, by: User, at: datetime) -> int:
    """Give the project what it lacks of the template; return how many permits were added."""
    if count := permits.copy_template(project):
        record(verbs.PERMITS_COPIED, project, by=by, at=at, count=count)
    return count


def edit_permit(project: Project, row: Permit, values: Mapping[str, Any], *, by: User, at: datetime) -> edits.Changes:
    """Change a locked permit: whether it is needed, its dates, number, days and note."""
    if changes := edits.apply(row, values):
        db.session.flush()
        record(verbs.PERMIT_EDITED, project, by=by, at=at, number=row.number, name=row.name, changes=changes)
    return changes


def edit_permit_item(row: PermitItem, values: Mapping[str, Any], *, by: User, at: datetime) -> edits.Changes:
    """Change a locked row of the template. Permits that projects already have stay as they were copied."""
    if changes := edits.apply(row, values):
        db.session.flush()
        record(verbs.PERMIT_ITEM_EDITED, row, by=by, at=at, number=row.number, name=row.name, changes=changes)
    return changes
