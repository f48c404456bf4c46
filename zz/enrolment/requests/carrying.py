"""Not typing twice: a family's details and papers go on to next year's request, or to a brother or sister's."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.delivered import CONSENT_FORM
from zz.enrolment.models import DocumentKind
from zz.enrolment.requests import access, own_queries, papers, verbs
from zz.enrolment.requests.fields import CHILD, EMPLOYEE, GUARDIAN
from zz.enrolment.requests.filing import Filing
from zz.enrolment.requests.models import EnrolmentRequest, Preference, RequestDocument
from zz.enrolment.requests.typed import derive
from zz.enrolment.vocabulary import HIGHEST
from zz.files.operations import PreparedFile
from zz.journal import record

R = EnrolmentRequest
FAMILY = (*(f.key for f in EMPLOYEE), *(f.key for f in GUARDIAN))
SAME_CHILD = (
    *(f.key for f in CHILD if f.key not in {"grade", "current_grade", "needs_talk"}),
    "accept_any",
    "together",
)
MOST = 200
Copied = Sequence[tuple[DocumentKind, PreparedFile]]


def earlier(user: User, filings: Sequence[Filing]) -> list[EnrolmentRequest]:
    """Return the newest request of each child that the enterprises of `filings` have filed, to go on from."""
    firms = {f.enterprise.id for f in filings}
    query = (
        select(R)
        .options(joinedload(R.term), selectinload(R.documents))
        .where(R.enterprise_id.in_(firms), R.erased_at.is_(None), R.child_name != "", own_queries.mine(user))
        .order_by(R.id.desc())
        .limit(MOST)
    )
    newest: dict[str, EnrolmentRequest] = {}
    for request in db.session.scalars(query):
        newest.setdefault(request.child_hash or f"{request.employee_hash}{request.child_name}", request)
    return sorted(newest.values(), key=lambda r: (r.employee_name, r.birth_date is None, r.birth_date, r.id))


def source(user: User, typed: str) -> EnrolmentRequest | None:
    """Return the request that was chosen to go on from, if it is the user's to file."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        return None
    found = db.session.scalars(
        select(R).where(R.id == int(typed), R.erased_at.is_(None), access.visible_to(user))
    ).first()
    return found if found is not None and access.files_for(user, found) else None


def prepare(found: EnrolmentRequest) -> Copied:
    """Copy the papers of a request, but not a signed consent, which is for one case; call it before `writing()`."""
    query = select(RequestDocument).options(joinedload(RequestDocument.attachment), joinedload(RequestDocument.kind))
    there = db.session.scalars(query.where(RequestDocument.request_id == found.id))
    return papers.copies([document for document in there if document.kind.code != CONSENT_FORM])


def take_over(
    request: EnrolmentRequest, source_id: int, copied: Copied, *, same_child: bool, by: User, at: datetime
) -> None:  # fmt: skip
    """Fill a new draft from another request: the family; with `same_child` the child one grade on, and its papers."""
    before = db.session.get_one(R, source_id)
    for key in (*FAMILY, *(SAME_CHILD if same_child else ())):
        setattr(request, key, getattr(before, key))
    if same_child:
        _go_on(request, before)
    derive(request)
    db.session.flush()
    for kind, file in copied:
        papers.add(request, kind, file, by=by, at=at, carried=True)
    record(verbs.CARRIED, request, by=by, at=at, number=before.label, same_child=same_child, papers=len(copied))


def _go_on(request: EnrolmentRequest, before: EnrolmentRequest) -> None:
    """Put the child where it is now: in the grade and school of the earlier case, in another year one grade on."""
    request.carried_from_id = before.id
    if request.term_id == before.term_id or before.grade is None:
        request.grade = before.grade
        request.preferences = [Preference(rank=p.rank, school_id=p.school_id) for p in before.preferences]
        return
    years = request.term.school_year - before.term.school_year
    request.current_grade = min(before.grade + max(years - 1, 0), HIGHEST)
    request.grade = min(before.grade + years, HIGHEST)
    if before.school is not None:
        request.current_school = before.school.name
