"""The flow of a request, which duty each waiting state opens, and named groups of states."""

from zz.assignments.vocabulary import AssignmentKind as K
from zz.enrolment.requests.vocabulary import RequestAction as A
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.workflow import Flow

# A request may be withdrawn until the child is in class; the guardian's consent at any time.
UNDERWAY = (
    S.PARK_REVIEW, S.PARK_CORRECTION, S.EDUCATION_REVIEW, S.EDUCATION_CORRECTION, S.QUEUED, S.TO_COORDINATE, S.PLACED,
    S.OFFERED, S.LAPSED, S.CONFIRMED,
)  # fmt: skip
ENDED = (S.ARRIVED, S.DECLINED, S.OFFER_DECLINED, S.WITHDRAWN, S.CONSENT_WITHDRAWN)
CORRECTING = (S.PARK_CORRECTION, S.EDUCATION_CORRECTION)
SEATED = (S.PLACED, S.OFFERED, S.LAPSED, S.CONFIRMED, S.ARRIVED)  # these count against a school's seats

REQUESTS = Flow(
    "入学申请",
    "state",
    {
        (S.DRAFT, A.SUBMIT): S.PARK_REVIEW,
        (S.PARK_REVIEW, A.ACCEPT): S.EDUCATION_REVIEW,
        (S.PARK_REVIEW, A.ASK_CORRECTION): S.PARK_CORRECTION,
        (S.PARK_REVIEW, A.DECLINE): S.DECLINED,
        (S.PARK_CORRECTION, A.RESUBMIT): S.PARK_REVIEW,
        (S.EDUCATION_REVIEW, A.PASS): S.QUEUED,
        (S.EDUCATION_REVIEW, A.ASK_CORRECTION): S.EDUCATION_CORRECTION,
        (S.EDUCATION_REVIEW, A.DECLINE): S.DECLINED,
        (S.EDUCATION_CORRECTION, A.RESUBMIT): S.EDUCATION_REVIEW,
        (S.QUEUED, A.PLACE): S.PLACED,
        (S.QUEUED, A.COORDINATE): S.TO_COORDINATE,
        (S.TO_COORDINATE, A.PLACE): S.PLACED,
        (S.PLACED, A.TAKE_BACK): S.QUEUED,
        (S.PLACED, A.SCHOOL_CONFIRM): S.OFFERED,
        (S.PLACED, A.SCHOOL_DECLINE): S.QUEUED,
        (S.OFFERED, A.CONFIRM): S.CONFIRMED,
        (S.OFFERED, A.DECLINE_OFFER): S.OFFER_DECLINED,
        (S.OFFERED, A.LAPSE): S.LAPSED,  # HR is asked what the family wants; nothing is rejected
        (S.LAPSED, A.CONFIRM): S.CONFIRMED,
        (S.LAPSED, A.DECLINE_OFFER): S.OFFER_DECLINED,
        (S.LAPSED, A.TAKE_BACK): S.QUEUED,
        (S.CONFIRMED, A.ARRIVE): S.ARRIVED,
        (S.CONFIRMED, A.DECLINE_OFFER): S.OFFER_DECLINED,
        (S.OFFER_DECLINED, A.COORDINATE): S.TO_COORDINATE,
        # after an objection, or for a seat that a family wants more: another seat is given in the same transaction
        **{(state, A.CORRECT): S.QUEUED for state in (S.PLACED, S.OFFERED, S.LAPSED, S.CONFIRMED)},
        **{(state, A.WITHDRAW): S.WITHDRAWN for state in UNDERWAY},
        **{(state, A.WITHDRAW_CONSENT): S.CONSENT_WITHDRAWN for state in S if state != S.CONSENT_WITHDRAWN},
    },
)

# What somebody holds while a request stands in a state; a draft is its writer's own affair.
OPENS: dict[S, K | None] = {
    S.DRAFT: None,
    S.PARK_REVIEW: K.REVIEW,
    S.PARK_CORRECTION: K.SUPPLY,
    S.EDUCATION_REVIEW: K.REVIEW,
    S.EDUCATION_CORRECTION: K.SUPPLY,
    S.QUEUED: K.PLACE,
    S.TO_COORDINATE: K.PLACE,
    S.PLACED: K.CONFIRM,
    S.OFFERED: K.CONFIRM,
    S.LAPSED: K.CONFIRM,
    S.CONFIRMED: K.CONFIRM,
    **dict.fromkeys(ENDED),
}
