"""Take imported schools and seats back, unless somebody has gone on with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zz.accounts.models import User
from zz.db import db
from zz.enrolment import verbs
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.school_rows import NEW
from zz.enrolment.schools import FACTS, SEATS, search_text
from zz.enrolment.vocabulary import Ownership
from zz.imports.kinds import Applied
from zz.imports.undoing import used
from zz.journal import record

OWN = frozenset({"event", "import_row"})


def take_back(rows: Sequence[Applied], term: Term, *, by: User | None, at: datetime) -> dict[int, str]:
    """Take rows back within the transaction; return by row id why a row stays."""
    kept: dict[int, str] = {}
    for row in rows:
        plan = db.session.get(SeatPlan, row.subject_id, with_for_update=True, populate_existing=True)
        why = _moved(row, plan)
        if plan is None or why:
            kept[row.row_id] = why
            continue
        _take(row, plan, term, by, at)
    return kept


def _moved(row: Applied, plan: SeatPlan | None) -> str:
    """Return why a row stays: gone, changed since, or used."""
    if plan is None:
        return "学位已不在系统里。"
    for owner, keys in ((plan, SEATS), (plan.school, FACTS)):
        for key in keys:
            if key in row.changes and getattr(owner, key) != _value(key, row.changes[key][1]):
                return "导入后已有人改动，没有撤销。"
    if row.created and any(used(SeatPlan.__tablename__, [plan.id], but=OWN)):
        return "导入后已被引用，没有撤销。"
    return ""


def _value(key: str, stored: Any) -> Any:
    if key == "ownership" and stored is not None:
        return Ownership(stored)
    return "" if stored is None and key in FACTS else stored


def _take(row: Applied, plan: SeatPlan, term: Term, by: User | None, at: datetime) -> None:
    school = plan.school
    if row.created:
        db.session.delete(plan)
    for key, (before, _after) in row.changes.items():
        if key in SEATS and not row.created:
            setattr(plan, key, before)
        elif key in FACTS and NEW not in row.changes:
            setattr(school, key, _value(key, before) if before is not None else "")
    school.search = search_text(school)
    db.session.flush()
    told = {key: [pair[1], pair[0]] for key, pair in row.changes.items()}
    record(verbs.SEATS_TAKEN_BACK, school, by=by, at=at, name=school.name, term=term.name, changes=told)
    if NEW in row.changes and _is_bare(school):
        record(verbs.SCHOOL_TAKEN_BACK, school, by=by, at=at, name=school.name)
        db.session.delete(school)
        db.session.flush()


def _is_bare(school: School) -> bool:
    """Tell whether nothing refers to a school any more."""
    seats = db.session.scalar(select(SeatPlan.id).where(SeatPlan.school_id == school.id).limit(1))
    return seats is None and school.unit_id is None and not any(used(School.__tablename__, [school.id], but=OWN))
