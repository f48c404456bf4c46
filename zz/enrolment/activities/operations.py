"""Keeping activities, signing children up, the list that moves up, attendance. The activity comes locked."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from zz import clock
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role
from zz.assignments import holders
from zz.db import db
from zz.enrolment.activities import verbs
from zz.enrolment.activities.flow import ACTIVITIES, SIGN_UPS
from zz.enrolment.activities.models import Activity, Attendance, SignUp
from zz.enrolment.activities.vocabulary import ActivityAction, ActivityState, SignUpAction, SignUpState
from zz.enrolment.vocabulary import grade_label
from zz.journal import record
from zz.notices import notify

PATH = "/enrolment/activities"


class Refused(Exception):
    """A thing the rules do not allow now; the text says which rule and what to do, `field` beside what."""

    def __init__(self, text: str, field: str = "child_name") -> None:
        super().__init__(text)
        self.text, self.field = text, field


def save(activity: Activity | None, values: Mapping[str, Any], *, park_id: int, by: User, at: datetime) -> Activity:
    """Add a draft, or change an activity; more places let those who wait move up.

    Raises:
        Refused: fewer places than children who hold one.
    """
    found = activity or Activity(park_id=park_id)
    held = taken(found.id) if activity else 0
    if values["places"] < held:
        raise Refused(f"已有 {held} 名孩子报名，名额不能少于这个数", "places")
    changes = {}
    for key, after in values.items():
        before = getattr(activity, key, None)
        if before != after:
            changes[key] = [before, after]
            setattr(found, key, after)
    db.session.add(found)
    db.session.flush()
    if changes:
        record(verbs.SAVED, found, by=by, at=at, title=found.title, changes=changes)
    if activity and ACTIVITIES.can(found, ActivityAction.CANCEL):
        move_up(found, by=by, at=at)
    return found


def publish(activity: Activity, *, by: User, at: datetime) -> None:
    """发布: everybody sees it, enterprises may sign children up."""
    ACTIVITIES.move(activity, ActivityAction.PUBLISH)
    activity.published_at = at
    db.session.flush()
    record(verbs.PUBLISHED, activity, by=by, at=at, title=activity.title, places=activity.places)


def cancel(activity: Activity, reason: str, *, by: User, at: datetime) -> None:
    """取消活动: whoever has signed a child up is told."""
    ACTIVITIES.move(activity, ActivityAction.CANCEL)
    activity.cancel_reason = reason
    db.session.flush()
    record(verbs.CANCELLED, activity, by=by, at=at, title=activity.title, reason=reason)
    for firm in db.session.scalars(select(SignUp.enterprise_id).where(*_live(activity.id)).distinct()):
        _tell(activity, firm, f"活动已取消：{activity.title}，{reason}", by, at)


def _live(activity_id: int) -> tuple[Any, ...]:
    return SignUp.activity_id == activity_id, SignUp.state != SignUpState.WITHDRAWN


def taken(activity_id: int) -> int:
    """Return how many places are taken."""
    query = select(func.count()).select_from(SignUp)
    held = query.where(SignUp.activity_id == activity_id, SignUp.state == SignUpState.SIGNED_UP)
    return db.session.scalar(held) or 0


def _tell(activity: Activity, enterprise_id: int, text: str, by: User | None, at: datetime) -> None:
    people = holders.people(holders.of_unit(enterprise_id, Role.ENTERPRISE_HR))
    notify(people, text, f"{PATH}/{activity.id}", at=at, but=by)


def sign_up(activity: Activity, firm: Unit, child_name: str, grade: int, *, by: User, at: datetime) -> SignUp:
    """报名: the child takes a place, or waits where none is left.

    Raises:
        Refused: not open, another grade, or signed up already.
    """
    if activity.state != ActivityState.PUBLISHED or clock.local(at).date() > activity.sign_up_by:
        raise Refused("报名已经截止")
    if not activity.first_grade <= grade <= activity.last_grade:
        raise Refused(f"本活动面向{activity.grades}，不含{grade_label(grade)}", "grade")
    mine = db.session.scalars(select(SignUp).where(SignUp.enterprise_id == firm.id, *_live(activity.id)))
    if any(other.child_name == child_name for other in mine):
        raise Refused(f"“{child_name}”已经报过名；确是两个孩子的，请在名字后加以区别")
    waits = taken(activity.id) >= activity.places
    found = SignUp(
        activity_id=activity.id, enterprise_id=firm.id, child_name=child_name, grade=grade, signed_up_by_id=by.id,
        signed_up_at=at, state=SignUpState.WAITING if waits else SignUpState.SIGNED_UP,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(verbs.SIGNED_UP, activity, by=by, at=at, title=activity.title, waiting=waits)
    return found


def withdraw(activity: Activity, one: SignUp, *, by: User, at: datetime) -> None:
    """退出: the place goes to who has waited longest."""
    SIGN_UPS.move(one, SignUpAction.WITHDRAW)
    db.session.flush()
    record(verbs.WITHDRAWN, activity, by=by, at=at, title=activity.title)
    move_up(activity, by=by, at=at)


def move_up(activity: Activity, *, by: User | None, at: datetime) -> int:
    """Let those who wait longest take the places that are free; return how many."""
    free = activity.places - taken(activity.id)
    query = select(SignUp).where(SignUp.activity_id == activity.id, SignUp.state == SignUpState.WAITING)
    moved = db.session.scalars(query.order_by(SignUp.id).limit(max(free, 0))).all()
    for one in moved:
        SIGN_UPS.move(one, SignUpAction.MOVE_UP)
        one.moved_up_at = at
        record(verbs.MOVED_UP, activity, by=by, at=at, title=activity.title)
        _tell(activity, one.enterprise_id, f"候补的孩子已转为报名成功：{activity.title}", by, at)
    db.session.flush()
    return len(moved)


def attend(activity: Activity, on_day: date, present: Collection[int], *, by: User, at: datetime) -> int:
    """登记到场: write who of those signed up was there on a day; return how many."""
    query = select(SignUp.id).where(SignUp.activity_id == activity.id, SignUp.state == SignUpState.SIGNED_UP)
    ids = set(db.session.scalars(query))
    there = {
        row.sign_up_id: row
        for row in db.session.scalars(
            select(Attendance).where(Attendance.on_day == on_day, Attendance.sign_up_id.in_(ids))
        )
    }
    for sign_up_id in sorted(ids):
        row = there.get(sign_up_id) or Attendance(sign_up_id=sign_up_id, on_day=on_day)
        row.present = sign_up_id in present
        db.session.add(row)
    db.session.flush()
    came = len(ids & set(present))
    record(
        verbs.ATTENDANCE, activity, by=by, at=at, title=activity.title, on_day=on_day, present=came,
        absent=len(ids) - came,
    )  # fmt: skip
    return came
