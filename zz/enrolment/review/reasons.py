"""The lists of reasons: the one in force, its versions, and the next one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.review import verbs
from zz.enrolment.review.models import ReasonList
from zz.enrolment.review.vocabulary import DEFAULTS, Purpose
from zz.journal import record

LONGEST, MOST = 60, 20


class Unfit(Exception):
    """Lines that make no list; the text says why."""


def versions(park_id: int, purpose: Purpose) -> Sequence[ReasonList]:
    """Return the lists of a park for a purpose, the one in force first."""
    query = select(ReasonList).options(joinedload(ReasonList.written_by))
    query = query.where(ReasonList.park_id == park_id, ReasonList.purpose == purpose)
    return db.session.scalars(query.order_by(ReasonList.number.desc())).all()


def in_force(park_id: int, purpose: Purpose) -> list[str]:
    """Return the reasons to choose from; what was delivered where the park has written none."""
    query = select(ReasonList.lines).where(ReasonList.park_id == park_id, ReasonList.purpose == purpose)
    written = db.session.scalar(query.order_by(ReasonList.number.desc()).limit(1))
    return written.splitlines() if written else list(DEFAULTS[purpose])


def lines_of(text: str) -> list[str]:
    """Return the lines that somebody typed.

    Raises:
        Unfit: there is none, too many, one too long, or one twice.
    """
    found = [line for typed in text.splitlines() if (line := " ".join(typed.split()))]
    if not found:
        raise Unfit("请至少写一条理由，每行一条")
    if len(found) > MOST:
        raise Unfit(f"最多 {MOST} 条理由")
    if long := next((line for line in found if len(line) > LONGEST), None):
        raise Unfit(f"每条最多 {LONGEST} 个字，请缩短“{long[:12]}…”")
    if twice := next((line for line in found if found.count(line) > 1), None):
        raise Unfit(f"“{twice}”重复了")
    return found


def write(park_id: int, purpose: Purpose, lines: Sequence[str], why: str, *, by: User, at: datetime) -> ReasonList:
    """Let a new list be in force from now on; earlier decisions keep the words they were made with."""
    number = len(versions(park_id, purpose)) + 1
    row = ReasonList(
        park_id=park_id, purpose=purpose, number=number, lines="\n".join(lines), why=why, written_by_id=by.id,
        written_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record(verbs.REASONS_WRITTEN, row, by=by, at=at, purpose=purpose.label, number=number, reason=why)
    return row
