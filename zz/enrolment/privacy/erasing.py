"""Forgetting a case when its time is up: first its scans, later everything that tells whose it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select
from sqlalchemy.orm import joinedload

from zz import clock, rules
from zz.accounts.models import User
from zz.db import db, writing
from zz.enrolment.privacy import verbs
from zz.enrolment.requests.models import Consent, Correction, EnrolmentRequest, ParentLink, RequestDocument
from zz.enrolment.review.models import Decision
from zz.files.models import Attachment
from zz.files.operations import destroy, forget
from zz.jobs import on_tick
from zz.journal import record

R = EnrolmentRequest
BATCH = 20
EMPTIED = (
    "employee_name", "employee_phone", "child_name", "id_number", "registry_no", "current_school", "guardian_name",
    "guardian_id", "guardian_phone", "address", "search",
)  # fmt: skip
BLANKED = ("employee_hash", "sex", "child_hash", "birth_date", "relation", "guardian_hash", "typed")
AFTER_CLOSING = "结案满{}个月"
ON_REQUEST = "监护人撤回同意"


def months_before(day: date, months: int) -> date:
    """Return the same day some months earlier, the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, the month's last where it has no such day."""
    return months_before(day, -months)


def _closed_by(on: date, months: int) -> datetime:
    """Return the instant at or before which a case was closed whose months are up on `on`."""
    return datetime.combine(months_before(on, months), time.max, tzinfo=clock.SHANGHAI)


def _months(what: str) -> int:
    return int(rules.value(f"enrolment.retention.{what}"))


def _kept() -> ColumnElement[bool]:
    """Return the condition that a paper of a case is still there."""
    return (
        select(RequestDocument.id)
        .join(Attachment, Attachment.id == RequestDocument.attachment_id)
        .where(RequestDocument.request_id == R.id, Attachment.deleted_at.is_(None))
        .exists()
    )


def scans_due(on: date) -> Select[EnrolmentRequest]:
    """Return the cases whose scans are to be gone by `on`."""
    due = and_(R.closed_at.is_not(None), R.closed_at <= _closed_by(on, _months("scans")))
    return select(R).where(due, R.erased_at.is_(None), _kept()).order_by(R.closed_at, R.id)


def cases_due(on: date) -> Select[EnrolmentRequest]:
    """Return the cases that are to be anonymised by `on`: their months are up, or consent was withdrawn."""
    closed = and_(R.closed_at.is_not(None), R.closed_at <= _closed_by(on, _months("cases")))
    return select(R).where(R.erased_at.is_(None), or_(R.erase_on <= on, closed)).order_by(R.id)


def destroy_scans(request: EnrolmentRequest, why: str, *, by: User | None, at: datetime) -> list[str]:
    """Delete the scans of a locked case; return the keys of the bytes to `forget` once that is committed."""
    keys: list[str] = []
    kept = [document.attachment for document in request.documents if document.attachment.deleted_at is None]
    for attachment in kept:
        keys += destroy(attachment, by=by, at=at)
    request.documents.clear()
    db.session.flush()
    record(verbs.SCANS_DESTROYED, request, by=by, at=at, count=len(kept), why=why)
    return keys


def anonymise(request: EnrolmentRequest, why: str, *, by: User | None, at: datetime) -> list[str]:
    """Take from a locked case everything that tells whose it was; its grade, school and course stay for the figures."""
    keys = destroy_scans(request, why, by=by, at=at) if request.documents else []
    for column in EMPTIED:
        setattr(request, column, "")
    for column in BLANKED:
        setattr(request, column, None)
    request.needs_talk, request.carried_from_id = False, None
    for model in (Consent, Correction, Decision):
        for row in db.session.scalars(select(model).where(model.request_id == request.id)):
            setattr(row, "guardian_name" if model is Consent else "note", "")
    db.session.execute(delete(ParentLink).where(ParentLink.request_id == request.id))
    request.erased_at = at
    db.session.flush()
    record(verbs.ANONYMISED, request, by=by, at=at, why=why)
    return keys


def why_anonymised(request: EnrolmentRequest, on: date) -> str:
    """Return the rule that a case falls under."""
    withdrawn = request.erase_on is not None and request.erase_on <= on
    return ON_REQUEST if withdrawn else AFTER_CLOSING.format(_months("cases"))


@on_tick
def forget_what_is_due(at: datetime) -> dict[str, int]:
    """Delete scans and anonymise cases whose time is up, a few in each transaction."""
    on = clock.local(at).date()
    while _some(scans_due(on), on, at, scans=True):
        pass
    while _some(cases_due(on), on, at, scans=False):
        pass
    return {}


def _some(query: Select[EnrolmentRequest], on: date, at: datetime, *, scans: bool) -> bool:
    keys: list[str] = []
    with writing():
        found = db.session.scalars(query.limit(BATCH).with_for_update(of=R, skip_locked=True)).all()
        for request in found:
            if scans:
                keys += destroy_scans(request, AFTER_CLOSING.format(_months("scans")), by=None, at=at)
            else:
                keys += anonymise(request, why_anonymised(request, on), by=None, at=at)
    forget(keys)
    return len(found) == BATCH


@dataclass(frozen=True)
class Coming:
    """What will happen to a case on a day."""

    request: EnrolmentRequest
    on: date
    what: str
    why: str


def preview(park_id: int | None, today: date, days: int, most: int = 200) -> list[Coming]:
    """Return what the rules will delete within some days, soonest first; of one park, or of all."""
    until = date.fromordinal(today.toordinal() + days)
    found = [
        *(_coming(r, today, scans=True) for r in _listed(scans_due(until), park_id, most)),
        *(_coming(r, today, scans=False) for r in _listed(cases_due(until), park_id, most)),
    ]
    return sorted(found, key=lambda coming: (coming.on, coming.request.id))


def _listed(query: Select[EnrolmentRequest], park_id: int | None, most: int) -> Sequence[EnrolmentRequest]:
    query = query.where(R.park_id == park_id) if park_id else query
    return db.session.scalars(query.options(joinedload(R.term)).limit(most)).all()


def _coming(request: EnrolmentRequest, today: date, *, scans: bool) -> Coming:
    months = _months("scans" if scans else "cases")
    closed = clock.local(request.closed_at).date() if request.closed_at else today
    on = months_after(closed, months)
    why = AFTER_CLOSING.format(months)
    if not scans and request.erase_on is not None and request.erase_on <= on:
        on, why = request.erase_on, ON_REQUEST
    return Coming(request, max(on, today), "删除材料扫描件" if scans else "隐去个人信息", why)
