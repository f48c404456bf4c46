"""What the board's pages draw: a page of grades of schools with the sums of all, and one grade with its children."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from zz.accounts.models import User
from zz.db import db
from zz.enrolment import policy
from zz.enrolment.models import Term
from zz.enrolment.placement import board
from zz.enrolment.placement.board import Line, Sight
from zz.enrolment.placement.board_listing import PATH, BoardFilter, Part, Show
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.privacy import fields
from zz.enrolment.requests.flow import SEATED
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.review import queue
from zz.enrolment.review.models import Decision
from zz.enrolment.vocabulary import Stage, grade_options
from zz.web import Page, page_of
from zz.web.lists import Select, TabLink

R = EnrolmentRequest


@dataclass(frozen=True)
class Sums:
    """Totals over lines; `left` counts free seats and `over` children over the size, each on its own."""

    classes: int
    seats: int
    enrolled: int
    reserved: int
    quota: int
    confirmed: int
    planned: int
    draft: int
    left: int
    over: int


def sums_of(lines: Iterable[Line]) -> Sums:
    """Return the totals of lines."""
    every = list(lines)
    return Sums(
        sum(one.plan.classes for one in every), sum(one.plan.seats for one in every),
        sum(one.plan.enrolled for one in every), sum(one.plan.reserved for one in every),
        sum(one.quota for one in every), sum(one.confirmed for one in every), sum(one.planned for one in every),
        sum(one.draft for one in every), sum(max(0, one.left) for one in every), sum(one.over for one in every),
    )  # fmt: skip


@dataclass(frozen=True)
class BoardPage:
    """Everything the board's template draws. `drafts`: whether the reader sees what rounds have drafted."""

    filter: BoardFilter
    term: Term | None
    selects: list[Select]
    page: Page[Line]
    sums: Sums
    drafts: bool
    export_url: str


def assemble(user: User, seen: Sight, wanted: BoardFilter, term: Term | None, offered: Sequence[Term]) -> BoardPage:
    """Return the page that the address asks for; the sums are those of all pages (three queries)."""
    found = board.lines(user, seen, term, wanted) if term else []
    url = wanted.url()
    return BoardPage(
        wanted, term, _selects(wanted, term, offered), page_of(found), sums_of(found), seen.drafts,
        f"{url}{'&' if '?' in url else '?'}format=xlsx",
    )  # fmt: skip


def _selects(wanted: BoardFilter, term: Term | None, offered: Sequence[Term]) -> list[Select]:
    days = [(str(one.id), one.name) for one in offered]
    grade = [str(wanted.grade)] if wanted.grade is not None else []
    return [
        Select("term", "学期", days, [str(term.id)] if term else [], False, wanted.url(term=None)),
        Select(
            "stage", "学段", Stage.options(), [wanted.stage.value] if wanted.stage else [], False,
            wanted.url(stage=None),
        ),
        Select("grade", "年级", grade_options(-2), grade, False, wanted.url(grade=None)),
        Select(
            "show", "显示", Show.options(), [wanted.show.value] if wanted.show else [], False, wanted.url(show=None)
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class Child:
    """A child with a seat in the grade, as its reader may name it; `over` where it was placed over the size."""

    request: EnrolmentRequest
    name: str
    part: Part
    over: bool


@dataclass(frozen=True)
class CellPage:
    """A grade of a school with its children; `hidden` of them are other parks' and not the reader's to see."""

    line: Line
    term: Term
    tabs: list[TabLink]
    page: Page[Child]
    hidden: int
    drafts: bool
    sets_seats: bool

    @property
    def url(self) -> str:
        return f"{PATH}/{self.line.plan.id}"


def children(user: User, line: Line, with_drafts: bool) -> list[Child]:
    """Return the children of a grade whom `user` sees, the surest first (three queries)."""
    plan = line.plan
    query = select(R).where(
        queue.seen(user), R.term_id == plan.term_id, R.school_id == plan.school_id, R.grade == plan.grade,
        R.state.in_(SEATED),
    )  # fmt: skip
    placed = select(Decision.request_id).where(
        Decision.action == RequestAction.PLACE, Decision.over_size, Decision.school_id == plan.school_id
    )
    over = set(db.session.scalars(placed))
    found = [
        Child(one, fields.name_for(user, one.child_name), _part(one), one.id in over)
        for one in db.session.scalars(query.order_by(R.id))
    ]
    found += [
        Child(one, fields.name_for(user, one.child_name), Part.DRAFT, over_size)
        for one, over_size in (_drafted(user, line) if with_drafts else ())
    ]
    return sorted(found, key=lambda child: (list(Part).index(child.part), child.request.id))


def _part(request: EnrolmentRequest) -> Part:
    return Part.CONFIRMED if request.state in board.SURE else Part.PLANNED


def _drafted(user: User, line: Line) -> list[tuple[EnrolmentRequest, bool]]:
    query = (
        select(R, PlacementEntry.over_size)
        .join(PlacementEntry, PlacementEntry.request_id == R.id)
        .join(PlacementEntry.round)
        .where(board.drafted(line.plan.term_id), queue.seen(user))
        .where(PlacementEntry.draft_school_id == line.plan.school_id, PlacementEntry.grade == line.plan.grade)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(R.id))]


def one(user: User, seen: Sight, line: Line, term: Term, asked: str) -> CellPage:
    """Return the page of a grade of a school, of one part where it is asked for."""
    chosen = next((part for part in Part if part.value == asked), None)
    every = children(user, line, seen.drafts)
    parts = [part for part in Part if seen.drafts or part != Part.DRAFT]
    shown = [child for child in every if chosen in (None, child.part)]
    url, all_of_them = f"{PATH}/{line.plan.id}", sum(line.of(part) for part in parts)
    tabs = [TabLink("全部", url, chosen is None, all_of_them)]
    tabs += [TabLink(part.label, f"{url}?part={part}", part == chosen, line.of(part)) for part in parts]
    counted = line.of(chosen) if chosen else all_of_them
    return CellPage(
        line, term, tabs, page_of(shown), counted - len(shown), seen.drafts, policy.sets_seats(user, line.school)
    )  # fmt: skip
