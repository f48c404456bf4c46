"""The flow of an assignment."""

from zz.assignments.vocabulary import AssignmentAction as A
from zz.assignments.vocabulary import AssignmentState as S
from zz.assignments.vocabulary import CardState
from zz.labels import LabelledEnum
from zz.workflow import Flow

ASSIGNMENTS = Flow(
    "交办",
    "state",
    {
        (S.PENDING, A.SIGN): S.IN_PROGRESS,
        (S.PENDING, A.SEND_BACK): S.SENT_BACK,
        (S.PENDING, A.RELEASE): S.DISCHARGED,
        (S.PENDING, A.WITHDRAW): S.WITHDRAWN,
        (S.IN_PROGRESS, A.REPLY): S.REPLIED,
        (S.IN_PROGRESS, A.SEND_BACK): S.SENT_BACK,
        (S.IN_PROGRESS, A.SUSPEND): S.SUSPENDED,
        (S.IN_PROGRESS, A.DISCHARGE): S.DISCHARGED,
        (S.IN_PROGRESS, A.RELEASE): S.DISCHARGED,
        (S.IN_PROGRESS, A.WITHDRAW): S.WITHDRAWN,
        (S.SUSPENDED, A.RESUME): S.IN_PROGRESS,
        (S.SUSPENDED, A.WITHDRAW): S.WITHDRAWN,
        (S.REPLIED, A.DISCHARGE): S.DISCHARGED,
        (S.REPLIED, A.RETURN): S.IN_PROGRESS,
        (S.REPLIED, A.WITHDRAW): S.WITHDRAWN,
        (S.SENT_BACK, A.WITHDRAW): S.WITHDRAWN,
        (S.DISCHARGED, A.REOPEN): S.PENDING,
    },
)

HELD = (S.PENDING, S.IN_PROGRESS, S.SUSPENDED)  # the holder has the ball
RUNNING = (S.PENDING, S.IN_PROGRESS)  # the clock runs
ENDED = (S.DISCHARGED, S.WITHDRAWN, S.SENT_BACK)


class CardAction(LabelledEnum):
    """What the centre does with a prepared card."""

    ISSUE = "issue", "发出"
    DROP = "drop", "不予发出"


CARDS = Flow(
    "督办牌",
    "state",
    {
        (CardState.PREPARED, CardAction.ISSUE): CardState.ISSUED,
        (CardState.PREPARED, CardAction.DROP): CardState.DROPPED,
    },
)
