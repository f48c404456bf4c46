"""After a round: children of one family at different schools, and the changes by hand that would bring them together.

The order gives priority only to a sibling who is enrolled already. That two of one round go together is proposed here,
one by one, where the seats of the round still allow it; the work group decides, with a reason.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from zz.db import db
from zz.enrolment.placement import round_queries
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.requests.models import EnrolmentRequest

E, R = PlacementEntry, EnrolmentRequest
REASON = "与兄弟姐妹同校，该校本轮尚有名额"


@dataclass(frozen=True)
class Proposal:
    """Move the child of `entry_id` to where its sibling (the case `beside`) goes; `left` seats are free there."""

    entry_id: int
    number: str
    grade: int
    before: int | None
    school: int
    beside: str
    left: int


def proposals(found: PlacementRound) -> list[Proposal]:
    """Return what could be changed, by number of the case (two queries). Families that wish it are those asked."""
    query = select(
        E.id, E.grade, E.draft_school_id, R.number, R.guardian_hash, R.employee_hash, R.together
    ).join(R, R.id == E.request_id).where(
        E.round_id == found.id, R.guardian_hash.is_not(None) | R.employee_hash.is_not(None)
    )  # fmt: skip
    rows = db.session.execute(query.order_by(R.number)).all()
    taken = round_queries.cells(found)
    left = {(school, grade): number - taken.get((school, grade), 0) for school, grade, number in found.quotas}
    return [one for family in _families(rows) for one in _of_family(family, left)]


def _families(rows: Any) -> list[list[Any]]:
    """Return the children who share a guardian or an employee, where one of them wishes to go together."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.employee_hash or row.guardian_hash].append(row)
    return [family for family in groups.values() if len(family) > 1 and any(row.together for row in family)]


def _of_family(family: list[Any], left: Mapping[tuple[int, int], int]) -> list[Proposal]:
    found = []
    for row in family:
        others = [other for other in family if other is not row and other.draft_school_id is not None]
        if row.draft_school_id in {other.draft_school_id for other in others}:
            continue
        for other in others:
            free = left.get((other.draft_school_id, row.grade), 0)
            if free > 0:
                found.append(
                    Proposal(
                        row.id, row.number, row.grade, row.draft_school_id, other.draft_school_id, other.number, free
                    )
                )  # fmt: skip
    return found
