"""Who takes part in a round, and which criteria each child meets at each school that the family wants."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from zz.db import db
from zz.enrolment.models import School, Term
from zz.enrolment.placement.vocabulary import Criterion as C
from zz.enrolment.requests.models import EnrolmentRequest, Preference
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.vocabulary import Residence, StaffGroup

R = EnrolmentRequest
WAITING = (RequestState.QUEUED, RequestState.TO_COORDINATE)
WISHED = list[tuple[int, list[str]]]

OF_FAMILY: dict[C, frozenset[Any]] = {
    C.REGISTER: frozenset({Residence.HOME_AND_REGISTER, Residence.REGISTER}),
    C.HOME: frozenset({Residence.HOME_AND_REGISTER, Residence.HOME}),
    C.TALENT: frozenset({StaffGroup.TALENT}),
    C.ENTREPRENEUR: frozenset({StaffGroup.ENTREPRENEUR}),
    C.EXECUTIVE: frozenset({StaffGroup.EXECUTIVE}),
}


@dataclass(frozen=True)
class Child:
    """A child that takes part: `key` is the case's number, `wishes` are (school id, codes of the criteria met)."""

    request_id: int
    key: str
    grade: int
    wishes: WISHED


def waiting(park_id: int, term_id: int) -> ColumnElement[bool]:
    """Return the condition over EnrolmentRequest that keeps the children a round of this park and term takes in."""
    return (
        (R.park_id == park_id) & (R.term_id == term_id) & R.state.in_(WAITING) & R.grade.is_not(None)
        & R.number.is_not(None)
    )  # fmt: skip


def children(park_id: int, term: Term) -> list[Child]:
    """Return the children that take part, by grade and number of the case (four queries)."""
    taking = waiting(park_id, term.id)
    wished: dict[int, list[int]] = defaultdict(list)
    ranked = select(Preference.request_id, Preference.school_id).join(R, R.id == Preference.request_id).where(taking)
    for request_id, school_id in db.session.execute(ranked.order_by(Preference.request_id, Preference.rank)):
        wished[request_id].append(school_id)
    rows = db.session.execute(
        select(
            R.id, R.number, R.grade, R.residence, R.staff_group, R.child_hash, R.guardian_hash, R.employee_hash
        ).where(taking).order_by(R.grade, R.number)
    ).all()  # fmt: skip
    enrolled, before = _enrolled(taking, term), _waited(taking, term)
    return [_child(row, wished[row.id], enrolled, before) for row in rows]


def _child(row: Any, schools: Iterable[int], enrolled: Mapping[str, set[tuple[int, str]]], before: set[str]) -> Child:
    family = [str(code) for code, having in OF_FAMILY.items() if {row.residence, row.staff_group} & having]
    if row.child_hash in before:
        family.append(str(C.WAITED))
    there = {
        school_id
        for person in (row.guardian_hash, row.employee_hash)
        if person
        for school_id, sibling in enrolled.get(person, ())
        if sibling != row.child_hash
    }
    wishes = [(s, [str(C.SIBLING_ENROLLED), *family] if s in there else list(family)) for s in schools]
    return Child(row.id, row.number, row.grade, wishes)


def _enrolled(taking: ColumnElement[bool], term: Term) -> dict[str, set[tuple[int, str]]]:
    """Return (school, the child's hash) of the children who have arrived, by hash of guardian and of employee.

    A child counts while his grade, a year further each year, is one of the school's.
    """
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for guardian, employee, child, grade, school, last, year, season in db.session.execute(_arrived(taking, term)):
        passed = term.school_year - Term(year=year, season=season).school_year
        if grade + passed <= last:
            for person in (guardian, employee):
                if person:
                    found[person].add((school, child))
    return found


def _arrived(taking: ColumnElement[bool], term: Term) -> Select[Any]:
    guardians, employees = (select(column).where(taking) for column in (R.guardian_hash, R.employee_hash))
    older = R.__table__.alias("older")
    return (
        select(
            older.c.guardian_hash, older.c.employee_hash, older.c.child_hash, older.c.grade, School.id,
            School.last_grade, Term.year, Term.season,
        )
        .join(School, School.id == older.c.school_id)
        .join(Term, Term.id == older.c.term_id)
        .where(older.c.state == RequestState.ARRIVED, Term.root_id == term.root_id, Term.starts_on <= term.starts_on)
        .where(or_(older.c.guardian_hash.in_(guardians), older.c.employee_hash.in_(employees)))
    )  # fmt: skip


def _waited(taking: ColumnElement[bool], term: Term) -> set[str]:
    """Return the hashes of the children whose case of an earlier term still waits for a seat."""
    older = R.__table__.alias("older")
    query = (
        select(older.c.child_hash)
        .join(Term, Term.id == older.c.term_id)
        .where(older.c.state.in_(WAITING), Term.root_id == term.root_id, Term.starts_on < term.starts_on)
        .where(older.c.child_hash.in_(select(R.child_hash).where(taking)))
    )
    return set(db.session.scalars(query))


def count(park_id: int, term_id: int) -> int:
    """Return how many children would take part (one query)."""
    return db.session.scalar(select(func.count()).select_from(R).where(waiting(park_id, term_id))) or 0
