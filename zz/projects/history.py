"""A version of every change: written by the commit that changes a project, so that no operation can forget it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, event, insert, inspect, select, update
from sqlalchemy.orm import Session

from zz import clock
from zz.projects.models import Project, ProjectVersion

PENDING = "zz_changed_projects"
FACTS = tuple(
    column.key
    for column in inspect(ProjectVersion).columns
    if column.key not in {"id", "project_id", "project_row_version", "valid_from", "valid_to"}
)


def facts(project: Any) -> dict[str, Any]:
    """Return the shared columns of a project or a version of one."""
    return {key: getattr(project, key) for key in FACTS}


def write_versions(session: Session, projects: Iterable[Project]) -> None:
    """Close the open version of each project and open a new one, set-based."""
    rows = list(projects)
    if not rows:
        return
    at = clock.now()
    ids = [p.id for p in rows]
    session.execute(
        update(ProjectVersion)
        .where(ProjectVersion.project_id.in_(ids), ProjectVersion.valid_to.is_(None))
        .values(valid_to=at)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        insert(ProjectVersion),
        [
            {
                "project_id": p.id,
                "project_row_version": p.version,
                "valid_from": at,
                "valid_to": None,
                **facts(p),
            }
            for p in rows
        ],
    )


@event.listens_for(Session, "after_flush")
def _remember(session: Session, _context: Any) -> None:
    changed = {o for o in session.dirty if isinstance(o, Project) and session.is_modified(o)}
    new = {o for o in session.new if isinstance(o, Project)}
    session.info.setdefault(PENDING, set()).update(new | changed)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    session.flush()
    write_versions(session, sorted(session.info.pop(PENDING, ()), key=lambda p: p.id))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(PENDING, None)


def write_versions_of(session: Session, ids: Sequence[int]) -> None:
    """Do the same for projects that were written by statements, from what stands in the table."""
    at = clock.now()
    for start in range(0, len(ids), 500):
        some = list(ids[start : start + 500])
        session.execute(
            update(ProjectVersion)
            .where(ProjectVersion.project_id.in_(some), ProjectVersion.valid_to.is_(None))
            .values(valid_to=at)
            .execution_options(synchronize_session=False)
        )
        columns = [getattr(Project, key) for key in FACTS]
        now = bindparam("at", at, type_=ProjectVersion.valid_from.type)
        rows = select(Project.id, Project.version, now, *columns).where(Project.id.in_(some)).order_by(Project.id)
        names = ["project_id", "project_row_version", "valid_from", *FACTS]
        session.execute(insert(ProjectVersion).from_select(names, rows, include_defaults=False))
