"""The duties of objections and offers: opened for one holder with a date, ended when it is answered."""

from datetime import datetime

from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.flow import ASSIGNMENTS
from zz.assignments.models import Assignment
from zz.assignments.operations import Order
from zz.assignments.subjects import Ref
from zz.assignments.vocabulary import AssignmentAction, AssignmentKind, AssignmentState
from zz.db import db
from zz.enrolment.publication.models import PlacementObjection, SeatOffer
from zz.enrolment.publication.rules import days
from zz.workflow import InvalidTransition

Subject = PlacementObjection | SeatOffer


def follow(assignment: Assignment, action: AssignmentAction, by: User, at: datetime) -> None:
    """Refuse what is done to the duty elsewhere: it is answered on its own page.

    Raises:
        InvalidTransition: always.
    """
    raise InvalidTransition(ASSIGNMENTS, assignment.state, action)


def open_(
    subject: Subject, kind: AssignmentKind, title: str, holder: str, rule: str, *, by: User | None, at: datetime
) -> Assignment:
    """Open the duty that the subject now waits for, due by the working days of `rule`; the one before is ended."""
    end(subject, by=by, at=at)
    request = subject.entry.request
    unit_id = holders.Holder.parse(holder).id if holder.startswith("u") else None
    order = Order(
        kind, Ref(subject.__tablename__, subject.id), f"{title}：{request.label}", holder, holder, days=days(rule),
        unit_id=unit_id, context=f"{request.term.name} {request.grade_label}", search=request.label.lower(),
        to_sign=False,
    )  # fmt: skip
    duty = loop.issue(order, by=by, at=at)
    subject.current_id = duty.id
    db.session.flush()
    db.session.refresh(subject, ["current"])
    return duty


def end(subject: Subject, *, by: User | None, at: datetime) -> None:
    """End the duty that the subject has opened, if it still waits."""
    duty = db.session.get(Assignment, subject.current_id) if subject.current_id else None
    if duty is not None and duty.state == AssignmentState.IN_PROGRESS:
        loop.discharge(duty, by=by, at=at)
    subject.current_id = None
    db.session.flush()
    db.session.expire(subject, ["current"])
