"""The names of children are not kept: some months after an activity is over the timer takes them out."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select

from zz import clock, rules
from zz.db import db, writing
from zz.enrolment.activities import verbs
from zz.enrolment.activities.models import Activity, SignUp
from zz.enrolment.privacy.erasing import months_before
from zz.jobs import on_tick
from zz.journal import record

GONE = "（已删除）"


@on_tick
def forget_names(at: datetime) -> Counter[str]:
    """Take the names out of activities whose time is up; counted as nothing that `tick` reports."""
    last = months_before(clock.local(at).date(), int(rules.value("enrolment.retention.activities")))
    query = (
        select(Activity.id).where(Activity.ends_on < last, Activity.names_forgotten.is_(False)).order_by(Activity.id)
    )
    for activity_id in db.session.scalars(query).all():
        with writing():
            _forget(db.session.get_one(Activity, activity_id, with_for_update=True), at)
    return Counter()


def _forget(activity: Activity, at: datetime) -> None:
    if activity.names_forgotten:  # another process was quicker
        return
    children = db.session.scalars(select(SignUp).where(SignUp.activity_id == activity.id)).all()
    for one in children:
        one.child_name = GONE
    activity.names_forgotten = True
    db.session.flush()
    record(verbs.FORGOTTEN, activity, by=None, at=at, title=activity.title, count=len(children))
