"""Filing a request: a draft, what is typed into it, handing it in, answering a 补正, taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zz import clock
from zz.accounts.models import Unit, User
from zz.assignments import holders
from zz.assignments.models import Assignment
from zz.db import db
from zz.enrolment.models import DocumentKind, Term
from zz.enrolment.requests import checks, duties, papers, rules, verbs
from zz.enrolment.requests.fields import Schools
from zz.enrolment.requests.flow import CORRECTING, REQUESTS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.typed import fill
from zz.enrolment.requests.vocabulary import RequestAction as A
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.files.operations import destroy
from zz.journal import record
from zz.notices.operations import notify
from zz.numbering import next_number


class NotReady(Exception):
    """Something still stands in the way of handing it in; `readiness` says what."""

    def __init__(self, readiness: "Readiness") -> None:
        super().__init__("not ready")
        self.readiness = readiness


@dataclass(frozen=True)
class Readiness:
    """What a request lacks: sentences by field, papers, consent. `papers_first`: a rule wants all papers at once."""

    problems: Mapping[str, str]
    documents: list[DocumentKind]
    consented: bool
    papers_first: bool

    @property
    def ready(self) -> bool:
        """Whether it may be handed in."""
        return not self.problems and self.consented and not (self.papers_first and self.documents)


def readiness(request: EnrolmentRequest, schools: Schools, on: date) -> Readiness:
    """Return what a request still lacks on a day."""
    return Readiness(
        checks.problems(request, schools, on), papers.missing(request, on), request.consent is not None,
        rules.papers_first(),
    )  # fmt: skip


@dataclass(frozen=True)
class Filing:
    """For whom a request is begun: the enterprise, its park, the term, and whether it came on paper."""

    enterprise: Unit
    park: Unit
    term: Term
    paper: bool = False


def start(
    filing: Filing, texts: Mapping[str, str], schools: Schools, *, by: User | None, at: datetime
) -> EnrolmentRequest:  # fmt: skip
    """Begin a draft with what is known already."""
    request = EnrolmentRequest(
        park_id=filing.park.id, enterprise_id=filing.enterprise.id, term=filing.term, paper=filing.paper,
        state=S.DRAFT, filed_by_id=by.id if by else None, created_at=at,
    )  # fmt: skip
    db.session.add(request)
    fill(request, texts, schools)
    db.session.flush()
    record(verbs.STARTED, request, by=by, at=at, paper=filing.paper, carried=False)
    return request


def keep(
    request: EnrolmentRequest, texts: Mapping[str, str], schools: Schools, *, by: User | None, at: datetime
) -> None:  # fmt: skip
    """Keep what was typed. In a draft that is nobody else's affair; once it was handed in, what changed is noted."""
    changed = fill(request, texts, schools)
    db.session.flush()
    if changed and not editable_silently(request):
        record(verbs.FILLED, request, by=by, at=at, fields=changed, by_link=by is None)


def editable_silently(request: EnrolmentRequest) -> bool:
    """Tell whether a change is not yet part of what others have read."""
    return request.submitted_at is None


def may_fill(request: EnrolmentRequest) -> bool:
    """Tell whether a request is still, or again, to be filled in."""
    return request.state == S.DRAFT or request.state in CORRECTING


def submit(request: EnrolmentRequest, schools: Schools, *, by: User | None, at: datetime) -> None:
    """Hand a draft in, or what a review has asked for; the next review opens.

    Raises:
        NotReady: something is still missing or wrong.
    """
    today = clock.local(at).date()
    found = readiness(request, schools, today)
    if not found.ready:
        raise NotReady(found)
    if request.state in CORRECTING:
        _resubmit(request, by=by, at=at)
        return
    REQUESTS.move(request, A.SUBMIT)
    request.submitted_at = at
    request.number = request.number or next_number("enrolment", at=at, root=request.term.root_id)
    duties.enter(request, by=by, at=at)
    _tell(request, by=by, at=at)
    late = today > request.term.collect_to
    record(
        verbs.SUBMITTED, request, by=by, at=at, number=request.number, grade=request.grade_label, late=late
    )  # fmt: skip


def submit_ready(
    requests: Sequence[EnrolmentRequest], schools: Schools, *, by: User, at: datetime
) -> list[EnrolmentRequest]:  # fmt: skip
    """Hand in every draft that lacks nothing; return those that were."""
    done = []
    for request in requests:
        try:
            submit(request, schools, by=by, at=at)
        except NotReady:
            continue
        done.append(request)
    return done


def _tell(request: EnrolmentRequest, *, by: User | None, at: datetime) -> None:
    """Tell whoever has the case now, by its number."""
    duty = db.session.get(Assignment, request.current_id) if request.current_id else None
    if duty is not None:
        url = f"/enrolment/requests/{request.id}"
        notify(holders.people(duty.holder), f"{duty.title}，已提交", url, at=at, but=by)


def _resubmit(request: EnrolmentRequest, *, by: User | None, at: datetime) -> None:
    correction = request.correction
    REQUESTS.move(request, A.RESUBMIT)
    if correction is not None:
        correction.answered_at = at
    duties.enter(request, by=by, at=at)
    _tell(request, by=by, at=at)
    record(
        verbs.RESUBMITTED, request, by=by, at=at, review=correction.review.label if correction else "",
        items=len(correction.items) if correction else 0,
    )  # fmt: skip


def withdraw(request: EnrolmentRequest, reason: str, *, by: User, at: datetime) -> None:
    """Take back what was handed in; `reason` is one of the list, never free text. A seat is free again."""
    REQUESTS.move(request, A.WITHDRAW)
    request.school_id = None
    duties.enter(request, by=by, at=at)
    record(verbs.WITHDRAWN, request, by=by, at=at, reason=reason)


def discard(request: EnrolmentRequest, *, by: User | None, at: datetime) -> list[str]:
    """Delete a draft with its papers; return the keys of their bytes, to be forgotten after the commit.

    Raises:
        ValueError: it was handed in; such a case is withdrawn instead.
    """
    if request.submitted_at is not None or request.state != S.DRAFT:
        raise ValueError("only a draft is deleted")
    keys: list[str] = []
    for document in list(request.documents):
        keys += destroy(document.attachment, by=by, at=at)
    record(verbs.DISCARDED, request, by=by, at=at, paper=request.paper)
    for row in (*request.consents, *request.corrections):
        db.session.delete(row)
    db.session.delete(request)
    db.session.flush()
    return keys
