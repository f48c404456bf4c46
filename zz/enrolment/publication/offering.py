"""递补: a free seat is offered to the next in order; it comes locked, within `writing()`.

The family answers within the rule's days. When they are over it is asked once more; when those are over too, or it says
no, the seat passes on to whoever is next then.
"""

from datetime import datetime

from sqlalchemy import or_, select

from zz import clock
from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments import policy as loop
from zz.assignments.models import Assignment
from zz.assignments.rows import day_words
from zz.assignments.vocabulary import AssignmentKind
from zz.db import db, locked, writing
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.publication import duties, vacancies, verbs
from zz.enrolment.publication.access import OFFERS
from zz.enrolment.publication.flow import OFFERS as FLOW
from zz.enrolment.publication.flow import WAITING
from zz.enrolment.publication.models import SeatOffer
from zz.enrolment.publication.objecting import change, name_of
from zz.enrolment.publication.vocabulary import OfferAction as A
from zz.enrolment.publication.vocabulary import OfferState as S
from zz.enrolment.requests import duties as cases
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.review import operations as review
from zz.enrolment.review import places
from zz.enrolment.review.operations import Refused
from zz.jobs import on_tick
from zz.journal import Verb, record
from zz.notices import notify

BATCH = 50
REASON = "空出的学位按公布的顺序递补"
NOBODY = "这个学位已有人递补，或没有人在等这所学校。下面是最新情况。"


def _note(verb: Verb, offer: SeatOffer, *, by: User | None, at: datetime, **payload: object) -> None:
    family = cases.family(offer.entry.request)
    behalf = loop.behalf(by, {family}, clock.local(at).date()) if by else None
    label, school = offer.entry.request.label, name_of(offer.school_id)
    record(verb, offer, by=by, at=at, on_behalf_of=behalf, number=label, school=school, **payload)


def _ask(offer: SeatOffer, text: str, *, by: User | None, at: datetime) -> Assignment:
    request = offer.entry.request
    family = cases.family(request)
    duty = duties.open_(offer, AssignmentKind.CONFIRM, "答复是否接受递补", family, "offer", by=by, at=at)
    due = f"，请于{day_words(duty.due_on)}前答复" if duty.due_on else ""
    notify(holders.people(family), f"入学申请 {request.label}：{text}{due}", f"{OFFERS}/{offer.id}", at=at, but=by)
    return duty


def offer(found: PlacementRound, school_id: int, grade: int, *, by: User | None, at: datetime) -> SeatOffer:
    """递补: offer a free seat of a round, which is locked, to the next in order.

    Raises:
        Refused: the seat is no longer free, or nobody wants it.
    """
    here = (v for v in vacancies.of_round(found) if (v.school_id, v.grade) == (school_id, grade))
    free = next(here, None)
    place = places.locked_place(free.next.request, school_id) if free and free.next else None
    if free is None or free.next is None or place is None or place.over_size:
        raise Refused(NOBODY)
    made = SeatOffer(
        entry_id=free.next.id, entry=free.next, school_id=school_id, offered_by_id=by.id if by else None, offered_at=at
    )
    db.session.add(made)
    db.session.flush()
    text = f"{place.school.name}空出一个学位，按顺序轮到您的孩子，请答复是否接受"
    duty = _ask(made, text, by=by, at=at)
    _note(verbs.OFFERED, made, by=by, at=at, due_on=duty.due_on)
    return made


def _pass_on(offer_: SeatOffer, *, at: datetime) -> None:
    """Offer the seat to whoever is next now, if anybody is."""
    found = locked(PlacementRound, offer_.entry.round_id)
    if found is None:
        return
    try:
        offer(found, offer_.school_id, offer_.entry.grade, by=None, at=at)
    except Refused:
        return


def _answered(offer_: SeatOffer, action: A, *, by: User | None, at: datetime) -> None:
    FLOW.move(offer_, action)
    duties.end(offer_, by=by, at=at)
    offer_.answered_by_id, offer_.answered_at = by.id if by else None, at
    db.session.flush()


def accept(offer_: SeatOffer, *, by: User, at: datetime) -> None:
    """接受: the child leaves what it has, if anything, and is placed at the school, which confirms next.

    Raises:
        Refused: the seats do not allow it any more. InvalidTransition: the case has ended meanwhile.
    """
    _answered(offer_, A.ACCEPT, by=by, at=at)
    entry = offer_.entry
    request = locked(EnrolmentRequest, entry.request_id)
    if request is None:
        raise Refused(NOBODY)
    before = name_of(request.school_id)
    review.correct(request, offer_.school_id, REASON, by=by, at=at)
    change(entry, offer_.school_id, REASON, over=False, by=by, at=at)
    _note(verbs.OFFER_ACCEPTED, offer_, by=by, at=at, before=before)


def decline(offer_: SeatOffer, *, by: User, at: datetime) -> None:
    """不接受: the child keeps what it has; the seat passes on."""
    _answered(offer_, A.DECLINE, by=by, at=at)
    _note(verbs.OFFER_DECLINED, offer_, by=by, at=at)
    _pass_on(offer_, at=at)


def lapse(offer_: SeatOffer, *, at: datetime) -> None:
    """到期未答复: the family is asked once more; the second time the seat passes on."""
    if offer_.state == S.OPEN:
        FLOW.move(offer_, A.LAPSE)
        duty = _ask(offer_, "递补学位的答复期限已过，再次询问是否接受，逾期将递补下一位", by=None, at=at)
        _note(verbs.OFFER_LAPSED, offer_, by=None, at=at, due_on=duty.due_on)
        return
    _answered(offer_, A.PASS_ON, by=None, at=at)
    _note(verbs.OFFER_PASSED_ON, offer_, by=None, at=at)
    _pass_on(offer_, at=at)


def withdraw(offer_: SeatOffer, *, at: datetime) -> None:
    """收回: the case has ended meanwhile; the seat passes on."""
    _answered(offer_, A.WITHDRAW, by=None, at=at)
    _note(verbs.OFFER_WITHDRAWN, offer_, by=None, at=at)
    _pass_on(offer_, at=at)


@on_tick
def attend(at: datetime) -> dict[str, int]:
    """Ask again, or pass on, what was not answered in time; take back offers to cases that have ended."""
    today = clock.local(at).date()
    query = (
        select(SeatOffer)
        .join(Assignment, Assignment.id == SeatOffer.current_id)
        .join(PlacementEntry, PlacementEntry.id == SeatOffer.entry_id)
        .join(EnrolmentRequest, EnrolmentRequest.id == PlacementEntry.request_id)
        .where(SeatOffer.state.in_(WAITING))
        .where(or_(Assignment.due_on < today, EnrolmentRequest.state.not_in(vacancies.MAY_MOVE)))
        .order_by(SeatOffer.id)
        .limit(BATCH)
    )
    while True:
        with writing():
            found = db.session.scalars(query.with_for_update(of=SeatOffer, skip_locked=True)).all()
            for one in found:
                _attend(one, at)
        if len(found) < BATCH:
            return {}


def _attend(one: SeatOffer, at: datetime) -> None:
    if one.entry.request.state in vacancies.MAY_MOVE:
        lapse(one, at=at)
    else:
        withdraw(one, at=at)
