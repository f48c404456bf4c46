"""Seats of a school by grade and term. Those taken through the desk are counted by whoever places children.

`zz.enrolment.requests` registers a counter by `counts_placed`; until then nobody has been placed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from zz.db import db
from zz.enrolment.models import School, SeatPlan

Placed = Callable[[int, Sequence[int]], dict[tuple[int, int], int]]

_counters: list[Placed] = []


def counts_placed(counter: Placed) -> None:
    """Register `counter(term_id, school_ids)` → {(school id, grade): children placed there who hold a seat}."""
    if counter not in _counters:
        _counters.append(counter)


@dataclass(frozen=True)
class Seats:
    """Seats of one grade of a school, or of several together: `left` = `seats` − `taken` − `reserved`."""

    seats: int = 0
    taken: int = 0
    reserved: int = 0
    left: int = 0
    classes: int = 0

    def __add__(self, other: "Seats") -> "Seats":
        return Seats(
            self.seats + other.seats, self.taken + other.taken, self.reserved + other.reserved,
            self.left + other.left, self.classes + other.classes,
        )  # fmt: skip


def placed(term_id: int, school_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return how many children hold a seat through the desk, by (school, grade)."""
    found: dict[tuple[int, int], int] = {}
    for counter in _counters:
        for key, number in counter(term_id, school_ids).items():
            found[key] = found.get(key, 0) + number
    return found


def of_schools(term_id: int, school_ids: Sequence[int]) -> dict[int, list[tuple[SeatPlan, Seats]]]:
    """Return the plans of schools in a term with their seats, by school, grades upward."""
    query = (
        select(SeatPlan)
        .join(SeatPlan.school)
        .options(contains_eager(SeatPlan.school))
        .where(SeatPlan.term_id == term_id, SeatPlan.school_id.in_(school_ids))
        .order_by(School.name, School.id, SeatPlan.grade)
    )
    held = placed(term_id, school_ids)
    found: dict[int, list[tuple[SeatPlan, Seats]]] = {}
    for plan in db.session.scalars(query):
        here = held.get((plan.school_id, plan.grade), 0)
        seats = Seats(plan.seats, plan.taken(here), plan.reserved, plan.left(here), plan.classes)
        found.setdefault(plan.school_id, []).append((plan, seats))
    return found
