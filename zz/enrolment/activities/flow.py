"""The flows of an activity and of a sign-up."""

from zz.enrolment.activities.vocabulary import ActivityAction as A
from zz.enrolment.activities.vocabulary import ActivityState as S
from zz.enrolment.activities.vocabulary import SignUpAction, SignUpState
from zz.workflow import Flow

ACTIVITIES = Flow(
    "园区活动",
    "state",
    {
        (S.DRAFT, A.PUBLISH): S.PUBLISHED,
        (S.DRAFT, A.CANCEL): S.CANCELLED,
        (S.PUBLISHED, A.CANCEL): S.CANCELLED,
    },
)

SIGN_UPS = Flow(
    "活动报名",
    "state",
    {
        (SignUpState.WAITING, SignUpAction.MOVE_UP): SignUpState.SIGNED_UP,
        (SignUpState.WAITING, SignUpAction.WITHDRAW): SignUpState.WITHDRAWN,
        (SignUpState.SIGNED_UP, SignUpAction.WITHDRAW): SignUpState.WITHDRAWN,
    },
)
