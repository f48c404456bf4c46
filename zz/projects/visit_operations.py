"""Reports from the site: made, corrected and withdrawn. The caller holds the project locked."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from zz.accounts.models import User
from zz.clock import local
from zz.db import db
from zz.journal import record
from zz.projects.models import Project, ProjectVersion
from zz.projects.records import ReportDraft, Visit
from zz.projects.sockets import visit_reported
from zz.projects.verbs import VISIT_CORRECTED, VISIT_REPORTED, VISIT_WITHDRAWN


@dataclass(frozen=True)
class Findings:
    """What a commissioner found on the site; `problems` is one a line."""

    physical_progress: str
    workers: int | None
    next_step: str = ""
    problems: str = ""


def own_key(user: User, project: Project, client_key: str) -> str:
    """Return the key as it is stored: nobody's key meets another's."""
    return f"{user.id}-{project.id}-{client_key}"


def find_visit(user: User, project: Project, client_key: str) -> Visit | None:
    """Return the visit that this user's phone has reported under `client_key`."""
    query = select(Visit).where(Visit.client_key == own_key(user, project, client_key))
    return db.session.scalars(query).first()


def report_visit(
    project: Project,
    found: Findings,
    *,
    client_key: str,
    by: User,
    at: datetime,
    on: date | None = None,
) -> tuple[Visit, bool]:
    """Add a visit and bring the project up to date; return it and whether it is new.

    A repeated `client_key` returns the visit of the first time and changes nothing. `on` is the day of a visit that was
    sent later. Nothing a visit says enters the figures or the light.
    """
    if earlier := find_visit(by, project, client_key):
        return earlier, False
    day = on or local(at).date()
    visit = Visit(
        project_id=project.id, on_day=day, reported_by_id=by.id, reported_at=at,
        client_key=own_key(by, project, client_key), **asdict(found),
    )  # fmt: skip
    db.session.add(visit)
    if project.last_visit_on is None or project.last_visit_on <= day:
        _tell_project(project, visit)
    project.updated_at = at
    record(VISIT_REPORTED, project, by=by, at=at, visit_id=_id(visit), on_day=day, **asdict(found))
    visit_reported(visit, project, by=by, at=at)
    return visit, True


def correct_visit(visit: Visit, project: Project, found: Findings, *, by: User, at: datetime) -> None:
    """Change what a visit says; the journal keeps what it said before."""
    changes = {
        column: [getattr(visit, column), value]
        for column, value in asdict(found).items()
        if getattr(visit, column) != value
    }
    if not changes:
        return
    for column, (_, value) in changes.items():
        setattr(visit, column, value)
    if _newest(project) is visit:
        _tell_project(project, visit)
        project.updated_at = at
    record(VISIT_CORRECTED, project, by=by, at=at, visit_id=visit.id, changes=changes)
    visit_reported(visit, project, by=by, at=at)


def withdraw_visit(visit: Visit, project: Project, *, by: User, at: datetime) -> None:
    """Take a visit back: the project says again what it said before it; the journal keeps the words."""
    newest = _newest(project) is visit
    since = visit.reported_at
    record(
        VISIT_WITHDRAWN, project, by=by, at=at,
        visit_id=visit.id, on_day=visit.on_day, physical_progress=visit.physical_progress,
    )  # fmt: skip
    db.session.delete(visit)
    db.session.flush()
    if newest:
        _tell_again(project, since)
        project.updated_at = at


def drop_draft(user: User, project: Project) -> None:
    """Forget what the user had typed for this project and not sent."""
    db.session.execute(delete(ReportDraft).where(ReportDraft.user_id == user.id, ReportDraft.project_id == project.id))


def keep_draft(user: User, project: Project, fields: dict[str, str], *, at: datetime) -> None:
    """Keep what the user has typed so far, in place of what was kept before."""
    query = select(ReportDraft).where(ReportDraft.user_id == user.id, ReportDraft.project_id == project.id)
    draft = db.session.scalars(query).first()
    if draft is None:
        draft = ReportDraft(user_id=user.id, project_id=project.id)
        db.session.add(draft)
    draft.fields, draft.saved_at = fields, at


def _id(visit: Visit) -> int:
    if visit.id is None:
        db.session.flush()
    return visit.id


def _newest(project: Project) -> Visit | None:
    query = select(Visit).where(Visit.project_id == project.id).order_by(Visit.on_day.desc(), Visit.id.desc())
    return db.session.scalars(query.limit(1)).first()


def _tell_project(project: Project, visit: Visit) -> None:
    project.physical_progress, project.next_step = visit.physical_progress, visit.next_step
    project.last_visit_on = visit.on_day


def _tell_again(project: Project, since: datetime) -> None:
    """Give the project the words of its newest visit left, or of its version before `since`."""
    if left := _newest(project):
        _tell_project(project, left)
        return
    query = (
        select(ProjectVersion)
        .where(ProjectVersion.project_id == project.id, ProjectVersion.valid_from < since)
        .order_by(ProjectVersion.valid_from.desc(), ProjectVersion.id.desc())
    )
    before = db.session.scalars(query.limit(1)).first()
    project.physical_progress = before.physical_progress if before else ""
    project.next_step = before.next_step if before else ""
    project.last_visit_on = before.last_visit_on if before else None
