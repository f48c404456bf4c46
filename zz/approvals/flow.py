"""The flows of a request and of each approver's part in it."""

from zz.approvals.vocabulary import ApprovalAction as A
from zz.approvals.vocabulary import ApprovalState as S
from zz.approvals.vocabulary import Decision, StepAction, StepState
from zz.workflow import Flow

APPROVALS = Flow(
    "审批",
    "state",
    {
        (S.WAITING, A.AGREE): S.WAITING,
        (S.WAITING, A.GRANT): S.APPROVED,
        (S.WAITING, A.SEND_BACK): S.SUPPLEMENT,
        (S.WAITING, A.REFUSE): S.REFUSED,
        (S.WAITING, A.WITHDRAW): S.WITHDRAWN,
        (S.WAITING, A.LAPSE): S.LAPSED,
        (S.SUPPLEMENT, A.RESUBMIT): S.WAITING,
        (S.SUPPLEMENT, A.WITHDRAW): S.WITHDRAWN,
        (S.SUPPLEMENT, A.LAPSE): S.LAPSED,
    },
)
OPEN = (S.WAITING, S.SUPPLEMENT)
ENDED = (S.APPROVED, S.REFUSED, S.WITHDRAWN, S.LAPSED)

STEPS = Flow(
    "审批环节",
    "state",
    {
        (StepState.COMING, StepAction.OPEN): StepState.WAITING,
        (StepState.COMING, StepAction.SKIP): StepState.SKIPPED,
        (StepState.WAITING, StepAction.AGREE): StepState.AGREED,
        (StepState.WAITING, StepAction.SEND_BACK): StepState.SENT_BACK,
        (StepState.WAITING, StepAction.REFUSE): StepState.REFUSED,
        (StepState.WAITING, StepAction.SKIP): StepState.SKIPPED,
    },
)

STEP_OF = {
    Decision.AGREE: StepAction.AGREE,
    Decision.SEND_BACK: StepAction.SEND_BACK,
    Decision.REFUSE: StepAction.REFUSE,
}
