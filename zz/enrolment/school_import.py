"""Schools and seats as something to import: a row is a grade of a school; one without a grade is its entry grade.

The subject of a row is its `SeatPlan`. A school that does not exist yet is made with its first row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_login import current_user
from sqlalchemy import select

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import StaleVersion, db, locked
from zz.enrolment import desks, school_rows, school_undo, terms, verbs
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.school_queries import PATH
from zz.enrolment.school_rows import FIELDS, LABELS, NEW
from zz.enrolment.schools import FACTS, SEATS, search_text
from zz.enrolment.vocabulary import FIRST_GRADE, LAST_GRADE, grade_label, stage_of
from zz.imports import kinds, queries
from zz.imports.kinds import Applied, Kind, Moved, Option, Plan, Target
from zz.imports.vocabulary import Outcome
from zz.journal import record
from zz.sheets.import_table import ParsedRow


@dataclass
class _Known:
    """The schools of the county by name, and their seats of the term."""

    schools: dict[str, School]
    plans: dict[tuple[int, int], SeatPlan]


class SchoolDesk:
    """One import: rows are compared with the term's seats, written, taken back."""

    def __init__(self, target: Target) -> None:
        self.found = db.session.get(Term, target.options["term"])
        self.source = target.source

    @property
    def term(self) -> Term:
        """The term that seats go into; rows without one are refused before it is asked for."""
        if self.found is None:
            raise LookupError("no term")
        return self.found

    def announce(self, names: Iterable[str]) -> None:
        """Nothing to hear: rows stand for themselves."""

    def _known(self) -> _Known:
        schools = db.session.scalars(select(School).where(School.root_id == self.term.root_id))
        plans = db.session.scalars(select(SeatPlan).where(SeatPlan.term_id == self.term.id))
        return _Known({s.name: s for s in schools}, {(p.school_id, p.grade): p for p in plans})

    def plan(self, rows: Sequence[ParsedRow]) -> list[Plan]:
        """Say what each row would do."""
        if self.found is None:
            return [self._without_term(row) for row in rows]
        known = self._known()
        seen: set[tuple[str, int]] = set()
        return [self._plan(row, known, seen) for row in rows]

    def _without_term(self, row: ParsedRow) -> Plan:
        row.reject("还没有学期，学位无处可记：请先在“学期和关键日期”里新增学期，再重新上传。")
        return Plan(row, Outcome.REJECT, title=str(row.values.get("name") or ""))

    def _plan(self, row: ParsedRow, known: _Known, seen: set[tuple[str, int]]) -> Plan:
        found = school_rows.understood(row)
        if found is None:
            return Plan(row, Outcome.REJECT, title=str(row.values.get("name") or ""))
        title = f"{found.name} {grade_label(found.grade)}"
        if (found.name, found.grade) in seen:
            row.reject("同一所学校同一年级在文件里出现了两次，请只留一行。")
            return Plan(row, Outcome.REJECT, title=title)
        seen.add((found.name, found.grade))
        school = known.schools.get(found.name)
        if school and found.grade not in school.grades:
            row.reject(f"{school.name}没有{grade_label(found.grade)}，请核对年级，或先修改学校的最低、最高年级。")
            return Plan(row, Outcome.REJECT, title=title)
        plan = known.plans.get((school.id, found.grade)) if school else None
        changes = school_rows.differences(found, school, plan)
        outcome = Outcome.UPDATE if plan else Outcome.CREATE
        return Plan(
            row, outcome if changes else Outcome.UNCHANGED, title=title, subject_id=plan.id if plan else None,
            changes=changes, wanted={"row": found}, notes=found.notes, version=plan.version if plan else None,
        )  # fmt: skip

    def ready(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Nothing that rows refer to is made beforehand."""

    def prepare(self, plans: Sequence[Plan]) -> Sequence[Plan]:
        """A county's schools are few: nothing is worked out beforehand."""
        return plans

    def apply(self, prepared: Sequence[Plan], *, by: User | None, at: datetime) -> list[int]:
        """Write row by row; Moved where a school or its seats have changed since they were compared."""
        return [self._write(plan, by, at) for plan in prepared]

    def _write(self, plan: Plan, by: User | None, at: datetime) -> int:
        row = plan.wanted["row"]
        school = self._school(row, plan, by, at)
        try:
            seats = locked(SeatPlan, plan.subject_id, plan.version) if plan.subject_id else None
        except StaleVersion as error:
            raise Moved from error
        seats = seats or SeatPlan(school_id=school.id, term_id=self.term.id, grade=row.grade, enrolled=0, reserved=0)
        for key in SEATS:
            if (value := getattr(row, key)) is not None:
                setattr(seats, key, value)
        db.session.add(seats)
        db.session.flush()
        changed = {grade_label(row.grade): {k: v for k, v in plan.changes.items() if k in SEATS}}
        record(
            verbs.SEATS_SET, school, by=by, at=at, name=school.name, term=self.term.name, changes=changed,
            source=self.source,
        )  # fmt: skip
        return seats.id

    def _school(self, row: school_rows.SchoolRow, plan: Plan, by: User | None, at: datetime) -> School:
        query = select(School).where(School.root_id == self.term.root_id, School.name == row.name)
        school = db.session.scalars(query.with_for_update()).first()
        facts = {key: pair[1] for key, pair in plan.changes.items() if key in FACTS}
        if school is None:
            stage = stage_of(row.grade)
            school = School(
                root_id=self.term.root_id, name=row.name, first_grade=FIRST_GRADE[stage],
                last_grade=LAST_GRADE[stage], address="", catchment="", source="",
            )  # fmt: skip
            facts = {key: getattr(row, key) for key in FACTS if getattr(row, key)}
        elif row.grade not in school.grades:  # a second stage of a school that this file brings
            stage = stage_of(row.grade)
            school.first_grade = min(school.first_grade, FIRST_GRADE[stage])
            school.last_grade = max(school.last_grade, LAST_GRADE[stage])
        for key, value in facts.items():
            setattr(school, key, value)
        school.search = search_text(school)
        db.session.add(school)
        db.session.flush()
        if NEW in plan.changes:
            record(verbs.SCHOOL_ADDED, school, by=by, at=at, name=school.name, source=self.source)
        return school

    def finish(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Rows are not tied to each other."""

    def undo(self, rows: Sequence[Applied], *, since: datetime, by: User | None, at: datetime) -> dict[int, str]:
        """Take rows back; return by row id why a row stays as it is."""
        return school_undo.take_back(rows, self.term, by=by, at=at)


def _terms() -> list[tuple[str, str]]:
    """Return the terms of the reader's county, the current one first: what a file is imported into."""
    desk = desks.desk_of(current_user._get_current_object())
    found = list(terms.of_county(desk.root_id)) if desk else []
    found.sort(key=lambda term: not term.current)
    return [(str(term.id), term.name) for term in found] or [("0", "请先设定学期")]


def _counties(user: User) -> list[int]:
    """Return the counties whose schools `user` may bring: that of the terms which he is offered first."""
    found, desk = queries.units(user, Permission.ENROLMENT_MANAGE), desks.desk_of(user)
    return sorted(found, key=lambda root_id: desk is None or root_id != desk.root_id)


def show(key: str, value: Any) -> str:
    """Say a value of a change."""
    return school_rows.said(key, value)


def register() -> Kind:
    """Return the kind, known to jobs."""
    return kinds.register(
        Kind(
            "schools", "学校和学位", "行", Permission.ENROLMENT_MANAGE, FIELDS, SchoolDesk, labels=LABELS, show=show,
            subject_url=lambda i: f"{PATH}/seats/{i}", list_url=lambda: PATH,
            computed=frozenset({"学位", "已占学位", "剩余学位"}),
            options=(Option("term", "学期", "学位记入这个学期；年级空着的行记入该学段的起始年级", _terms, int),),
            units=_counties, paper="名单",
        )
    )  # fmt: skip
