"""Reading schools of a county with their seats in a term: one filter for page, export and the policy card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from sqlalchemy import or_, select
from werkzeug.datastructures import MultiDict

from zz.db import db
from zz.enrolment import seats
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.seats import Seats
from zz.enrolment.vocabulary import ALL_GRADES, Ownership, Stage
from zz.labels import LabelledEnum
from zz.spelling import search_key

PATH = "/enrolment/schools"


class Sort(LabelledEnum):
    """Orders of the list."""

    LEFT = "left", "剩余学位多的在前"
    NAME = "name", "按名称"


def _members(enum: type[LabelledEnum], texts: Sequence[str]) -> tuple[Any, ...]:
    found = [next((m for m in enum if m.value == text), None) for text in texts]
    return tuple(dict.fromkeys(m for m in found if m is not None))


def _grade(text: str) -> int | None:
    return int(text) if text in {str(grade) for grade in ALL_GRADES} else None


@dataclass(frozen=True)
class SchoolFilter:
    """What is asked of the list; an empty value filters nothing. `grade` narrows the seats as well."""

    q: str = ""
    stage: tuple[Stage, ...] = ()
    ownership: tuple[Ownership, ...] = ()
    grade: int | None = None
    free: bool = False
    term: int | None = None
    sort: Sort = Sort.LEFT

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""
        term = args.get("term", "")
        return cls(
            q=args.get("q", "").strip()[:64],
            stage=_members(Stage, args.getlist("stage")),
            ownership=_members(Ownership, args.getlist("ownership")),
            grade=_grade(args.get("grade", "")),
            free=args.get("free") == "1",
            term=int(term) if term.isascii() and term.isdecimal() and len(term) < 10 else None,
            sort=(*_members(Sort, [args.get("sort", "")]), Sort.LEFT)[0],
        )

    def url(self, **changes: Any) -> str:
        """Return the address with some things changed, on the first page."""
        wanted = replace(self, **changes)
        pairs = [("q", wanted.q)] if wanted.q else []
        pairs += [("stage", s.value) for s in wanted.stage] + [("ownership", o.value) for o in wanted.ownership]
        pairs += [("grade", str(wanted.grade))] if wanted.grade is not None else []
        pairs += [("free", "1")] if wanted.free else []
        pairs += [("term", str(wanted.term))] if wanted.term else []
        pairs += [("sort", wanted.sort.value)] if wanted.sort != Sort.LEFT else []
        return PATH + ("?" + urlencode(pairs) if pairs else "")

    @property
    def narrows(self) -> bool:
        """Whether anything besides term and order is set."""
        return replace(self, term=None, sort=Sort.LEFT) != SchoolFilter()

    @property
    def cleared(self) -> str:
        """The address with nothing set but the term and the order."""
        return SchoolFilter(term=self.term, sort=self.sort).url()


@dataclass(frozen=True)
class SchoolRow:
    """A school with its seats: of the grade asked for, of the stages asked for, else of all its grades."""

    school: School
    seats: Seats
    grades: tuple[tuple[SeatPlan, Seats], ...] = ()

    @property
    def url(self) -> str:
        return f"{PATH}/{self.school.id}"

    @property
    def sub(self) -> str:
        """The second line: 公办 · 小学、初中 · address."""
        stages = "、".join(stage.label for stage in self.school.stages)
        return " · ".join(filter(None, (self.school.ownership.label, stages, self.school.address)))


def find(root_id: int, school_id: int) -> School | None:
    """Return a school of a county."""
    return db.session.scalars(select(School).where(School.root_id == root_id, School.id == school_id)).first()


def of_unit(unit_ids: Sequence[int]) -> School | None:
    """Return the school whose people work in one of these units."""
    query = select(School).where(School.unit_id.in_(unit_ids)).order_by(School.id)
    return db.session.scalars(query).first()


def named(root_id: int, name: str) -> School | None:
    """Return a county's school by its name."""
    return db.session.scalars(select(School).where(School.root_id == root_id, School.name == name)).first()


def _matching(root_id: int, wanted: SchoolFilter) -> Sequence[School]:
    query = select(School).where(School.root_id == root_id, School.active)
    if wanted.q:
        query = query.where(School.search.contains(search_key(wanted.q), autoescape=True))
    if wanted.ownership:
        query = query.where(School.ownership.in_(wanted.ownership))
    if wanted.stage:
        query = query.where(
            or_(*(
                (School.first_grade <= s.grades[-1]) & (School.last_grade >= s.grades[0]) for s in wanted.stage
            ))
        )  # fmt: skip
    if wanted.grade is not None:
        query = query.where(School.first_grade <= wanted.grade, School.last_grade >= wanted.grade)
    return db.session.scalars(query.order_by(School.name, School.id)).all()


def _counts(plan: SeatPlan, wanted: SchoolFilter) -> bool:
    if wanted.grade is not None:
        return plan.grade == wanted.grade
    return not wanted.stage or any(plan.grade in stage.grades for stage in wanted.stage)


def rows(root_id: int, wanted: SchoolFilter, term: Term | None) -> list[SchoolRow]:
    """Return all schools that match, in the order asked for: a county has hundreds at most (two queries)."""
    schools = _matching(root_id, wanted)
    plans: Mapping[int, list[tuple[SeatPlan, Seats]]] = (
        seats.of_schools(term.id, [s.id for s in schools]) if term and schools else {}
    )
    found = []
    for school in schools:
        grades = tuple(pair for pair in plans.get(school.id, []) if _counts(pair[0], wanted))
        total = sum((each for _plan, each in grades), Seats())
        if not wanted.free or total.left > 0:
            found.append(SchoolRow(school, total, grades))
    if wanted.sort == Sort.LEFT:
        found.sort(key=lambda row: -row.seats.left)
    return found
