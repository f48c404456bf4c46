"""The flow of a meeting."""

from zz.meetings.vocabulary import MeetingAction as A
from zz.meetings.vocabulary import MeetingState as S
from zz.workflow import Flow

MEETINGS = Flow(
    "会议",
    "state",
    {
        (S.PLANNED, A.EDIT): S.PLANNED,
        (S.PLANNED, A.CALL): S.CALLED,
        (S.PLANNED, A.CANCEL): S.CANCELLED,
        (S.CALLED, A.EDIT): S.CALLED,
        (S.CALLED, A.HOLD): S.HELD,
        (S.CALLED, A.CANCEL): S.CANCELLED,
        (S.HELD, A.DECIDE): S.HELD,
        (S.HELD, A.ISSUE): S.MINUTED,
    },
)

COMING = (S.PLANNED, S.CALLED)
OVER = (S.HELD, S.MINUTED)
