"""The call to a unit: a duty of the loop that it signs for, and that ends with its signature."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.flow import ASSIGNMENTS
from zz.assignments.models import Assignment
from zz.assignments.operations import Order
from zz.assignments.subjects import Ref
from zz.assignments.vocabulary import AssignmentAction, AssignmentKind, ChainLevel
from zz.db import db
from zz.meetings.models import Meeting, MeetingUnit
from zz.meetings.wording import moment
from zz.notices import notify
from zz.problems.handling import drop_stale_cards
from zz.problems.parties import party_of


def ref(meeting: Meeting) -> Ref:
    """Return the meeting as the loop names its subjects."""
    return Ref(meeting.__tablename__, meeting.id)


def url(meeting: Meeting) -> str:
    """Return the address of a meeting."""
    return f"/meetings/{meeting.id}"


def words(meeting: Meeting) -> str:
    """Say what, when and where."""
    return f"{meeting.title}，{moment(meeting.starts_at)}，{meeting.place}"


def units_of(meeting: Meeting) -> Sequence[MeetingUnit]:
    """Return the units that are to come, with their calls."""
    query = select(MeetingUnit).options(joinedload(MeetingUnit.unit), joinedload(MeetingUnit.call))
    return db.session.scalars(query.where(MeetingUnit.meeting_id == meeting.id).order_by(MeetingUnit.id)).all()


def call(meeting: Meeting, row: MeetingUnit, *, by: User, at: datetime) -> None:
    """Give a unit the call to sign for, and tell its people."""
    party = party_of(row.unit)
    order = Order(
        AssignmentKind.ATTEND, ref(meeting), f"会议通知：{meeting.title}", party.holder,
        holders.of_county(meeting.ledger_id, Role.CENTRE), unit_id=row.unit_id, search=meeting.search,
        context=f"{moment(meeting.starts_at)} · {meeting.place}", level=ChainLevel.CENTRE,
    )  # fmt: skip
    row.assignment_id = loop.issue(order, by=by, at=at).id
    notify(holders.people(party.holder), f"会议通知：{words(meeting)}。请签收", url(meeting), at=at, but=by)


def call_off(row: MeetingUnit, reason: str, *, by: User, at: datetime, quiet: bool = False) -> None:
    """Take back a call that has not been signed for, with the cards it has earned; tell the unit unless `quiet`."""
    found = row.call
    if found is None:
        return
    if ASSIGNMENTS.can(found, AssignmentAction.WITHDRAW):
        loop.withdraw(found, reason, by=by, at=at)
        drop_stale_cards(Ref(found.subject_type, found.subject_id), at=at)
    if not quiet:
        said = f"{found.title.removeprefix('会议通知：')}：{reason}"
        notify(holders.people(found.holder), said, f"/meetings/{row.meeting_id}", at=at, but=by)


def follow(assignment: Assignment, action: AssignmentAction, by: User, at: datetime) -> None:
    """Do what follows from what a unit did: a signature ends the duty; who sends it back is told of to the centre."""
    name = holders.names([assignment.holder])[assignment.holder]
    if action == AssignmentAction.SIGN:
        loop.discharge(assignment, by=by, at=at)
        return
    said = f"{name}退回{assignment.title}"
    notify(holders.people(assignment.issuer), said, f"/meetings/{assignment.subject_id}", at=at, but=by)


def tell(meeting: Meeting, text: str, *, by: User, at: datetime) -> None:
    """Say it to the chair and to every unit that has been called."""
    people = {meeting.chair.id: meeting.chair}
    for row in units_of(meeting):
        for user in holders.people(party_of(row.unit).holder) if row.assignment_id else ():
            people[user.id] = user
    notify(people.values(), text, url(meeting), at=at, but=by)
