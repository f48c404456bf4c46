"""The flow of an objection: answered by the work group, reviewed by the bureau."""

from zz.enrolment.publication.vocabulary import ObjectionAction as A
from zz.enrolment.publication.vocabulary import ObjectionState as S
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
