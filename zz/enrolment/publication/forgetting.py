"""What was written about a child goes with the case: the timer empties the objections of cases that were erased."""

from datetime import datetime

from sqlalchemy import or_, select

from zz.db import db, writing
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.publication.models import PlacementObjection
from zz.enrolment.requests.models import EnrolmentRequest
from zz.jobs import on_tick

BATCH = 100
Written = PlacementObjection


@on_tick
def forget_words(at: datetime) -> dict[str, int]:
    """Empty what families wrote and were answered, a batch in each transaction."""
    query = (
        select(Written)
        .join(PlacementEntry, PlacementEntry.id == Written.entry_id)
        .join(EnrolmentRequest, EnrolmentRequest.id == PlacementEntry.request_id)
        .where(EnrolmentRequest.erased_at.is_not(None))
        .where(or_(Written.text != "", Written.answer != "", Written.appeal != "", Written.review != ""))
        .order_by(Written.id)
        .limit(BATCH)
    )
    while True:
        with writing():
            found = db.session.scalars(query.with_for_update(of=Written, skip_locked=True)).all()
            for objection in found:
                objection.text = objection.answer = objection.appeal = objection.review = ""
        if len(found) < BATCH:
            return {}
