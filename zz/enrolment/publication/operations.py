"""公示 of a round's result. Rows come locked, within `writing()`; who may do it is `access`."""

from datetime import date, datetime

from sqlalchemy import func, select

from zz import calendar, clock
from zz.accounts.models import User
from zz.db import db
from zz.enrolment.placement.flow import ROUNDS
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.vocabulary import RoundAction
from zz.enrolment.publication import verbs
from zz.enrolment.publication.models import PlacementPublication
from zz.enrolment.publication.rules import days
from zz.enrolment.review.operations import Refused
from zz.journal import record


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
