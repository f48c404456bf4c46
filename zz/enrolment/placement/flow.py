"""The flow of a round: what is sealed is never changed, what is a draft moves nobody."""

from zz.enrolment.placement.vocabulary import RoundAction as A
from zz.enrolment.placement.vocabulary import RoundState as S
from zz.workflow import Flow

ROUNDS = Flow(
    "学位安排",
    "state",
    {
        (S.DRAFT, A.SEAL): S.SEALED,
        (S.SEALED, A.RUN): S.RUN,
        (S.RUN, A.EDIT): S.RUN,
        (S.RUN, A.CONFIRM): S.CONFIRMED,
        (S.CONFIRMED, A.PUBLISH): S.PUBLISHED,
        (S.PUBLISHED, A.CLOSE): S.CLOSED,
        **{(state, A.ABANDON): S.ABANDONED for state in (S.DRAFT, S.SEALED, S.RUN)},
    },
)
UNDERWAY = (S.DRAFT, S.SEALED, S.RUN)  # of these a park has one at a time in a term
SETTLED = (S.CONFIRMED, S.PUBLISHED, S.CLOSED)  # from here on families and their HR read the explanation
