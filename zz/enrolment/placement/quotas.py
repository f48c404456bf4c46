"""Reading quotas: how many seats of each school and grade a park has been given, and how many can be given at most.

`confirmed` and `remaining` are what a round of placement takes; nothing that is only drafted counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment import seats
from zz.enrolment.models import School, SeatPlan
from zz.enrolment.placement.quota_access import visible_to
from zz.enrolment.placement.quota_models import PlacementQuota, QuotaSheet
from zz.enrolment.requests.flow import SEATED
from zz.enrolment.requests.models import EnrolmentRequest

Key = tuple[int, int]  # (school id, grade)
R = EnrolmentRequest


@dataclass(frozen=True)
class Room:
    """Seats of a grade of a school. `held` are those with a child of this park, `placed` with a child of any park."""

    plan: SeatPlan
    placed: int
    held: int

    @property
    def most(self) -> int:
        """How many seats the park can be given at most: what neither others nor the reserve have."""
        return max(0, self.plan.left(self.placed - self.held))

    @property
    def left(self) -> int:
        """The seats that are free now; below 0 where there are more children than seats."""
        return self.plan.left(self.placed)


def listed(user: User) -> Select[Any]:
    """Return the query of the tables that `user` sees, the newest term first."""
    query = select(QuotaSheet).join(QuotaSheet.term).options(contains_eager(QuotaSheet.term))
    query = query.options(joinedload(QuotaSheet.park)).where(visible_to(user))
    return query.order_by(QuotaSheet.term_id.desc(), QuotaSheet.park_id)


def find(user: User, sheet_id: int) -> QuotaSheet | None:
    """Return a table that `user` sees."""
    query = select(QuotaSheet).options(
        joinedload(QuotaSheet.term), joinedload(QuotaSheet.park), joinedload(QuotaSheet.duty),
        joinedload(QuotaSheet.proposed_by), joinedload(QuotaSheet.confirmed_by),
    )  # fmt: skip
    return db.session.scalars(query.where(QuotaSheet.id == sheet_id, visible_to(user))).first()


def of_park(park_id: int, term_id: int) -> QuotaSheet | None:
    """Return the table of a park in a term, whoever may see it."""
    query = select(QuotaSheet).where(QuotaSheet.park_id == park_id, QuotaSheet.term_id == term_id)
    return db.session.scalars(query).first()


def rows(sheet_id: int) -> dict[Key, PlacementQuota]:
    """Return the quotas of a table."""
    found = db.session.scalars(select(PlacementQuota).where(PlacementQuota.sheet_id == sheet_id))
    return {(row.school_id, row.grade): row for row in found}


def sums(sheet_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return (seats as drafted, seats confirmed) by table (one query)."""
    query = select(PlacementQuota.sheet_id, func.sum(PlacementQuota.seats), func.sum(PlacementQuota.confirmed))
    found = db.session.execute(
        query.where(PlacementQuota.sheet_id.in_(sheet_ids)).group_by(PlacementQuota.sheet_id)
    )  # fmt: skip
    return {sheet: (int(drafted or 0), int(confirmed or 0)) for sheet, drafted, confirmed in found}


def confirmed(park_id: int, term_id: int) -> dict[Key, int]:
    """Return the seats that the bureau has confirmed for a park in a term, where there are any (one query)."""
    query = select(PlacementQuota.school_id, PlacementQuota.grade, PlacementQuota.confirmed).join(
        QuotaSheet, QuotaSheet.id == PlacementQuota.sheet_id
    )
    here = query.where(QuotaSheet.park_id == park_id, QuotaSheet.term_id == term_id, PlacementQuota.confirmed > 0)
    order = here.order_by(PlacementQuota.school_id, PlacementQuota.grade)
    return {(school, grade): int(number or 0) for school, grade, number in db.session.execute(order)}


def held(park_id: int, term_id: int) -> dict[Key, int]:
    """Return how many children of a park hold a seat in a term (one query)."""
    query = (
        select(R.school_id, R.grade, func.count())
        .where(R.park_id == park_id, R.term_id == term_id, R.state.in_(SEATED))
        .group_by(R.school_id, R.grade)
    )
    return {(school, grade): n for school, grade, n in db.session.execute(query) if school and grade is not None}


def rooms(park_id: int, term_id: int) -> dict[Key, Room]:
    """Return the seats of all schools that take children, in the order of school and grade (three queries)."""
    query = (
        select(SeatPlan)
        .join(SeatPlan.school)
        .options(contains_eager(SeatPlan.school))
        .where(SeatPlan.term_id == term_id, SeatPlan.classes > 0, School.active)
        .order_by(School.name, School.id, SeatPlan.grade)
    )
    plans = db.session.scalars(query).all()
    placed, own = seats.placed(term_id, list({plan.school_id for plan in plans})), held(park_id, term_id)
    found = {(plan.school_id, plan.grade): plan for plan in plans}
    return {key: Room(plan, placed.get(key, 0), own.get(key, 0)) for key, plan in found.items()}


def remaining(park_id: int, term_id: int) -> dict[Key, int]:
    """Return the seats that can still be given away: what is confirmed and not held, never more than are free.

    A school and grade with a confirmed quota is there even when nothing is left of it.
    """
    found = rooms(park_id, term_id)
    return {
        key: max(0, min(number - room.held, room.left))
        for key, number in confirmed(park_id, term_id).items()
        if (room := found.get(key))
    }
