"""The flows of an objection, answered by the work group and reviewed by the bureau, and of the offer of a free seat."""

from zz.enrolment.publication.vocabulary import ObjectionAction as A
from zz.enrolment.publication.vocabulary import ObjectionState as S
from zz.enrolment.publication.vocabulary import OfferAction, OfferState
from zz.workflow import Flow

OBJECTIONS = Flow(
    "公示异议",
    "state",
    {
        (S.RAISED, A.UPHOLD): S.UPHELD,
        (S.RAISED, A.REJECT): S.REJECTED,
        (S.RAISED, A.WITHDRAW): S.WITHDRAWN,
        (S.REJECTED, A.APPEAL): S.REVIEWING,
        (S.REVIEWING, A.UPHOLD): S.UPHELD,
        (S.REVIEWING, A.KEEP): S.KEPT,
        (S.REVIEWING, A.WITHDRAW): S.WITHDRAWN,
    },
)
OPEN = (S.RAISED, S.REVIEWING)

OFFERS = Flow(
    "空出学位递补",
    "state",
    {
        **{(state, OfferAction.ACCEPT): OfferState.ACCEPTED for state in (OfferState.OPEN, OfferState.LAPSED)},
        **{(state, OfferAction.DECLINE): OfferState.DECLINED for state in (OfferState.OPEN, OfferState.LAPSED)},
        (OfferState.OPEN, OfferAction.LAPSE): OfferState.LAPSED,
        (OfferState.LAPSED, OfferAction.PASS_ON): OfferState.PASSED_ON,
        **{(state, OfferAction.WITHDRAW): OfferState.WITHDRAWN for state in (OfferState.OPEN, OfferState.LAPSED)},
    },
)
WAITING = (OfferState.OPEN, OfferState.LAPSED)  # these hold the seat
