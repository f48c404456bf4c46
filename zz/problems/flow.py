"""The flow of a problem, and which assignment each waiting state opens."""

from zz.assignments.vocabulary import AssignmentKind
from zz.problems.vocabulary import ProblemAction as A
from zz.problems.vocabulary import ProblemState as S
from zz.workflow import Flow

PROBLEMS = Flow(
    "问题",
    "state",
    {
        (S.REPORTED, A.ASSIGN): S.OPEN,
        (S.REPORTED, A.RAISE): S.REPORTED,
        (S.REPORTED, A.INSTRUCT): S.REPORTED,
        (S.REPORTED, A.PROPOSE): S.REPORTED,
        (S.REPORTED, A.WITHDRAW): S.WITHDRAWN,
        (S.REPORTED, A.MERGE): S.WITHDRAWN,
        (S.OPEN, A.REASSIGN): S.OPEN,
        (S.OPEN, A.SEND_BACK): S.REPORTED,
        (S.OPEN, A.RELEASE): S.OPEN,
        (S.OPEN, A.RETURN): S.OPEN,
        (S.OPEN, A.CLOSE): S.CLOSED,
        (S.OPEN, A.URGE): S.OPEN,
        (S.OPEN, A.SUPERVISE): S.OPEN,
        (S.OPEN, A.INSTRUCT): S.OPEN,
        (S.OPEN, A.PROPOSE): S.OPEN,
        (S.OPEN, A.WITHDRAW): S.WITHDRAWN,
        (S.OPEN, A.MERGE): S.WITHDRAWN,
        (S.CLOSED, A.WRITE_OFF): S.WRITTEN_OFF,
        (S.CLOSED, A.REOPEN): S.OPEN,
        (S.WRITTEN_OFF, A.REOPEN): S.OPEN,
    },
)

# Each waiting state names the assignments that somebody holds in it; the first opens with the state. In OPEN the reply
# of the lead hands over from HANDLE to VERIFY.
OPENS: dict[S, tuple[AssignmentKind, ...]] = {
    S.REPORTED: (AssignmentKind.ASSIGN,),
    S.OPEN: (AssignmentKind.HANDLE, AssignmentKind.VERIFY),
    S.CLOSED: (AssignmentKind.WRITE_OFF,),
    S.WRITTEN_OFF: (),
    S.WITHDRAWN: (),
}
WAITING = tuple(state for state, kinds in OPENS.items() if kinds)  # 未销号
