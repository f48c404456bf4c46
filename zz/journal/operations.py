"""Writing the journal: one event a change, in the same transaction; seals by `tick`; verification."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from flask import has_request_context, request
from sqlalchemy import func, insert, select

from zz import clock
from zz.db import db, table_of
from zz.journal.models import AccessEntry, AccessKind, Event, Seal
from zz.journal.verbs import Verb

SYSTEM = "系统"
SETTLE = timedelta(seconds=60)  # a transaction that took its id earlier has committed by then
GENESIS = "0" * 64
BATCH = 5_000


class Actor(Protocol):
    """Who does a thing: a user."""

    id: Any
    name: Any


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it, without loss: Decimal as text, days and instants in ISO form."""
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def address() -> str | None:
    """Return the address the current request comes from; None outside a request."""
    return request.remote_addr if has_request_context() else None


def record(
    verb: Verb,
    subject: Any,
    *,
    by: Actor | None,
    at: datetime,
    on_behalf_of: Actor | None = None,
    **payload: Any,
) -> Event:
    """Add one event about `subject` (a flushed row) to the current transaction.

    Raises:
        ValueError: a payload key that the verb does not declare, or a subject without an id.
    """
    if extra := set(payload) - verb.keys:
        raise ValueError(f"{verb.name} does not declare {sorted(extra)}")
    if subject.id is None:
        db.session.flush()
    event = Event(
        at=at,
        recorded_at=clock.real_now(),
        verb=verb.name,
        actor_id=by.id if by else None,
        actor_name=by.name if by else SYSTEM,
        on_behalf_of_id=on_behalf_of.id if on_behalf_of else None,
        address=address(),
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        payload=plain(payload),
    )
    db.session.add(event)
    return event


def record_many(
    verb: Verb, subject_type: str, payloads: Iterable[tuple[int, dict[str, Any]]], *, by: Actor | None, at: datetime
) -> None:
    """Add one event for each (subject id, payload), set-based: for imports."""
    same = {
        "at": at, "recorded_at": clock.real_now(), "verb": verb.name, "actor_id": by.id if by else None,
        "actor_name": by.name if by else SYSTEM, "address": address(), "subject_type": subject_type,
    }  # fmt: skip
    rows = []
    for subject_id, payload in payloads:
        if extra := set(payload) - verb.keys:
            raise ValueError(f"{verb.name} does not declare {sorted(extra)}")
        rows.append({**same, "subject_id": subject_id, "payload": plain(payload)})
    if rows:
        db.session.connection().execute(insert(table_of(Event)), rows)


def log_access(
    kind: AccessKind, *, target: str, user: Actor | None = None, username: str = "", detail: str | None = None
) -> None:
    """Add one access entry to the current transaction."""
    name = str(getattr(user, "username", username))[:64]
    db.session.add(
        AccessEntry(
            at=clock.real_now(), kind=kind, user_id=user.id if user else None, username=name,
            address=address(), target=target[:256], detail=detail,
        )
    )  # fmt: skip


def _digest(previous: str, events: list[Event]) -> str:
    digest = hashlib.sha256(previous.encode())
    for e in events:
        row = [
            e.id, e.at.isoformat(), e.recorded_at.isoformat(), e.verb, e.actor_id, e.actor_name, e.on_behalf_of_id,
            e.address, e.subject_type, e.subject_id, e.payload,
        ]  # fmt: skip
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def seal_new() -> int:
    """Seal the oldest settled events that have no seal yet, a transaction's worth; return how many they were."""
    last = db.session.scalars(select(Seal).order_by(Seal.id.desc()).limit(1)).first()
    after, previous = (last.last_event_id, last.hash) if last else (0, GENESIS)
    settled = select(Event).where(Event.id > after, Event.recorded_at <= clock.real_now() - SETTLE)
    events = list(db.session.scalars(settled.order_by(Event.id).limit(BATCH)))
    if events:
        db.session.add(
            Seal(
                sealed_at=clock.real_now(), first_event_id=events[0].id, last_event_id=events[-1].id,
                events=len(events), previous_hash=previous, hash=_digest(previous, events),
            )
        )  # fmt: skip
        db.session.flush()
    return len(events)


def verify() -> tuple[int, int, int | None]:
    """Recompute the chain: (sealed events, unsealed events, id of the first broken seal or None)."""
    previous, after, sealed = GENESIS, 0, 0
    for seal in db.session.scalars(select(Seal).order_by(Seal.id)).all():
        events = list(
            db.session.scalars(select(Event).where(Event.id > after, Event.id <= seal.last_event_id).order_by(Event.id))
        )
        if seal.previous_hash != previous or len(events) != seal.events or _digest(previous, events) != seal.hash:
            return sealed, 0, seal.id
        previous, after, sealed = seal.hash, seal.last_event_id, sealed + len(events)
        db.session.expunge_all()
    rest = db.session.scalar(select(func.count()).select_from(Event).where(Event.id > after))
    return sealed, rest or 0, None
