"""政策明白卡: the policy that applies to a family as described, what is missing, where seats are, what is next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from zz.enrolment import ages, policies, terms
from zz.enrolment.desks import Desk
from zz.enrolment.models import DocumentKind, PolicyVersion, Term
from zz.enrolment.school_queries import SchoolFilter, SchoolRow, rows
from zz.enrolment.vocabulary import Admission, Residence, StaffGroup, admission, grade_label, is_entry, stage_of

MOST = 10


@dataclass(frozen=True)
class Checked:
    """A document of the list, and whether the family has it."""

    kind: DocumentKind
    have: bool


@dataclass(frozen=True)
class Card:
    """What the card says. `version` is None where the work group has no policy; `warning` is a rule in the way."""

    grade: int
    group: StaffGroup
    version: PolicyVersion | None
    admission: Admission
    documents: list[Checked]
    schools: list[SchoolRow]
    more: int
    term: Term | None
    next_date: tuple[date, str] | None
    notes: list[str]
    warning: str = ""

    @property
    def title(self) -> str:
        """普通员工子女 · 一年级 · 起始年级入学."""
        return f"{self.group.label}子女 · {grade_label(self.grade)} · {self.admission.label}"

    @property
    def missing(self) -> list[DocumentKind]:
        """The documents that the family does not have yet."""
        return [one.kind for one in self.documents if not one.have]

    @property
    def schools_url(self) -> str:
        """The list of all schools with free seats in the grade."""
        return SchoolFilter(grade=self.grade, free=True, term=self.term.id if self.term else None).url()


def no_grade(birth: date, term: Term | None, today: date) -> str:
    """Say why no grade follows from a birth date."""
    year = term.school_year if term else today.year
    return f"按出生日期，{year}年秋季还没到幼儿园小班的年龄，或已超过高三的年龄，请直接选择年级"


def draw(
    desk: Desk, group: StaffGroup, birth: date | None, grade: int | None, residence: Residence, have: Collection[str],
    on: date,
) -> Card | None:  # fmt: skip
    """Return the card; None where no grade is given and none follows from the birth date."""
    term = terms.current_of(desk.root_id)
    year = term.school_year if term else on.year
    by_age = ages.grade_by_age(birth, year) if birth else None
    chosen = grade if grade is not None else by_age
    if chosen is None:
        return None
    way = admission(chosen)
    version = policies.applying(desk.park_id, group, stage_of(chosen), on)
    asked = version.required(residence, way) if version else []
    found = [row for row in rows(desk.root_id, SchoolFilter(grade=chosen), term) if row.grades]
    free = [row for row in found if row.seats.left > 0]
    return Card(
        chosen, group, version, way, [Checked(kind, kind.code in have) for kind in asked], free[:MOST],
        max(0, len(free) - MOST), term, _next(term, version, on),
        _notes(chosen, by_age, birth, grade, year), _warning(chosen, birth, year),
    )  # fmt: skip


def _next(term: Term | None, version: PolicyVersion | None, on: date) -> tuple[date, str] | None:
    """Return the first day from `on` onward: one of the term's, or one that the policy sets for its group alone."""
    days = [*(term.key_dates() if term else ()), *(version.key_dates() if version else ())]
    return min((found for found in days if found[0] >= on), key=lambda found: found[0], default=None)


def _notes(chosen: int, by_age: int | None, birth: date | None, grade: int | None, year: int) -> list[str]:
    found = []
    if birth and grade is None:
        found.append(f"按出生日期推算，{year}年秋季应读{grade_label(chosen)}。")
    elif by_age is not None and by_age != chosen:
        found.append(f"按出生日期推算应读{grade_label(by_age)}，您选的是{grade_label(chosen)}，请核对。")
    if not is_entry(chosen) and chosen > 0:
        found.append("转学只能转入相同年级；毕业年级最后一学期、学期中途不办转学。")
    return found


def _warning(chosen: int, birth: date | None, year: int) -> str:
    if chosen == 1 and birth and not ages.old_enough(birth, year):
        return f"还没到入学年龄：{ages.sentence(year)}"
    return ""
