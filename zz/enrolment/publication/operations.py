"""公示 of a round's result, and the end of a round. Rows come locked, within `writing()`; who may do it is `access`."""

from datetime import date, datetime

from sqlalchemy import func, select

from zz import calendar, clock
from zz.accounts.models import User
from zz.assignments.rows import day_words
from zz.db import db, locked
from zz.enrolment.placement.flow import ROUNDS
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.vocabulary import RoundAction
from zz.enrolment.publication import queries, verbs
from zz.enrolment.publication.models import PlacementPublication
from zz.enrolment.publication.rules import days
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.review import operations as review
from zz.enrolment.review.operations import Refused
from zz.journal import record

COORDINATED = "本轮学位安排结束，转入统筹安排"


def soonest(on: date) -> date:
    """Return the first day on which a publication that opens `on` may end."""
    return calendar.add_working_days(on, days("publication"))


def publish(found: PlacementRound, closes_on: date, *, by: User, at: datetime) -> PlacementPublication:
    """公示: from today to `closes_on` the county reads the list.

    Raises:
        Refused: that is too soon.
    """
    today = clock.local(at).date()
    if closes_on < soonest(today):
        raise Refused(f"公示不得少于 {days('publication')} 个工作日", "closes_on")
    ROUNDS.move(found, RoundAction.PUBLISH)
    made = PlacementPublication(
        round_id=found.id, opens_on=today, closes_on=closes_on, published_by_id=by.id, published_at=at
    )
    db.session.add(made)
    db.session.flush()
    children = select(func.count()).select_from(PlacementEntry).where(
        PlacementEntry.round_id == found.id, PlacementEntry.confirmed_at.is_not(None)
    )  # fmt: skip
    record(
        verbs.PUBLISHED, found, by=by, at=at, name=found.name, opens_on=today, closes_on=closes_on,
        children=db.session.scalar(children),
    )  # fmt: skip
    return made


def hindrance(published: PlacementPublication, today: date) -> str:
    """Say what stands in the way of closing the round; "" where nothing does."""
    if today <= published.closes_on:
        return f"公示到{day_words(published.closes_on)}，期满后才能结束"
    if number := queries.pending_objections(published.round_id, today):
        return f"还有 {number} 件异议没有办完，或仍在可以申请复核的期限内"
    if number := queries.waiting_offers(published.round_id):
        return f"还有 {number} 个递补学位等待家长答复"
    return ""


def close(found: PlacementRound, published: PlacementPublication, *, by: User, at: datetime) -> int:
    """结束: nobody ends without an answer, who has no seat is 待统筹; return how many those are.

    Raises:
        Refused: the publication is not over, or something waits for an answer.
    """
    if why := hindrance(published, clock.local(at).date()):
        raise Refused(f"{why}。")
    ROUNDS.move(found, RoundAction.CLOSE)
    waiting = [locked(EnrolmentRequest, request_id) for request_id in queries.queued(found.id)]
    for request in waiting:
        if request is not None and REQUESTS.can(request, RequestAction.COORDINATE):
            review.coordinate(request, COORDINATED, by=by, at=at)
    seated, coordinated = queries.ended(found.id)
    db.session.flush()
    record(verbs.CLOSED, found, by=by, at=at, name=found.name, seated=seated, coordinated=coordinated)
    return coordinated
