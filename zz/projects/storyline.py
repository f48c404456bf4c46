"""The journal of a project as a timeline: who did what, from which value to which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, select

from zz.as_of import day_read, end_of
from zz.clock import local
from zz.db import Instant, db
from zz.files.models import AttachmentKind
from zz.journal import Event
from zz.journal.queries import Entry, entry
from zz.projects import wording
from zz.projects.records import MonthlyFigure, Permit, Visit
from zz.projects.vocabulary import Activity, GateEvidence, Stage, TeamRole

PAGE = 20
FAR_OFF = datetime(9999, 1, 1, tzinfo=UTC)
PARTS = (Permit, Visit, MonthlyFigure)


@dataclass(frozen=True)
class Line:
    """One entry ready to be shown. `changes` are (label, before, after)."""

    event_id: int
    who: str
    text: str
    at_text: str
    at: str  # for a machine
    changes: list[tuple[str, str, str]]
    file_url: str = ""
    file_name: str = ""


def of_project(type_: Any, id_: Any) -> ColumnElement[bool]:
    """Return the condition that a (subject type, subject id) pair is the project `:project_id` or a part of it."""
    project_id: BindParameter[int] = bindparam("project_id")
    parts = [
        and_(type_ == part.__tablename__, id_.in_(select(part.id).where(part.project_id == project_id)))
        for part in PARTS
    ]
    return or_(and_(type_ == "project", id_ == project_id), *parts)


def until(column: Any) -> ColumnElement[bool]:
    """Return the condition that an instant lies before `:until`, which is far off unless it is given."""
    return column < bindparam("until", FAR_OFF, type_=Instant())  # type: ignore[no-any-return]


def over() -> datetime:
    """Return the end of the day that is read; far off for the present."""
    day = day_read()
    return FAR_OFF if day is None else end_of(day)


# Made once: a page has no time to put its statements together. "+ 0" keeps the engine from walking the whole journal
# backwards instead of the project's own entries in the index.
NEWEST = (
    select(Event)
    .where(of_project(Event.subject_type, Event.subject_id), until(Event.at))
    .order_by((Event.id + 0).desc())
)


def timeline(project_id: int, *, today: date, before: int | None = None, limit: int = PAGE) -> tuple[list[Line], bool]:
    """Return the newest lines, and whether there are older ones; `before` (an event's id) continues."""
    query = NEWEST if before is None else NEWEST.where(Event.id < before)
    rows = db.session.scalars(query, {"project_id": project_id, "limit": limit + 1, "until": over()}).all()
    lines = [_line(entry(events[-1]), today, len(events)) for events in _batches(rows[:limit])]
    return lines, len(rows) > limit


def _batches(events: Sequence[Event]) -> list[list[Event]]:
    """Put photos that one person sent one after the other on one day into one batch."""
    found: list[list[Event]] = []
    for event in events:
        if found and _is_photo(event) and _is_photo(found[-1][-1]) and _same_sitting(event, found[-1][-1]):
            found[-1].append(event)
        else:
            found.append([event])
    return found


def _is_photo(event: Event) -> bool:
    return event.verb == "file_attached" and event.payload.get("kind") == AttachmentKind.PHOTO


def _same_sitting(one: Event, other: Event) -> bool:
    return one.actor_id == other.actor_id and local(one.at).date() == local(other.at).date()


def _stage(payload: dict[str, Any]) -> str:
    text = f"由{Stage(payload['before']).label}转入{Stage(payload['after']).label}"
    if payload.get("day"):
        text += f"，{wording.shown('planned_on', payload['day'])}"
    kind = (payload.get("evidence") or {}).get("kind")
    return text + (f"，依据：{GateEvidence(kind).label}" if kind else "") + _reason(payload)


def _reason(payload: dict[str, Any]) -> str:
    return f"，理由：{payload['reason']}" if payload.get("reason") else ""


def _activity(payload: dict[str, Any]) -> str:
    return f"由{Activity(payload['before']).label}改为{Activity(payload['after']).label}{_reason(payload)}"


def _created(payload: dict[str, Any]) -> str:
    return f"列入{wording.shown('stage', payload.get('stage'))}表（{payload.get('source') or '导入'}）"


def _named(payload: dict[str, Any]) -> str:
    text = str(payload.get("name") or payload.get("filename") or "")
    if planned := payload.get("planned_on"):
        text += f"（计划{wording.shown('planned_on', planned)}）"
    if (role := payload.get("role")) in {r.value for r in TeamRole}:
        text += f"（{TeamRole(role).label}）"
    return text


def _file(payload: dict[str, Any]) -> str:
    kind = payload.get("kind")
    return AttachmentKind(kind).label if kind in {k.value for k in AttachmentKind} else ""


def _names(payload: dict[str, Any]) -> str:
    return "、".join(payload.get("names") or ())


def _count(payload: dict[str, Any]) -> str:
    return f"{payload.get('count')} 项"


def _visit(payload: dict[str, Any]) -> str:
    return wording.shown("physical_progress", payload.get("physical_progress"))


def _figure(payload: dict[str, Any]) -> str:
    invested = wording.money(Decimal(payload.get("invested") or 0))
    text = f"{payload['year']}年{payload['month']}月 {invested} 万元"
    if payload.get("doubts"):
        text += "（已确认：" + "".join(payload["doubts"]).rstrip("。") + "）"
    return text + _reason(payload)


def _asked(payload: dict[str, Any]) -> str:
    return f"{payload.get('kind') or ''}{_reason(payload)}"


def _decided(payload: dict[str, Any]) -> str:
    step, reason = payload.get("step"), payload.get("reason")
    return f"{payload.get('kind') or ''}" + (f"（{step}）" if step else "") + (f"，意见：{reason}" if reason else "")


TEXTS = {
    "approval_asked": _asked,
    "approval_resubmitted": _asked,
    "approval_withdrawn": _asked,
    "approval_agreed": _decided,
    "approval_granted": _decided,
    "approval_sent_back": _decided,
    "approval_refused": _decided,
    "project_moved": _stage,
    "activity_changed": _activity,
    "project_created": _created,
    "file_attached": _file,
    "schedule_made": _names,
    "permits_copied": _count,
    "visit_reported": _visit,
    "visit_withdrawn": _visit,
    "figure_filled": _figure,
    "figure_checked": _figure,
    "figure_returned": _figure,
}


def _line(found: Entry, today: date, count: int = 1) -> Line:
    event, payload = found.event, found.payload
    at = f"{local(event.at):%Y-%m-%dT%H:%M}"
    if count > 1:
        return Line(event.id, found.who, f"上传现场照片 {count} 张", wording.moment(event.at, today), at, [])
    text = TEXTS.get(event.verb, _named)(payload)
    attached = event.verb == "file_attached"
    return Line(
        event.id,
        found.who,
        f"{found.label}：{text}" if text else found.label,
        wording.moment(event.at, today),
        at,
        wording.changes(payload["changes"]) if isinstance(payload.get("changes"), dict) else [],
        f"/files/{payload['attachment_id']}" if attached else "",
        str(payload["filename"]) if attached else "",
    )
