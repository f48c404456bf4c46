"""Take imported projects back: the new ones go, the changed ones become what they were, unless somebody went on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from zz import clock, history
from zz.accounts.models import User
from zz.db import db
from zz.imports.kinds import Applied
from zz.imports.undoing import used
from zz.journal import Event, record_many
from zz.projects import figures
from zz.projects.import_facts import YEAR, revived
from zz.projects.import_writes import told
from zz.projects.models import Project, ProjectYear
from zz.projects.naming import name_key, search_text
from zz.projects.verbs import PROJECT_CREATED, PROJECT_EDITED, PROJECT_TAKEN_BACK

OWN = frozenset({"project_year", "event", "import_row"})
USES = {
    "project": "下面有子项目", "visit": "已有走访记录", "monthly_figure": "已填报月度投资", "milestone": "已有节点",
    "permit": "已建立审批清单", "team_member": "已有成员", "attachment": "已有附件", "problem": "已有问题",
    "assignment": "已有交办",
}  # fmt: skip


def take_back(
    rows: Sequence[Applied], year: int, *, since: datetime, by: User | None, at: datetime, today: date
) -> dict[int, str]:
    """Take rows back within the transaction; return by row id why a row stays."""
    projects = _projects([row.subject_id for row in rows])
    years = _years(list(projects), year)
    kept = _changed(rows, projects, since)
    created = [row for row in rows if row.created and row.row_id not in kept and row.subject_id in projects]
    for subject, table in used(Project.__tablename__, [row.subject_id for row in created], but=OWN):
        row_id = next(row.row_id for row in created if row.subject_id == subject)
        kept.setdefault(row_id, f"导入后{USES.get(table, '已被引用')}，没有撤销。")
    gone = [row for row in rows if row.row_id not in kept and row.subject_id in projects]
    _remove([row for row in gone if row.created], by=by, at=at)
    _restore([row for row in gone if not row.created], projects, years, by=by, at=at, today=today)
    return kept


def _projects(ids: list[int]) -> dict[int, Project]:
    return {p.id: p for p in db.session.scalars(select(Project).where(Project.id.in_(ids)).with_for_update())}


def _years(ids: list[int], year: int) -> dict[int, ProjectYear]:
    query = select(ProjectYear).where(ProjectYear.project_id.in_(ids), ProjectYear.year == year)
    return {row.project_id: row for row in db.session.scalars(query)}


def _changed(rows: Sequence[Applied], projects: dict[int, Project], since: datetime) -> dict[int, str]:
    """Return why rows stay whose project is gone or was changed by somebody after the import."""
    query = (
        select(Event)
        .where(Event.subject_type == Project.__tablename__, Event.subject_id.in_(list(projects)), Event.at >= since)
        .order_by(Event.id)
    )
    later: dict[int, list[Event]] = {}
    for event in db.session.scalars(query):
        later.setdefault(event.subject_id, []).append(event)
    kept = {}
    for row in rows:
        if row.subject_id not in projects:
            kept[row.row_id] = "项目已不在台账里。"
        elif (last := _after(row, later.get(row.subject_id, []), since)) is not None:
            day = clock.local(last.at)
            kept[row.row_id] = f"{last.actor_name}于{day.month}月{day.day}日改动过，没有撤销。"
    return kept


def _after(row: Applied, events: list[Event], since: datetime) -> Event | None:
    """Return the last event that came after the import's own, in the order of the journal."""
    own = -1
    for index, event in enumerate(events):
        if event.at == since and _is_own(row, event):
            own = index
    later = events[own + 1 :] if own >= 0 else [event for event in events if event.at > since]
    return later[-1] if later else None


def _is_own(row: Applied, event: Event) -> bool:
    if row.created:
        return event.verb == PROJECT_CREATED.name
    return event.verb == PROJECT_EDITED.name and event.payload.get("changes") == told(dict(row.changes))


def _remove(rows: list[Applied], *, by: User | None, at: datetime) -> None:
    ids = [row.subject_id for row in rows]
    years = list(db.session.scalars(select(ProjectYear.id).where(ProjectYear.project_id.in_(ids))))
    for model, gone in ((ProjectYear, years), (Project, ids)):
        db.session.execute(delete(model).where(model.id.in_(gone)).execution_options(synchronize_session=False))
        history.write(db.session(), model, gone)
    told = [(row.subject_id, {"name": row.title, "values": {k: v[1] for k, v in row.changes.items()}}) for row in rows]
    record_many(PROJECT_TAKEN_BACK, Project.__tablename__, told, by=by, at=at)


def _restore(
    rows: list[Applied], projects: dict[int, Project], years: dict[int, ProjectYear], *,
    by: User | None, at: datetime, today: date,
) -> None:  # fmt: skip
    touched = []
    for row in rows:
        project, listed = projects[row.subject_id], years.get(row.subject_id)
        for key, (before, _) in row.changes.items():
            if not key.startswith(YEAR):
                setattr(project, key, _back(key, before))
            elif listed is not None:
                setattr(listed, key.removeprefix(YEAR), _back(key, before))
        if listed is not None and row.changes.get(f"{YEAR}category", [""])[0] is None:
            db.session.delete(listed)
        project.name_key = name_key(project.name)
        project.search = search_text(project.name, project.code, project.owner_name)
        project.updated_at = at
        touched.append(project)
    figures.refresh_all(touched, figures.yardstick(today))
    edits = [(r.subject_id, {"changes": {k.removeprefix(YEAR): v[::-1] for k, v in r.changes.items()}}) for r in rows]
    record_many(PROJECT_EDITED, Project.__tablename__, edits, by=by, at=at)


def _back(key: str, before: Any) -> Any:
    """Return what stood there; a text column that was empty is ''."""
    value = revived(key, before)
    if value is not None:
        return value
    table: Any = ProjectYear if key.startswith(YEAR) else Project
    column = table.__table__.c[key.removeprefix(YEAR)]
    return None if column.nullable else ""
