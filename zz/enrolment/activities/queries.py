"""Reading activities with their counts, and the children of one as far as the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.activities.access import children, shown
from zz.enrolment.activities.models import Activity, Attendance, SignUp
from zz.enrolment.activities.vocabulary import ActivityKind, ActivityState, SignUpState


def listed(user: User, park_id: int, today: date, *, over: bool, kind: ActivityKind | None = None) -> Select[Any]:
    """Return the activities that go on or are to come, by their end; with `over` those past or cancelled."""
    query = select(Activity).where(shown(user, park_id))
    gone = (Activity.ends_on < today) | (Activity.state == ActivityState.CANCELLED)
    query = query.where(gone if over else ~gone)
    if kind:
        query = query.where(Activity.kind == kind)
    if over:
        return query.order_by(Activity.ends_on.desc(), Activity.id.desc())
    return query.order_by(Activity.ends_on, Activity.id)


def count(query: Select[Any]) -> int:
    """Return how many rows a list has."""
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def taken(ids: Sequence[int]) -> dict[int, dict[SignUpState, int]]:
    """Return how many have signed up and wait, by activity (one query)."""
    query = select(SignUp.activity_id, SignUp.state, func.count()).where(SignUp.activity_id.in_(ids))
    found: dict[int, dict[SignUpState, int]] = {}
    for activity, state, number in db.session.execute(query.group_by(SignUp.activity_id, SignUp.state)):
        found.setdefault(activity, {})[state] = number
    return found


def find(user: User, park_id: int, activity_id: int) -> Activity | None:
    """Return an activity that `user` sees."""
    return db.session.scalars(select(Activity).where(Activity.id == activity_id, shown(user, park_id))).first()


@dataclass(frozen=True)
class Child:
    """A child who has signed up: `came` of `days` on which attendance was taken; `place` in the waiting list from 1."""

    sign_up: SignUp
    came: int
    days: int
    place: int


def signed_up(user: User, activity: Activity) -> list[Child]:
    """Return the children of an activity whom `user` may see: places first, then who waits (three queries)."""
    query = select(SignUp).options(joinedload(SignUp.enterprise)).where(
        SignUp.activity_id == activity.id, SignUp.state != SignUpState.WITHDRAWN, children(user, activity.park_id)
    )  # fmt: skip
    rows = db.session.scalars(query.order_by(SignUp.state, SignUp.id)).all()
    waiting = list(
        db.session.scalars(
            select(SignUp.id)
            .where(SignUp.activity_id == activity.id, SignUp.state == SignUpState.WAITING)
            .order_by(SignUp.id)
        )
    )
    came = _attendance([row.id for row in rows])
    return [
        Child(row, *came.get(row.id, (0, 0)), waiting.index(row.id) + 1 if row.id in waiting else 0) for row in rows
    ]


def _attendance(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    query = select(Attendance.sign_up_id, Attendance.present).where(Attendance.sign_up_id.in_(ids))
    found: dict[int, tuple[int, int]] = {}
    for sign_up, present in db.session.execute(query):
        came, days = found.get(sign_up, (0, 0))
        found[sign_up] = came + int(present), days + 1
    return found


def present_on(activity_id: int, on_day: date) -> set[int]:
    """Return the sign-ups that were there on a day."""
    query = select(Attendance.sign_up_id).join(SignUp, SignUp.id == Attendance.sign_up_id)
    here = query.where(SignUp.activity_id == activity_id, Attendance.on_day == on_day, Attendance.present)
    return set(db.session.scalars(here))


def find_sign_up(user: User, activity: Activity, sign_up_id: int) -> SignUp | None:
    """Return a child's sign-up that `user` sees."""
    query = select(SignUp).where(
        SignUp.id == sign_up_id, SignUp.activity_id == activity.id, children(user, activity.park_id)
    )
    return db.session.scalars(query).first()


def days_taken(activity_id: int) -> list[tuple[date, int, int]]:
    """Return the days on which attendance was taken, with how many came and how many there were, the newest first."""
    query = select(Attendance.on_day, Attendance.present).join(SignUp, SignUp.id == Attendance.sign_up_id)
    found: dict[date, tuple[int, int]] = {}
    for day, present in db.session.execute(query.where(SignUp.activity_id == activity_id)):
        came, all_of_them = found.get(day, (0, 0))
        found[day] = came + int(present), all_of_them + 1
    return [(day, *found[day]) for day in sorted(found, reverse=True)]
