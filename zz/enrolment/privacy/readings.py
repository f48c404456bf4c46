"""Reading protected fields: one reason, one row for each field shown; who may fetch a paper, and that he did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from zz import clock, rules
from zz.accounts.models import User
from zz.db import db, writing
from zz.enrolment.privacy import fields
from zz.enrolment.privacy.models import Reading
from zz.enrolment.requests import access
from zz.enrolment.requests.models import EnrolmentRequest, RequestDocument
from zz.files.models import Attachment
from zz.journal import AccessKind, log_access

PAPER = "材料："
OWN = "查看本企业申报的材料"
MOST_SHOWN = 30


def target(request: EnrolmentRequest) -> str:
    """Return what the access log calls a case: its number."""
    return f"入学申请 {request.number or request.id}"


def who(user: User) -> str:
    """Return a reader's name with his unit's."""
    return f"{user.name}（{user.unit.label}）" if user.unit else user.name


def note(request: EnrolmentRequest, labels: Iterable[str], reason: str, *, by: User, at: datetime) -> None:
    """Log that `by` was shown these fields of a case: a row each, for HR and for the auditor."""
    for label in labels:
        db.session.add(
            Reading(
                request_id=request.id, number=request.number or "", user_id=by.id, who=who(by), at=at, field=label,
                reason=reason,
            )
        )  # fmt: skip
        log_access(AccessKind.READ, target=target(request), user=by, detail=f"{label}；事由：{reason}")


def open_case(request: EnrolmentRequest, reason: str, *, by: User, at: datetime) -> None:
    """Log what an opening shows: every protected field that holds something."""
    labels = fields.held(request, named=access.knows_enterprise(by, request))
    note(request, labels, reason, by=by, at=at)


def _since(at: datetime) -> datetime:
    return at - timedelta(minutes=int(rules.value("enrolment.privacy.minutes")))


def reason_in_force(user: User, request_id: int, at: datetime) -> str:
    """Return the reason that `user` gave for this case within the time that it holds; "" where he gave none."""
    query = (
        select(Reading.reason)
        .where(Reading.request_id == request_id, Reading.user_id == user.id, Reading.at > _since(at))
        .where(Reading.at <= at)
        .order_by(Reading.id.desc())
    )
    return db.session.scalar(query.limit(1)) or ""


def may_fetch(user: User, request_id: int) -> bool:
    """Tell whether `user` may fetch a paper of a case: it is his to fill in, or he has just given a reason."""
    query = select(EnrolmentRequest).where(EnrolmentRequest.id == request_id, access.visible_to(user))
    request = db.session.scalars(query).first()
    if request is None or request.erased_at is not None or not fields.opens(user):
        return False
    return access.files_for(user, request) or bool(reason_in_force(user, request_id, clock.now()))


def fetched(user: User, attachment: Attachment) -> None:
    """Log that a paper was served; to whoever fills the case in himself, for the auditor alone."""
    at, label = clock.now(), f"{PAPER}{paper_name(attachment)}"
    with writing():
        request = db.session.get_one(EnrolmentRequest, attachment.subject_id)
        if reason := reason_in_force(user, request.id, at):
            note(request, [label], reason, by=user, at=at)
        else:
            log_access(AccessKind.READ, target=target(request), user=user, detail=f"{label}；{OWN}")


def paper_name(attachment: Attachment) -> str:
    """Return what kind of paper an attachment is."""
    query = select(RequestDocument).where(RequestDocument.attachment_id == attachment.id)
    found = db.session.scalars(query.limit(1)).first()
    return found.kind.name if found else attachment.kind.label


@dataclass(frozen=True)
class Seen:
    """One occasion: somebody gave one reason and was shown these fields."""

    who: str
    at: datetime
    reason: str
    fields: list[str]


def of_request(request_id: int) -> list[Seen]:
    """Return who has read a case, newest first: 谁看过."""
    query = select(Reading).where(Reading.request_id == request_id).order_by(Reading.id.desc()).limit(400)
    return gathered(db.session.scalars(query).all())[:MOST_SHOWN]


def gathered(rows: Sequence[Reading]) -> list[Seen]:
    """Put the fields of one occasion together; rows come newest first."""
    found: list[Seen] = []
    last: tuple[int, datetime, str] | None = None
    for row in rows:
        if (row.user_id, row.at, row.reason) != last:
            last = (row.user_id, row.at, row.reason)
            found.append(Seen(row.who, clock.local(row.at), row.reason, []))
        found[-1].fields.insert(0, row.field)
    return found


def of_year(year: int) -> Select[Reading]:
    """Return the query of a calendar year's readings and exports, newest first."""
    return select(Reading).where(*_within(year)).order_by(Reading.id.desc())


def _within(year: int) -> list[ColumnElement[bool]]:
    start, end = (datetime(y, 1, 1, tzinfo=clock.SHANGHAI) for y in (year, year + 1))
    return [Reading.at >= start, Reading.at < end]


def years(now: int) -> list[int]:
    """Return the years that the log reaches over, newest first."""
    first = db.session.scalar(select(func.min(Reading.at)))
    return list(range(now, (clock.local(first).year if first else now) - 1, -1))
