"""Receiving files of readings: a batch is begun, recognised, then judged or refused."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from zz.accounts.models import User
from zz.db import db, locked
from zz.jobs import Job, enqueue
from zz.journal import record
from zz.voltage import verbs
from zz.voltage.flow import READINGS
from zz.voltage.models import ReadingBatch
from zz.voltage.vocabulary import ReadingAction, ReadingFormat, ReadingSource

JOB = "voltage.readings"
DAY_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?!\d)")
LONGEST_NAME = 200


def day_in(filename: str) -> date | None:
    """Return the day that a file's name tells, such as 台区电压20230913.csv."""
    match = DAY_IN_NAME.search(filename)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def begin(
    filename: str, size: int, source: ReadingSource, *, only_day: date | None = None, by: User | None, at: datetime
) -> ReadingBatch:
    """Note that a file has come."""
    batch = ReadingBatch(
        filename=filename[-LONGEST_NAME:], size=size, source=source, only_day=only_day, received_at=at,
        by_id=by.id if by else None, days=[], counts={}, unknown=[],
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def take_later(batch: ReadingBatch, *, by: User, at: datetime) -> Job:
    """Have a worker take the file in."""
    job = enqueue(JOB, {"batch_id": batch.id}, by=by, at=at)
    batch.job_id = job.id
    return job


def _batch(batch_id: int) -> ReadingBatch:
    found = locked(ReadingBatch, batch_id)
    if found is None:
        raise LookupError(f"reading batch {batch_id}")
    return found


def recognised(batch_id: int, form: ReadingFormat) -> None:
    """Note what a file brings."""
    _batch(batch_id).format = form


def judged(
    batch_id: int, *, days: Sequence[date], areas: int, rows: int, found: int, counts: Mapping[str, int],
    unknown: Sequence[str], by: User | None, at: datetime,
) -> None:  # fmt: skip
    """Note that the days of a file have been judged, and what was counted on the way."""
    batch = _batch(batch_id)
    values: dict[str, Any] = {
        "days": [day.isoformat() for day in days], "areas": areas, "rows": rows, "found": found,
        "counts": dict(counts), "unknown": list(unknown), "judged_at": at,
    }  # fmt: skip
    for name, value in values.items():
        setattr(batch, name, value)
    READINGS.move(batch, ReadingAction.JUDGE)
    record(
        verbs.READINGS_JUDGED, batch, by=by, at=at, filename=batch.filename, days=batch.days, areas=areas, found=found,
        counts=batch.counts,
    )  # fmt: skip


def refuse(batch_id: int, sentence: str, *, by: User | None, at: datetime) -> None:
    """Give a file up, with the sentence that says why."""
    batch = _batch(batch_id)
    batch.sentence, batch.judged_at = sentence, at
    READINGS.move(batch, ReadingAction.REFUSE)
    record(verbs.READINGS_REFUSED, batch, by=by, at=at, filename=batch.filename, sentence=sentence)
