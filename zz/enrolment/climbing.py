"""Whom a late duty of the desk climbs to: an office is shown a red card, a family never; no notice names a child.

The park's duty climbs to the members of its work group, a school's to the education bureau, which see the case anyhow.
Next, and at once where there are no members or the bureau is late, it climbs to the leader in charge, who reads how
late which office is, and nothing of the case. Where a family is late, the park is told instead, so that it calls
(docs/decisions/0014).
"""

from typing import Any

from sqlalchemy import select

from zz.accounts.models import Membership, Unit
from zz.accounts.roles import Role
from zz.assignments import holders
from zz.assignments.holders import Holder
from zz.assignments.models import Assignment
from zz.assignments.subjects import Chain
from zz.assignments.vocabulary import ChainLevel
from zz.db import db
from zz.enrolment.desks import education

LEVELS = {
    ChainLevel.UNIT: "承办单位", ChainLevel.CENTRE: "上一级", ChainLevel.LEADER: "分管领导",
    ChainLevel.MAIN_LEADER: "主要领导",
}  # fmt: skip
SERIES = "enrolment_supervision"


def above(assignment: Assignment, level: ChainLevel) -> str:
    """Return whom a late case climbs to."""
    if level == ChainLevel.UNIT:
        return assignment.holder
    holder = Holder.parse(assignment.holder)
    root_id = holder.id if holder.scope == "c" else db.session.get_one(Unit, holder.id).root_id
    if level == ChainLevel.MAIN_LEADER:
        return holders.of_county(root_id, Role.MAIN_LEADER)
    if level == ChainLevel.CENTRE and holder.role == Role.PARK and holders.people(group := within(assignment, level)):
        return group
    if level == ChainLevel.CENTRE and holder.role == Role.SCHOOL:
        return education(root_id)
    return _leader(holder, root_id)


def within(assignment: Assignment, level: ChainLevel) -> str:
    """Return the members of the park's work group, whatever the level: what an enterprise asks climbs no further."""
    return holders.of_unit(Holder.parse(assignment.holder).id, Role.WORK_GROUP)


def _leader(holder: Holder, root_id: int) -> str:
    """Return the leader in charge of the park, else of the county's education bureau, else any of the county."""
    units = select(Unit.leader_id).where(Unit.leader_id.is_not(None))
    if holder.role == Role.PARK:
        units = units.where(Unit.id == holder.id)
    else:
        units = units.join(Membership, Membership.unit_id == Unit.id).where(
            Membership.role == Role.EDUCATION, Unit.path.startswith(f"/{root_id}/")
        )
    found = db.session.scalar(units.order_by(Unit.id).limit(1))
    return holders.of_person(found) if found else holders.of_county(root_id, Role.LEADER)


def instead(assignment: Any) -> str:
    """Return the park, which is told in place of a card where an enterprise or its employee's family is late."""
    return str(assignment.issuer) if Holder.parse(assignment.holder).role == Role.ENTERPRISE_HR else ""


OF_CASES = Chain(above, LEVELS, SERIES, instead)
OF_QUESTIONS = Chain(within, LEVELS, SERIES)
