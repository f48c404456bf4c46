"""Where a child can be placed: the schools with seats for the grade, what stands in the way of the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from zz import rules
from zz.db import db
from zz.enrolment import seats
from zz.enrolment.models import School, SeatPlan
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.review.models import Decision

NO_WISH = 99


@dataclass(frozen=True)
class Place:
    """A school for a child. `left` may be 0 or less: then an override with its reason is needed, until it is `full`."""

    plan: SeatPlan
    left: int
    children: int
    hard_stop: int
    wish: int | None = None
    declined: bool = False

    @property
    def school(self) -> School:
        return self.plan.school

    @property
    def over_size(self) -> bool:
        """Whether one more child exceeds the class size."""
        return self.left <= 0

    @property
    def full(self) -> bool:
        """Whether one more child would make a class as large as the hard stop."""
        return self.children + 1 > self.plan.classes * (self.hard_stop - 1)

    @property
    def words(self) -> str:
        """How many seats are left, or what stands in the way."""
        average = -(-(self.children + 1) // max(self.plan.classes, 1))
        if self.full:
            return f"不能安排：再安排一人，最大的班将达到 {self.hard_stop} 人"
        if self.over_size:
            return f"超过标准班额 {self.plan.class_size} 人（安排后最多的班 {average} 人），须写明理由"
        return f"剩余学位 {self.left} 个"


def place_of(plan: SeatPlan, placed: int, wish: int | None = None, declined: bool = False) -> Place:
    """Return a plan as a place, with `placed` children there through the desk; reserved seats count as taken."""
    stop = int(rules.value("enrolment.class_size.hard_stop"))
    children = plan.taken(placed) + plan.reserved
    return Place(plan, plan.left(placed), children, stop, wish, declined)


def of_request(request: EnrolmentRequest) -> list[Place]:
    """Return the schools that have the grade: wishes in order, then by seats left (four queries)."""
    query = (
        select(SeatPlan)
        .join(SeatPlan.school)
        .options(contains_eager(SeatPlan.school))
        .where(SeatPlan.term_id == request.term_id, SeatPlan.grade == request.grade, School.active)
    )
    plans = db.session.scalars(query.order_by(School.name, School.id)).all()
    placed = seats.placed(request.term_id, [plan.school_id for plan in plans])
    wishes = {preference.school_id: preference.rank for preference in request.preferences}
    declined = _declined(request)
    found = [
        place_of(plan, placed.get((i, plan.grade), 0), wishes.get(i), i in declined)
        for plan in plans
        if (i := plan.school_id)
    ]
    return sorted(found, key=lambda place: (place.wish or NO_WISH, place.over_size, -place.left, place.plan.school_id))


def _declined(request: EnrolmentRequest) -> set[int | None]:
    query = select(Decision.school_id).where(
        Decision.request_id == request.id, Decision.action == RequestAction.SCHOOL_DECLINE
    )
    return set(db.session.scalars(query))


def locked_place(request: EnrolmentRequest, school_id: int) -> Place | None:
    """Return a school's place for the child, its seats locked until the commit: two cannot take the last one."""
    query = (
        select(SeatPlan)
        .join(School, School.id == SeatPlan.school_id)
        .where(SeatPlan.term_id == request.term_id, SeatPlan.grade == request.grade, SeatPlan.school_id == school_id)
        .where(School.active)
    )
    plan = db.session.scalars(query.with_for_update(of=SeatPlan).execution_options(populate_existing=True)).first()
    if plan is None:
        return None
    placed = seats.placed(request.term_id, [school_id])
    return place_of(plan, placed.get((school_id, plan.grade), 0))


def school_names(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of schools by id."""
    found = select(School.id, School.name).where(School.id.in_(list(ids)))
    return {row[0]: row[1] for row in db.session.execute(found)}
