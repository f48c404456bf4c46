"""办理过程: the journal of a fault or a remediation as it is told, newest first, with the files beside the words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from zz.assignments.vocabulary import ChainLevel, Severity
from zz.db import db
from zz.files.models import Attachment
from zz.journal import Event
from zz.journal.verbs import find
from zz.voltage.remediation.vocabulary import Measure, Verdict
from zz.voltage.remediation.wording import moment, month, short

HIDDEN = {
    "assignment_issued", "assignment_discharged", "assignment_withdrawn", "remediation_closure_asked", "file_attached",
    "assignment_returned", "assignment_reminded",
}  # fmt: skip
WORDS = {"assignment_replied": "申请闭环", "assignment_urged": "催办"}
Payload = dict[str, Any]


@dataclass(frozen=True)
class Chip:
    """A file beside a line."""

    name: str
    url: str


@dataclass(frozen=True)
class Line:
    """A line of the timeline."""

    who: str
    text: str
    at_text: str
    files: list[Chip] = field(default_factory=list)


def events_of(subject: Any) -> Sequence[Event]:
    """Return what happened to a subject, oldest first."""
    query = select(Event).where(Event.subject_type == subject.__tablename__, Event.subject_id == subject.id)
    return db.session.scalars(query.order_by(Event.id)).all()


def lines(events: Sequence[Event], files: Sequence[Attachment], today: date) -> list[Line]:
    """Return the lines, newest first; photos stand beside the work that they show."""
    by_name = {file.filename: file for file in files}
    return [_line(event, by_name, today) for event in reversed(events) if event.verb not in HIDDEN]


def _line(event: Event, files: dict[str, Attachment], today: date) -> Line:
    chips = [
        Chip(name, f"/files/{files[name].id}")
        for text in event.payload.get("files") or ()
        if (name := str(text).rpartition(":")[2]) in files
    ]
    who = "" if event.actor_id is None else event.actor_name
    return Line(who, _text(event, today), moment(event.at, today), chips)


def _text(event: Event, today: date) -> str:
    verb, payload = find(event.verb), event.payload
    head = WORDS.get(event.verb) or (verb.label if verb else event.verb)
    if event.verb == "remediation_dispatched" and payload.get("again"):
        head = "重新派发"
    if event.verb == "remediation_planned" and payload.get("again"):
        head = "调整治理计划"
    said = _said(payload, today)
    return f"{head}：{said}" if said else head


def _said(p: Payload, today: date) -> str:
    """Return what an event says besides its verb, whatever the event: each key in its words."""
    parts = [
        str(p.get("station") or ""), Measure(p["measure"]).label if p.get("measure") else "",
        Verdict(p["verdict"]).label if p.get("verdict") else "", _severity(p), str(p.get("plan") or ""),
        str(p.get("people") or ""), _tap(p), *(str(p.get(key) or "") for key in ("work", "text", "demand", "reason")),
        _days(p, today),
    ]  # fmt: skip
    return "，".join(part.rstrip("。") for part in parts if part)


def _severity(p: Payload) -> str:
    if not p.get("severity"):
        return ""
    climbed = p["severity"] == Severity.RED and p.get("level") not in (None, ChainLevel.CENTRE)
    return f"{Severity(p['severity']).label}{p.get('number') or ''}{'，提级' if climbed else ''}"


def _tap(p: Payload) -> str:
    return f"{p['tap_from']} 档调到 {p['tap_to']} 档" if p.get("tap_to") is not None else ""


def _fired(p: Payload, iso: str) -> str:
    return iso if p.get("clear_days") else f"{iso}触发"


def _counted(p: Payload) -> str:
    if "next_on" in p:
        return f"验证后 {p['days']} 天未再触发"
    return f"规则期内触发 {p['days']} 天"


def _days(p: Payload, today: date) -> str:
    """Say the days and counts of an event, in one order."""
    iso = {k: short(date.fromisoformat(p[k]), today) for k in ("day", "until", "work_on", "due_on") if p.get(k)}
    words: dict[str, Callable[[], str]] = {
        "day": lambda: _fired(p, iso["day"]),
        "clear_days": lambda: f"连续 {p['clear_days']} 个有效日未越恢复限值",
        "days": lambda: _counted(p),
        "times": lambda: f"第 {p['times']} 次",
        "until": lambda: f"到{iso['until']}",
        "work_on": lambda: f"{iso['work_on']}完成",
        "due_on": lambda: f"限{iso['due_on']}前",
        "reserve_month": lambda: f"计划{month(date.fromisoformat(p['reserve_month']))}完成",
    }
    return "，".join(say() for key, say in words.items() if p.get(key))
