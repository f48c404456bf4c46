"""`tick`: an offer whose answer is overdue becomes a question again; the seat is kept."""

from datetime import datetime

from sqlalchemy import select

from zz import clock
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.db import db, writing
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.review import operations
from zz.jobs import on_tick

BATCH = 100


@on_tick
def lapse_overdue(at: datetime) -> dict[str, int]:
    """Ask again where the family has not answered in time, a batch in each transaction."""
    today = clock.local(at).date()
    query = (
        select(EnrolmentRequest)
        .join(Assignment, Assignment.id == EnrolmentRequest.current_id)
        .where(EnrolmentRequest.state == RequestState.OFFERED, Assignment.state == AssignmentState.IN_PROGRESS)
        .where(Assignment.due_on < today)
        .order_by(EnrolmentRequest.id)
        .limit(BATCH)
    )
    while True:
        with writing():
            found = db.session.scalars(query.with_for_update(of=EnrolmentRequest, skip_locked=True)).all()
            for request in found:
                operations.lapse(request, at=at)
        if len(found) < BATCH:
            return {}
