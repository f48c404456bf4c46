"""Reading the journal: the timeline of a thing, and the auditor's lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, tuple_

from zz import clock
from zz.db import db
from zz.journal import verbs
from zz.journal.models import AccessEntry, Event


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, ready to be shown."""

    event: Event
    label: str

    @property
    def who(self) -> str:
        return self.event.actor_name

    @property
    def payload(self) -> dict[str, Any]:
        return self.event.payload


def entry(event: Event) -> Entry:
    """Return `event` with the label of its verb (its name where the verb is gone)."""
    found = verbs.find(event.verb)
    return Entry(event, found.label if found else event.verb)


def timeline(subjects: Sequence[tuple[str, int]], *, limit: int = 50, before: int | None = None) -> list[Entry]:
    """Return the newest events of the given (type, id) subjects, newest first; `before` continues a page."""
    query = select(Event).where(tuple_(Event.subject_type, Event.subject_id).in_(subjects))
    if before is not None:
        query = query.where(Event.id < before)
    return [entry(e) for e in db.session.scalars(query.order_by(Event.id.desc()).limit(limit))]


def _days(column: Any, since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if since:
        found.append(column >= clock.midnight(since))
    if until:
        found.append(column < clock.midnight(until + timedelta(days=1)))
    return found


def events(*, q: str = "", verb: str = "", since: date | None = None, until: date | None = None) -> Select[Event]:
    """Return the auditor's query over the journal, newest first; `q` is a person's name or an address."""
    query = select(Event).where(*_days(Event.at, since, until))
    if verb:
        query = query.where(Event.verb == verb)
    if q:
        query = query.where(or_(Event.actor_name.contains(q, autoescape=True), Event.address == q))
    return query.order_by(Event.id.desc())


def accesses(
    *, q: str = "", kind: str = "", since: date | None = None, until: date | None = None
) -> Select[AccessEntry]:
    """Return the auditor's query over sign-ins, refusals, exports and readings, newest first."""
    query = select(AccessEntry).where(*_days(AccessEntry.at, since, until))
    if kind:
        query = query.where(AccessEntry.kind == kind)
    if q:
        query = query.where(or_(AccessEntry.username.contains(q, autoescape=True), AccessEntry.address == q))
    return query.order_by(AccessEntry.id.desc())
