"""The reason of a change by hand goes with the case: the timer takes it out of the rounds of cases that were erased."""

from datetime import datetime

from sqlalchemy import select

from zz.db import db, writing
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.requests.models import EnrolmentRequest
from zz.jobs import on_tick

BATCH = 100
E = PlacementEntry


@on_tick
def forget_reasons(at: datetime) -> dict[str, int]:
    """Empty the reasons, a batch in each transaction. Grade, wishes and lot stay: without them no replay."""
    query = (
        select(E)
        .join(EnrolmentRequest, EnrolmentRequest.id == E.request_id)
        .where(E.edited_at.is_not(None), E.draft_reason != "", EnrolmentRequest.erased_at.is_not(None))
        .order_by(E.id)
        .limit(BATCH)
    )
    while True:
        with writing():
            found = db.session.scalars(query.with_for_update(of=E, skip_locked=True)).all()
            for entry in found:
                entry.draft_reason = ""
        if len(found) < BATCH:
            return {}
