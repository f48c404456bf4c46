"""The flow of a table of quotas: the work group drafts, the education bureau confirms or returns it."""

from zz.enrolment.placement.quota_vocabulary import QuotaAction as A
from zz.enrolment.placement.quota_vocabulary import QuotaState as S
from zz.workflow import Flow

DRAFTING = (S.DRAFT, S.RETURNED)

QUOTAS = Flow(
    "学位名额",
    "state",
    {
        (S.DRAFT, A.PROPOSE): S.PROPOSED,
        (S.RETURNED, A.PROPOSE): S.PROPOSED,
        (S.PROPOSED, A.TAKE_BACK): S.DRAFT,
        (S.PROPOSED, A.CONFIRM): S.CONFIRMED,
        (S.PROPOSED, A.RETURN): S.RETURNED,
        (S.CONFIRMED, A.REVISE): S.DRAFT,
    },
)
