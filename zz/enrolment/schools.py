"""Writing schools and their seats: who keeps them is `policy`, how many are free is `seats`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zz import rules
from zz.accounts.models import User
from zz.db import StaleVersion, db
from zz.enrolment import verbs
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.rules import class_size
from zz.enrolment.vocabulary import grade_label, stage_of
from zz.journal import record
from zz.spelling import search_lines, spellings

SEATS = ("classes", "class_size", "enrolled", "reserved")
FACTS = ("ownership", "address", "catchment", "source")


@dataclass(frozen=True)
class GradeSeats:
    """What is written of one grade: whole numbers, `classes` 0 for a grade that has none."""

    grade: int
    classes: int
    class_size: int
    enrolled: int
    reserved: int


def search_text(school: School) -> str:
    """Return what a school is found by: its name in signs, pinyin and initials, address and catchment."""
    return search_lines(school.name, *spellings(school.name), school.address, school.catchment)


def save(school: School | None, values: Mapping[str, Any], *, root_id: int, by: User, at: datetime) -> School:
    """Add or change a school."""
    found = school or School(root_id=root_id)
    changes = {}
    for key, after in values.items():
        before = getattr(school, key, None)
        if before != after:
            changes[key] = [before, after]
            setattr(found, key, after)
    found.address, found.catchment = found.address or "", found.catchment or ""
    found.search = search_text(found)
    db.session.add(found)
    db.session.flush()
    if school is None:
        record(verbs.SCHOOL_ADDED, found, by=by, at=at, name=found.name, source=found.source)
    elif changes:
        record(verbs.SCHOOL_EDITED, found, by=by, at=at, name=found.name, changes=changes)
    return found


def size_fault(grade: int, size: int, reason: str) -> str | None:
    """Return why a class size cannot be: over the standard it needs a reason, at the hard stop it is refused."""
    stop, standard = int(rules.value("enrolment.class_size.hard_stop")), class_size(stage_of(grade))
    if size >= stop:
        return f"班额不得达到 {stop} 人（大班额上限，由“规则”页的业务规则规定），请增加班数"
    if size > standard and not reason:
        return f"超过{stage_of(grade).label}标准班额 {standard} 人，请在下面写明理由"
    return None


def plans_of(school: School, term: Term) -> dict[int, SeatPlan]:
    """Return a school's seats in a term, by grade."""
    query = select(SeatPlan).where(SeatPlan.school_id == school.id, SeatPlan.term_id == term.id)
    return {plan.grade: plan for plan in db.session.scalars(query)}


def edition(plans: Iterable[SeatPlan]) -> int:
    """Return a number that grows with every change of a school's seats in a term."""
    return sum(plan.version for plan in plans)


def set_seats(
    school: School, term: Term, wanted: Sequence[GradeSeats], reason: str = "", *, shown: int | None = None, by: User,
    at: datetime,
) -> None:  # fmt: skip
    """维护学位: write the seats of a school's grades in a term; a grade without classes has none.

    The school is locked. Raises:
        StaleVersion: its seats are no longer those of the edition that was `shown`.
    """
    there = plans_of(school, term)
    if shown is not None and edition(there.values()) != shown:
        raise StaleVersion(school)
    changes = {}
    for row in wanted:
        plan = there.get(row.grade)
        before = [getattr(plan, key) for key in SEATS] if plan else None
        after = [getattr(row, key) for key in SEATS]
        if before == after or (plan is None and not any((row.classes, row.enrolled, row.reserved))):
            continue
        plan = plan or SeatPlan(school_id=school.id, term_id=term.id, grade=row.grade)
        for key, value in zip(SEATS, after, strict=True):
            setattr(plan, key, value)
        db.session.add(plan)
        changes[grade_label(row.grade)] = [before, after]
    db.session.flush()
    if changes:
        record(
            verbs.SEATS_SET, school, by=by, at=at, name=school.name, term=term.name, changes=changes, reason=reason
        )  # fmt: skip
