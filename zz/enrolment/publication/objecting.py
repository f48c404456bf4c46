"""What becomes of an objection: raised, answered, reviewed. It comes locked, within `writing()`."""

from datetime import datetime

from zz import calendar, clock
from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments import policy as loop
from zz.assignments.rows import day_words
from zz.assignments.vocabulary import AssignmentKind
from zz.db import db, locked
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.publication import duties, verbs
from zz.enrolment.publication.access import OBJECTIONS
from zz.enrolment.publication.flow import OBJECTIONS as FLOW
from zz.enrolment.publication.models import PlacementObjection
from zz.enrolment.publication.rules import days
from zz.enrolment.publication.vocabulary import ObjectionAction as A
from zz.enrolment.publication.vocabulary import ObjectionState as S
from zz.enrolment.requests import duties as cases
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.review import operations as review
from zz.enrolment.review.operations import Refused
from zz.enrolment.review.places import school_names
from zz.journal import Verb, record
from zz.notices import notify

COORDINATED = "待统筹"


def _note(
    verb: Verb, found: PlacementObjection, whose: str, *, by: User, at: datetime, **payload: object
) -> None:  # fmt: skip
    behalf = loop.behalf(by, {whose}, clock.local(at).date())
    record(verb, found, by=by, at=at, on_behalf_of=behalf, number=found.entry.request.label, **payload)


def _tell(found: PlacementObjection, holder: str, text: str, *, by: User, at: datetime) -> None:
    label = found.entry.request.label
    notify(holders.people(holder), f"入学申请 {label}：{text}", f"{OBJECTIONS}/{found.id}", at=at, but=by)


def raise_(entry: PlacementEntry, text: str, *, by: User, at: datetime) -> PlacementObjection:
    """提出异议: the work group answers within the rule's days."""
    made = PlacementObjection(entry_id=entry.id, entry=entry, text=text, raised_by_id=by.id, raised_at=at)
    db.session.add(made)
    db.session.flush()
    park = cases.park(entry.request)
    duty = duties.open_(made, AssignmentKind.ANSWER, "答复公示异议", park, "objection", by=by, at=at)
    _note(verbs.RAISED, made, cases.family(entry.request), by=by, at=at, due_on=duty.due_on)
    _tell(made, park, f"有公示异议，请于{day_words(duty.due_on)}前答复" if duty.due_on else "有公示异议", by=by, at=at)
    return made


def reject(found: PlacementObjection, answer: str, *, by: User, at: datetime) -> None:
    """异议不成立, with the reason; the family may ask the bureau to review it."""
    FLOW.move(found, A.REJECT)
    duties.end(found, by=by, at=at)
    found.answer, found.answered_at = answer, at
    found.appeal_by = calendar.add_working_days(clock.local(at).date(), days("appeal"))
    db.session.flush()
    request = found.entry.request
    _note(verbs.REJECTED, found, cases.park(request), by=by, at=at, appeal_by=found.appeal_by)
    last = day_words(found.appeal_by)
    _tell(found, cases.family(request), f"公示异议已答复，不同意的可在{last}前申请复核", by=by, at=at)


def appeal(found: PlacementObjection, text: str, *, by: User, at: datetime) -> None:
    """申请复核: the bureau reviews.

    Raises:
        Refused: the days for it are over.
    """
    if found.appeal_by is not None and clock.local(at).date() > found.appeal_by:
        raise Refused(f"申请复核的期限是{day_words(found.appeal_by)}，已过期", "text")
    FLOW.move(found, A.APPEAL)
    found.appeal, found.appealed_at = text, at
    bureau = cases.bureau(found.entry.request)
    duty = duties.open_(found, AssignmentKind.REVIEW, "复核公示异议", bureau, "review", by=by, at=at)
    _note(verbs.APPEALED, found, cases.family(found.entry.request), by=by, at=at, due_on=duty.due_on)
    _tell(found, bureau, "家长申请复核公示异议", by=by, at=at)


def keep(found: PlacementObjection, answer: str, *, by: User, at: datetime) -> None:
    """复核维持: the bureau's reason is the last word."""
    FLOW.move(found, A.KEEP)
    duties.end(found, by=by, at=at)
    found.review, found.reviewed_at = answer, at
    db.session.flush()
    request = found.entry.request
    _note(verbs.KEPT, found, cases.bureau(request), by=by, at=at)
    _tell(found, cases.family(request), "公示异议复核结束，维持原安排", by=by, at=at)


def withdraw(found: PlacementObjection, *, by: User, at: datetime) -> None:
    """撤回异议: the family no longer objects."""
    FLOW.move(found, A.WITHDRAW)
    duties.end(found, by=by, at=at)
    _note(verbs.WITHDRAWN, found, cases.family(found.entry.request), by=by, at=at)


def uphold(
    found: PlacementObjection, school_id: int | None, answer: str, *, over: bool, by: User, at: datetime
) -> None:  # fmt: skip
    """异议成立: the child goes to another school, and the reason stands with the result.

    Raises:
        Refused: nothing changes, or the seats do not allow it. InvalidTransition: the case has ended meanwhile.
    """
    whose = cases.park if found.state == S.RAISED else cases.bureau
    if found.state == S.RAISED:
        found.answer, found.answered_at = answer, at
    else:
        found.review, found.reviewed_at = answer, at
    FLOW.move(found, A.UPHOLD)
    duties.end(found, by=by, at=at)
    entry = found.entry
    request = locked(EnrolmentRequest, entry.request_id)
    if request is None or school_id is None or request.school_id == school_id:
        raise Refused("请选择更正后的学校，与现在的安排不同", "school")
    before = name_of(request.school_id)
    review.correct(request, school_id, answer, override=answer if over else "", by=by, at=at)
    change(entry, school_id, answer, over=over, by=by, at=at)
    _note(verbs.UPHELD, found, whose(request), by=by, at=at, before=before, after=name_of(school_id))
    _tell(found, cases.family(request), "公示异议成立，学位安排已更正", by=by, at=at)


def change(
    entry: PlacementEntry, school_id: int, reason: str, *, over: bool, by: User, at: datetime
) -> None:  # fmt: skip
    """Let the entry say where the child goes now, and why that is not what the order gave."""
    entry.send_to(school_id)
    entry.draft_reason, entry.over_size = reason, over
    entry.edited_by_id, entry.edited_at = by.id, at
    db.session.flush()


def name_of(school_id: int | None) -> str:
    """Return a school's name; 待统筹 where there is none."""
    return school_names([school_id])[school_id] if school_id else COORDINATED
