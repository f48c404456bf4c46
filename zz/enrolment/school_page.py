"""What the pages of schools draw: a page of the list, one school, the form of its seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from zz import clock
from zz.accounts.models import Unit, User
from zz.accounts.roles import UnitKind
from zz.db import db
from zz.enrolment import policy, schools, seats, terms
from zz.enrolment.desks import Desk
from zz.enrolment.forms import SeatsForm
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.rules import class_size
from zz.enrolment.school_queries import SchoolFilter, SchoolRow, Sort, rows
from zz.enrolment.seats import Seats
from zz.enrolment.vocabulary import Ownership, Stage, grade_label, grade_options, stage_of
from zz.enrolment.wording import changes_of
from zz.journal import timeline
from zz.web import PAGE_SIZE, Page
from zz.web.choices import choices
from zz.web.lists import Select
from zz.web.paging import page_number


@dataclass(frozen=True)
class SchoolList:
    """Everything the list's template draws."""

    filter: SchoolFilter
    term: Term | None
    selects: list[Select]
    rows: Sequence[SchoolRow]
    page: Page[SchoolRow]
    sums: Seats
    may_keep: bool
    export_url: str


def assemble(user: User, desk: Desk, wanted: SchoolFilter, term: Term | None) -> SchoolList:
    """Return the page that the address asks for; the sums are those of all pages."""
    found = rows(desk.root_id, wanted, term)
    number = min(page_number(), max(1, -(-len(found) // PAGE_SIZE)))
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    url = wanted.url()
    return SchoolList(
        wanted, term, _selects(desk.root_id, wanted, term), shown, Page(shown, number, len(found)),
        sum((row.seats for row in found), Seats()), policy.keeps_schools(user, desk.root_id),
        f"{url}{'&' if '?' in url else '?'}format=xlsx",
    )  # fmt: skip


def _selects(root_id: int, wanted: SchoolFilter, term: Term | None) -> list[Select]:
    offered = [(str(t.id), t.name) for t in terms.of_county(root_id)]
    grade = [str(wanted.grade)] if wanted.grade is not None else []
    return [
        Select("term", "学期", offered, [str(term.id)] if term else [], False, wanted.url(term=None)),
        Select("stage", "学段", Stage.options(), [s.value for s in wanted.stage], True, wanted.url(stage=())),
        Select("grade", "年级", grade_options(-2), grade, False, wanted.url(grade=None)),
        Select(
            "ownership", "性质", Ownership.options(), [o.value for o in wanted.ownership], True,
            wanted.url(ownership=()),
        ),
        Select("sort", "排序", Sort.options(), [wanted.sort.value], False, wanted.url(sort=Sort.LEFT)),
    ]  # fmt: skip


@dataclass(frozen=True)
class TermLink:
    """A term as a tab."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class SchoolPage:
    """Everything one school's template draws."""

    school: School
    term: Term | None
    tabs: list[TermLink]
    grades: list[tuple[SeatPlan, Seats, str]]
    sums: Seats
    history: list[dict[str, str]]
    may_edit: bool
    may_set: bool


def size_word(plan: SeatPlan) -> str:
    """Say what a class size over the standard is."""
    standard = class_size(stage_of(plan.grade))
    return f"超过标准 {standard} 人" if plan.class_size > standard else ""


def one(user: User, school: School, term: Term | None) -> SchoolPage:
    """Return the page of a school in a term."""
    found = seats.of_schools(term.id, [school.id]).get(school.id, []) if term else []
    links = [
        TermLink(t.name, f"/enrolment/schools/{school.id}?term={t.id}", t is term)
        for t in terms.of_county(school.root_id)
    ]
    return SchoolPage(
        school, term, links, [(plan, each, size_word(plan)) for plan, each in found],
        sum((each for _plan, each in found), Seats()), _history(school), policy.edits(user, school),
        policy.sets_seats(user, school),
    )  # fmt: skip


def _history(school: School) -> list[dict[str, str]]:
    found = []
    for entry in timeline([(School.__tablename__, school.id)], limit=10):
        day = clock.local(entry.event.at)
        found.append({"who": entry.who, "text": changes_of(entry), "at_text": f"{day.year}年{day.month}月{day.day}日"})
    return found


def plan(root_id: int, plan_id: int) -> SeatPlan | None:
    """Return the seats of a school of a county."""
    query = select(SeatPlan).join(SeatPlan.school).where(SeatPlan.id == plan_id, School.root_id == root_id)
    return db.session.scalars(query).first()


def unit_choices(root_id: int, school: School | None) -> list[Any]:
    """Return the units of kind school in a county that no other school has."""
    taken = select(School.unit_id).where(School.unit_id.is_not(None), School.id != (school.id if school else 0))
    query = (
        select(Unit.id, Unit.name)
        .where(Unit.kind == UnitKind.SCHOOL, Unit.path.startswith(f"/{root_id}/"), Unit.id.not_in(taken))
        .order_by(Unit.name, Unit.id)
    )
    return choices([("", "没有账号"), *((str(i), name) for i, name in db.session.execute(query))])


def fill_seats(form: SeatsForm, school: School, term: Term) -> None:
    """Show a school's seats: a line for each of its grades, with the standard size where none is written."""
    there = schools.plans_of(school, term)
    form.version.data = str(schools.edition(there.values()))
    for grade in school.grades:
        found = there.get(grade)
        form.rows.append_entry(
            {
                "grade": str(grade), "classes": found.classes if found else 0,
                "class_size": found.class_size if found else class_size(stage_of(grade)),
                "enrolled": found.enrolled if found else 0, "reserved": found.reserved if found else 0,
            }
        )  # fmt: skip


def check_seats(form: SeatsForm, school: School) -> bool:
    """Tell whether what was typed can be: grades of this school, nothing left empty, sizes within the rules."""
    good = [entry.grade.data for entry in form.rows] == [str(grade) for grade in school.grades]
    for entry in form.rows if good else ():
        for name in schools.SEATS:
            if entry[name].data is None and not entry[name].errors:
                entry[name].errors, good = ["请填写人数" if name != "classes" else "请填写班数，没有填 0"], False
        size = entry.class_size.data
        if size and entry.classes.data and (fault := schools.size_fault(int(entry.grade.data), size, _said(form))):
            entry.class_size.errors, good = [fault], False
    return good


def _said(form: SeatsForm) -> str:
    return form.reason.data or ""


def typed_seats(form: SeatsForm) -> list[schools.GradeSeats]:
    """Return what was typed, once it has been checked."""
    return [schools.GradeSeats(int(e.grade.data), *(int(e[name].data) for name in schools.SEATS)) for e in form.rows]


def grade_name(entry: Any) -> str:
    """Return the grade of a line of the form in words."""
    return grade_label(int(entry.grade.data))
