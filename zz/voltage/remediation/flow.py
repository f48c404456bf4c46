"""The flows of an entry and of a remediation, and which assignment each waiting state opens."""

from zz.assignments.vocabulary import AssignmentKind
from zz.voltage.remediation.vocabulary import EntryAction as EA
from zz.voltage.remediation.vocabulary import EntryState as ES
from zz.voltage.remediation.vocabulary import RemediationAction as A
from zz.voltage.remediation.vocabulary import RemediationState as S
from zz.workflow import Flow

ENTRIES = Flow(
    "异常台区",
    "state",
    {
        (ES.OPEN, EA.SUSPEND): ES.SUSPENDED,
        (ES.OPEN, EA.DISMISS): ES.DISMISSED,
        (ES.OPEN, EA.RECOVER): ES.RECOVERED,
        (ES.OPEN, EA.TAKE_BACK): ES.TAKEN_BACK,
        (ES.SUSPENDED, EA.RESUME): ES.OPEN,
        (ES.SUSPENDED, EA.DISMISS): ES.DISMISSED,
        (ES.SUSPENDED, EA.RECOVER): ES.RECOVERED,
        (ES.SUSPENDED, EA.TAKE_BACK): ES.TAKEN_BACK,
        (ES.DISMISSED, EA.RESTORE): ES.OPEN,
        (ES.DISMISSED, EA.RECOVER): ES.RECOVERED,
        (ES.DISMISSED, EA.TAKE_BACK): ES.TAKEN_BACK,
        (ES.RECOVERED, EA.RECUR): ES.OPEN,
        (ES.RECOVERED, EA.TAKE_BACK): ES.TAKEN_BACK,
        (ES.TAKEN_BACK, EA.RECUR): ES.OPEN,
    },
)
IN_LIBRARY = (ES.OPEN, ES.SUSPENDED, ES.DISMISSED)  # the fault is still there, whatever was decided on it

REMEDIATIONS = Flow(
    "电压治理",
    "state",
    {
        (S.FOUND, A.PLAN): S.PLANNED,
        (S.FOUND, A.RESERVE): S.RESERVED,
        (S.FOUND, A.SEND_BACK): S.RETURNED,
        (S.FOUND, A.WITHDRAW): S.WITHDRAWN,
        (S.RETURNED, A.DISPATCH): S.FOUND,
        (S.RETURNED, A.WITHDRAW): S.WITHDRAWN,
        (S.PLANNED, A.PLAN): S.PLANNED,
        (S.PLANNED, A.RESERVE): S.RESERVED,
        (S.PLANNED, A.START): S.IN_PROGRESS,
        (S.PLANNED, A.WITHDRAW): S.WITHDRAWN,
        (S.RESERVED, A.PLAN): S.PLANNED,
        (S.RESERVED, A.RESERVE): S.RESERVED,
        (S.RESERVED, A.START): S.IN_PROGRESS,
        (S.RESERVED, A.WITHDRAW): S.WITHDRAWN,
        (S.IN_PROGRESS, A.RECORD): S.IN_PROGRESS,
        (S.IN_PROGRESS, A.PLAN): S.PLANNED,
        (S.IN_PROGRESS, A.RESERVE): S.RESERVED,
        (S.IN_PROGRESS, A.ASK_CLOSURE): S.PENDING_VERIFICATION,
        (S.IN_PROGRESS, A.WITHDRAW): S.WITHDRAWN,
        (S.PENDING_VERIFICATION, A.VERIFY): S.VERIFIED,
        (S.PENDING_VERIFICATION, A.REJECT): S.IN_PROGRESS,
        (S.VERIFIED, A.REOPEN): S.IN_PROGRESS,
    },
)

# The one assignment that somebody holds in each state.
OPENS: dict[S, AssignmentKind | None] = {
    S.FOUND: AssignmentKind.HANDLE,
    S.RETURNED: AssignmentKind.ASSIGN,
    S.PLANNED: AssignmentKind.HANDLE,
    S.RESERVED: AssignmentKind.HANDLE,
    S.IN_PROGRESS: AssignmentKind.HANDLE,
    S.PENDING_VERIFICATION: AssignmentKind.VERIFY,
    S.VERIFIED: None,
    S.WITHDRAWN: None,
}
UNDER_WAY = tuple(state for state, kind in OPENS.items() if kind)
PLANNED_ONES = (S.PLANNED, S.RESERVED, S.IN_PROGRESS, S.PENDING_VERIFICATION, S.VERIFIED)  # a plan was made
