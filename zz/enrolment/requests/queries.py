"""Reading requests: one with all that its page needs, brothers and sisters, the same child twice, seats held."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.requests.access import visible_to
from zz.enrolment.requests.flow import SEATED
from zz.enrolment.requests.models import (
    Consent,
    Correction,
    EnrolmentRequest,
    Preference,
    RequestDocument,
)
from zz.enrolment.requests.vocabulary import RequestState

R = EnrolmentRequest
GONE = (RequestState.WITHDRAWN, RequestState.CONSENT_WITHDRAWN, RequestState.DECLINED)


def find(user: User, request_id: int) -> EnrolmentRequest | None:
    """Return a request that `user` sees, with what its page needs of other rows; None where he sees none."""
    query = (
        select(R)
        .options(
            joinedload(R.term), joinedload(R.park), joinedload(R.enterprise), joinedload(R.school),
            joinedload(R.current),
            selectinload(R.preferences).joinedload(Preference.school),
            selectinload(R.documents).joinedload(RequestDocument.attachment),
            selectinload(R.documents).joinedload(RequestDocument.kind),
            selectinload(R.corrections).joinedload(Correction.asked_by),
            selectinload(R.consents).joinedload(Consent.text),
        )
        .where(R.id == request_id, visible_to(user))
    )  # fmt: skip
    return db.session.scalars(query).first()


def siblings(user: User, request: EnrolmentRequest) -> Sequence[EnrolmentRequest]:
    """Return the requests of the same term that `user` sees for other children of the same employee or guardian."""
    same = [
        column == value
        for column, value in ((R.employee_hash, request.employee_hash), (R.guardian_hash, request.guardian_hash))
        if value
    ]
    if not same:
        return []
    another = or_(R.child_hash.is_(None), R.child_hash != request.child_hash) if request.child_hash else true()
    query = select(R).options(joinedload(R.term)).where(
        R.term_id == request.term_id, R.id != request.id, R.state.not_in(GONE), or_(*same), another, visible_to(user)
    )  # fmt: skip
    return db.session.scalars(query.order_by(R.birth_date, R.id)).all()


def duplicates(request: EnrolmentRequest) -> Sequence[EnrolmentRequest]:
    """Return the other live requests for the same child this term, whatever enterprise filed them.

    For the work group alone: ask `access.in_work_group` first.
    """
    if not request.child_hash:
        return []
    query = select(R).options(joinedload(R.enterprise), joinedload(R.term)).where(
        R.term_id == request.term_id, R.child_hash == request.child_hash, R.id != request.id,
        R.state.not_in((*GONE, RequestState.DRAFT)),
    )  # fmt: skip
    return db.session.scalars(query.order_by(R.submitted_at, R.id)).all()


def seated(term_id: int, school_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return how many children hold a seat, by (school id, grade): what `zz.enrolment.seats` counts."""
    query = (
        select(R.school_id, R.grade, func.count())
        .where(R.term_id == term_id, R.school_id.in_(school_ids), R.state.in_(SEATED))
        .group_by(R.school_id, R.grade)
    )
    return {(school, grade): n for school, grade, n in db.session.execute(query) if school and grade is not None}
