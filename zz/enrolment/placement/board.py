"""Reading the board: what each grade of a school has of seats, and who takes them, from confirmed to drafted.

Three queries whatever the number of schools: seats with quotas, seats that are held, seats of a draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager

from zz import rules
from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission as P
from zz.db import db
from zz.enrolment.desks import desk_of
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.placement.board_listing import BoardFilter, Part, Show
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.quota_access import in_scope
from zz.enrolment.placement.quota_models import PlacementQuota, QuotaSheet
from zz.enrolment.placement.vocabulary import RoundState
from zz.enrolment.requests.flow import SEATED
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.vocabulary import Stage, grade_label, stage_of
from zz.spelling import search_key

Key = tuple[int, int]  # (school id, grade)
R = EnrolmentRequest
SURE = (S.CONFIRMED, S.ARRIVED)
PLANNED = tuple(state for state in SEATED if state not in SURE)
WAITING = (S.QUEUED, S.TO_COORDINATE)  # of whom a round has a draft


@dataclass(frozen=True)
class Sight:
    """What of the board `user` sees: a county, or of it the schools that he works for. Drafts are not the schools'."""

    root_id: int
    school_units: tuple[int, ...] = ()

    @property
    def drafts(self) -> bool:
        """Whether the drafts of rounds and the tables of quotas are shown."""
        return not self.school_units

    def schools(self) -> list[ColumnElement[bool]]:
        """Return the conditions on School."""
        own = [School.unit_id.in_(self.school_units)] if self.school_units else []
        return [School.root_id == self.root_id, *own]


def sight(user: User) -> Sight | None:
    """Return what of the board `user` sees, of several counties that of his desk; None: nothing."""

    def units(permission: P) -> list[Unit]:
        return [unit for _scope, unit in user.grants(permission)]

    wide = [*units(P.ENROLMENT_ANSWER), *units(P.ENROLMENT_REVIEW)]
    if wide:
        roots = [unit.root_id for unit in wide]
        desk = desk_of(user) if len(set(roots)) > 1 else None
        return Sight(desk.root_id if desk and desk.root_id in roots else roots[0])
    own = units(P.ENROLMENT_CONFIRM)
    return Sight(own[0].root_id, tuple(unit.id for unit in own)) if own else None


@dataclass(frozen=True)
class Line:
    """A grade of a school: its seats and how they are taken. `quota` is what the parks have been given of them."""

    plan: SeatPlan
    quota: int
    sheet_id: int | None
    confirmed: int
    planned: int
    draft: int
    hard_stop: int

    @property
    def school(self) -> School:
        return self.plan.school

    @property
    def grade(self) -> str:
        """The grade in words."""
        return grade_label(self.plan.grade)

    @property
    def stage(self) -> Stage:
        """The stage of the grade."""
        return stage_of(self.plan.grade)

    @property
    def taken(self) -> int:
        """Children of the school, those of the parks with them, and what is kept back."""
        return self.plan.enrolled + self.plan.reserved + self.confirmed + self.planned + self.draft

    @property
    def left(self) -> int:
        """The seats that are free; below 0 where the classes are larger than they should be."""
        return self.plan.seats - self.taken

    @property
    def over(self) -> int:
        """How many children stand over the class size."""
        return max(0, -self.left)

    @property
    def full(self) -> bool:
        """Whether one more child would make a class as large as the hard stop."""
        return self.taken + 1 > self.plan.classes * (self.hard_stop - 1)

    def of(self, part: Part) -> int:
        """Return how many children have a seat so sure."""
        return {Part.CONFIRMED: self.confirmed, Part.PLANNED: self.planned, Part.DRAFT: self.draft}[part]

    def shown(self, show: Show | None) -> bool:
        """Tell whether the line is among those asked for."""
        if show is None:
            return True
        return {
            Show.PARK: bool(self.quota or self.confirmed or self.planned or self.draft), Show.FREE: self.left > 0,
            Show.OVER: self.over > 0, Show.FULL: self.full,
        }[show]  # fmt: skip


def _plans(user: User, seen: Sight, term: Term, wanted: BoardFilter, plan_id: int | None) -> Select[Any]:
    given = select(
        PlacementQuota.school_id, PlacementQuota.grade, func.sum(PlacementQuota.confirmed).label("seats"),
        func.max(QuotaSheet.id).label("sheet_id"),
    ).join(QuotaSheet, QuotaSheet.id == PlacementQuota.sheet_id)  # fmt: skip
    here = given.where(QuotaSheet.term_id == term.id, in_scope(user) if seen.drafts else QuotaSheet.id.is_not(None))
    quota = here.group_by(PlacementQuota.school_id, PlacementQuota.grade).subquery()
    query = (
        select(SeatPlan, quota.c.seats, quota.c.sheet_id)
        .join(SeatPlan.school)
        .outerjoin(quota, and_(quota.c.school_id == SeatPlan.school_id, quota.c.grade == SeatPlan.grade))
        .options(contains_eager(SeatPlan.school))
        .where(SeatPlan.term_id == term.id, SeatPlan.classes > 0, School.active, *seen.schools())
    )
    if wanted.q:
        query = query.where(School.search.contains(search_key(wanted.q), autoescape=True))
    if wanted.stage:
        query = query.where(SeatPlan.grade.in_(wanted.stage.grades))
    if wanted.grade is not None:
        query = query.where(SeatPlan.grade == wanted.grade)
    if plan_id is not None:
        query = query.where(SeatPlan.id == plan_id)
    return query.order_by(School.name, School.id, SeatPlan.grade)


def held(term_id: int) -> dict[Key, dict[Part, int]]:
    """Return how many children hold a seat, by school and grade (one query)."""
    query = select(R.school_id, R.grade, R.state, func.count()).where(R.term_id == term_id, R.state.in_(SEATED))
    found: dict[Key, dict[Part, int]] = {}
    for school, grade, state, number in db.session.execute(query.group_by(R.school_id, R.grade, R.state)):
        if school is not None and grade is not None:
            cell = found.setdefault((school, grade), dict.fromkeys(Part, 0))
            cell[Part.CONFIRMED if state in SURE else Part.PLANNED] += number
    return found


def drafted(term_id: int) -> ColumnElement[bool]:
    """Return the condition on PlacementEntry, with its round and request, for what stands in a draft of a term."""
    return and_(
        PlacementRound.term_id == term_id, PlacementRound.state == RoundState.RUN, R.state.in_(WAITING),
        PlacementEntry.draft_school_id.is_not(None),
    )  # fmt: skip


def drafts(term_id: int) -> dict[Key, int]:
    """Return how many children the draft of a round has at each school and grade (one query)."""
    query = (
        select(PlacementEntry.draft_school_id, PlacementEntry.grade, func.count())
        .join(PlacementEntry.round)
        .join(PlacementEntry.request)
        .where(drafted(term_id))
        .group_by(PlacementEntry.draft_school_id, PlacementEntry.grade)
    )
    return {(int(school or 0), grade): number for school, grade, number in db.session.execute(query)}


def lines(user: User, seen: Sight, term: Term, wanted: BoardFilter, plan_id: int | None = None) -> list[Line]:
    """Return the grades of schools that match, in the order of schools and grades (three queries)."""
    stop = int(rules.value("enrolment.class_size.hard_stop"))
    rows = db.session.execute(_plans(user, seen, term, wanted, plan_id)).all()
    taken, planned = held(term.id), drafts(term.id) if seen.drafts else {}
    found = []
    for plan, quota, sheet_id in rows:
        key = (plan.school_id, plan.grade)
        parts: Mapping[Part, int] = taken.get(key, {})
        found.append(
            Line(
                plan, int(quota or 0), sheet_id if quota and seen.drafts else None, parts.get(Part.CONFIRMED, 0),
                parts.get(Part.PLANNED, 0), planned.get(key, 0), stop,
            )
        )  # fmt: skip
    return [line for line in found if line.shown(wanted.show)]
