"""What becomes of a case in review: accepted, sent back, declined, placed, confirmed, arrived.

They take the request locked within `writing()`; who may do it is `policy`. Each moves the case by the flow, ends the
duty before and opens the next (`duties.enter`), records one event and tells whom it concerns, without a name.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments import policy as loop
from zz.assignments.rows import day_words
from zz.assignments.timing import day
from zz.db import db
from zz.enrolment.requests import duties
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import Correction, EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction as A
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.requests.vocabulary import Review
from zz.enrolment.review import places, verbs
from zz.enrolment.review.models import Decision
from zz.journal import Verb, record
from zz.notices import notify

REVIEWS = {S.PARK_REVIEW: Review.PARK, S.EDUCATION_REVIEW: Review.EDUCATION}


class Refused(Exception):
    """A thing the rules do not allow now; the text says which rule and what to do."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text, self.field = text, field


def note(verb: Verb, request: EnrolmentRequest, whose: str, *, by: User | None, at: datetime, **payload: Any) -> None:
    """Record an event about the case, naming whom a deputy acts for: it is the act of whoever answers to `whose`."""
    behalf = loop.behalf(by, {whose}, day(at)) if by else None
    record(verb, request, by=by, at=at, on_behalf_of=behalf, **payload)


def _holder(request: EnrolmentRequest) -> str:
    return request.current.holder if request.current else ""


def _turn(request: EnrolmentRequest, action: A, said: str, *, by: User | None, at: datetime) -> None:
    """Move the case and its duty; tell the family what happened, and the next holder what to do by when."""
    REQUESTS.move(request, action)
    duties.enter(request, by=by, at=at)
    db.session.refresh(request, ["current"])
    url = f"/enrolment/requests/{request.id}"
    text = f"入学申请 {request.label}：{said}"
    current = request.current
    family = duties.family(request)
    if current is not None:
        due = f"，请于{day_words(current.due_on)}前办理" if current.due_on else ""
        notify(holders.people(current.holder), f"{text}{due}", url, at=at, but=by)
    if current is None or current.holder != family:
        notify(holders.people(family), text, url, at=at, but=by)


def _decide(
    request: EnrolmentRequest, action: A, *, by: User | None, at: datetime, reason: str = "", words: str = "",
    school_id: int | None = None, over_size: bool = False,
) -> None:  # fmt: skip
    db.session.add(
        Decision(
            request_id=request.id, action=action, reason=reason, note=words, school_id=school_id, over_size=over_size,
            by_id=by.id if by else None, at=at,
        )
    )  # fmt: skip


def accept(request: EnrolmentRequest, *, by: User, at: datetime) -> None:
    """通过预审: the bureau is next."""
    whose = _holder(request)
    request.accepted_at = request.accepted_at or at
    _turn(request, A.ACCEPT, "已通过园区预审，由教育局审核", by=by, at=at)
    note(verbs.ACCEPTED, request, whose, by=by, at=at)


def pass_(request: EnrolmentRequest, *, by: User, at: datetime) -> None:
    """审核通过: a seat is next."""
    whose = _holder(request)
    _turn(request, A.PASS, "教育局审核通过，等待安排学位", by=by, at=at)
    note(verbs.PASSED, request, whose, by=by, at=at)


def ask_correction(
    request: EnrolmentRequest, items: Sequence[str], labels: Iterable[str], words: str, *, by: User, at: datetime
) -> None:
    """退回补正: the family supplies the ticked `items` (keys; `labels` are what they are called) and submits again."""
    whose, review = _holder(request), REVIEWS.get(request.state)
    named = list(labels)
    _turn(request, A.ASK_CORRECTION, f"请补正 {len(named)} 项", by=by, at=at)
    if review is None:
        raise AssertionError(request.state)
    db.session.add(
        Correction(
            request_id=request.id, review=review, items=list(items), note=words, asked_by_id=by.id, asked_at=at
        )
    )  # fmt: skip
    db.session.flush()
    db.session.expire(request, ["corrections"])
    due = request.current.due_on if request.current else None
    note(verbs.CORRECTION_ASKED, request, whose, by=by, at=at, review=review.label, asked=named, due_on=due)


def decline(request: EnrolmentRequest, reason: str, words: str, *, by: User, at: datetime) -> None:
    """不予受理, with a reason from the list."""
    whose, review = _holder(request), REVIEWS.get(request.state)
    _turn(request, A.DECLINE, "不予受理，理由见申请页面", by=by, at=at)
    _decide(request, A.DECLINE, by=by, at=at, reason=reason, words=words)
    note(verbs.DECLINED, request, whose, by=by, at=at, review=review.label if review else "", reason=reason)


def place(request: EnrolmentRequest, school_id: int, override: str, *, by: User, at: datetime) -> None:
    """安排学位 by hand: the seats of the school are locked, counted and taken.

    Raises:
        Refused: no such grade there, a class would reach the hard stop, or it is over the size and no reason is given.
    """
    found = places.locked_place(request, school_id)
    if found is None:
        raise Refused("这所学校本学期没有这个年级的学位计划，请另选学校。", "school")
    if found.full:
        raise Refused(f"{found.school.name}{found.words}，任何人不得再安排，请另选学校或转入统筹。", "school")
    if found.over_size and not override:
        raise Refused(f"{found.school.name}已没有剩余学位，{found.words}。", "override")
    request.school_id = school_id
    _turn(request, A.PLACE, f"已安排到{found.school.name}，等待学校确认", by=by, at=at)
    words = override if found.over_size else ""
    _decide(request, A.PLACE, by=by, at=at, school_id=school_id, over_size=found.over_size, words=words)
    note(
        verbs.PLACED, request, duties.bureau(request), by=by, at=at, school=found.school.name,
        grade=request.grade_label, over_size=found.over_size,
    )  # fmt: skip


def _leave_school(request: EnrolmentRequest) -> tuple[int | None, str]:
    """Free the seat; return the school's id and name."""
    school_id = request.school_id
    name = places.school_names([school_id]).get(school_id, "") if school_id else ""
    request.school_id, request.school = None, None
    return school_id, name


def take_back(request: EnrolmentRequest, words: str, *, by: User, at: datetime) -> None:
    """撤回安排: the case goes back into the queue."""
    school_id, name = _leave_school(request)
    _turn(request, A.TAKE_BACK, "学位安排已撤回，将重新安排", by=by, at=at)
    _decide(request, A.TAKE_BACK, by=by, at=at, words=words, school_id=school_id)
    note(verbs.TAKEN_BACK, request, duties.bureau(request), by=by, at=at, school=name)


def correct(
    request: EnrolmentRequest, school_id: int, words: str, *, override: str = "", by: User, at: datetime
) -> None:  # fmt: skip
    """更正安排: give another seat for the one that the case has, if any. `words` say why.

    Raises:
        Refused: as `place`. InvalidTransition: the case has ended.
    """
    if REQUESTS.can(request, A.CORRECT):
        before, name = _leave_school(request)
        REQUESTS.move(request, A.CORRECT)
        _decide(request, A.CORRECT, by=by, at=at, words=words, school_id=before)
        db.session.flush()
        note(verbs.CORRECTED, request, duties.bureau(request), by=by, at=at, school=name)
    place(request, school_id, override, by=by, at=at)


def coordinate(request: EnrolmentRequest, words: str, *, by: User, at: datetime) -> None:
    """转入统筹: nobody is turned away; the bureau keeps looking."""
    _turn(request, A.COORDINATE, "已转入统筹安排", by=by, at=at)
    _decide(request, A.COORDINATE, by=by, at=at, words=words)
    note(verbs.COORDINATED, request, duties.bureau(request), by=by, at=at)


def school_confirm(request: EnrolmentRequest, *, by: User, at: datetime) -> None:
    """确认接收: now the family is asked."""
    whose, name = _holder(request), _school(request)
    _turn(request, A.SCHOOL_CONFIRM, f"{name}已确认接收，请与监护人确认是否入学", by=by, at=at)
    note(verbs.SCHOOL_CONFIRMED, request, whose, by=by, at=at, school=name)


def school_decline(request: EnrolmentRequest, reason: str, words: str, *, by: User, at: datetime) -> None:
    """学校退回, with a reason from the list: back into the queue."""
    whose = _holder(request)
    school_id, name = _leave_school(request)
    _turn(request, A.SCHOOL_DECLINE, "学校未能接收，将重新安排学位", by=by, at=at)
    _decide(request, A.SCHOOL_DECLINE, by=by, at=at, reason=reason, words=words, school_id=school_id)
    note(verbs.SCHOOL_DECLINED, request, whose, by=by, at=at, school=name, reason=reason)


def confirm(request: EnrolmentRequest, *, by: User, at: datetime) -> None:
    """确认入学: the school waits for the child."""
    _turn(request, A.CONFIRM, "监护人已确认入学，等待报到", by=by, at=at)
    note(verbs.OFFER_CONFIRMED, request, duties.family(request), by=by, at=at, school=_school(request))


def decline_offer(request: EnrolmentRequest, reason: str, words: str, *, by: User, at: datetime) -> None:
    """放弃学位, with a reason from the list: the seat is free again."""
    school_id, name = _leave_school(request)
    _turn(request, A.DECLINE_OFFER, "已放弃学位", by=by, at=at)
    _decide(request, A.DECLINE_OFFER, by=by, at=at, reason=reason, words=words, school_id=school_id)
    note(verbs.OFFER_DECLINED, request, duties.family(request), by=by, at=at, school=name, reason=reason)


def lapse(request: EnrolmentRequest, *, at: datetime) -> None:
    """到期未答复: the seat is kept and the family is asked again; nothing is rejected."""
    due = request.current.due_on if request.current else None
    _turn(request, A.LAPSE, "确认入学的期限已过，学位仍为您保留，请尽快答复是否入学", by=None, at=at)
    note(verbs.LAPSED, request, "", by=None, at=at, due_on=due)


def arrive(request: EnrolmentRequest, *, by: User, at: datetime) -> None:
    """登记到校: the case ends well."""
    whose, name = _holder(request), _school(request)
    _turn(request, A.ARRIVE, f"孩子已到{name}报到，本申请办结", by=by, at=at)
    note(verbs.ARRIVED, request, whose, by=by, at=at, school=name)


def _school(request: EnrolmentRequest) -> str:
    return places.school_names([request.school_id]).get(request.school_id, "") if request.school_id else ""
