"""Every state × every action of a request, and of an approver's part, goes where the table says or nowhere."""

from types import SimpleNamespace

import pytest

from zz.approvals.flow import APPROVALS, ENDED, OPEN, STEPS
from zz.approvals.vocabulary import ApprovalAction as A
from zz.approvals.vocabulary import ApprovalState as S
from zz.approvals.vocabulary import StepAction as T
from zz.approvals.vocabulary import StepState as P
from zz.workflow import InvalidTransition

LEADS = {
    S.WAITING: {
        A.AGREE: S.WAITING, A.GRANT: S.APPROVED, A.SEND_BACK: S.SUPPLEMENT, A.REFUSE: S.REFUSED,
        A.WITHDRAW: S.WITHDRAWN, A.LAPSE: S.LAPSED,
    },
    S.SUPPLEMENT: {A.RESUBMIT: S.WAITING, A.WITHDRAW: S.WITHDRAWN, A.LAPSE: S.LAPSED},
    S.APPROVED: {},
    S.REFUSED: {},
    S.WITHDRAWN: {},
    S.LAPSED: {},
}  # fmt: skip
PARTS = {
    P.COMING: {T.OPEN: P.WAITING, T.SKIP: P.SKIPPED},
    P.WAITING: {T.AGREE: P.AGREED, T.SEND_BACK: P.SENT_BACK, T.REFUSE: P.REFUSED, T.SKIP: P.SKIPPED},
    P.AGREED: {},
    P.SENT_BACK: {},
    P.REFUSED: {},
    P.SKIPPED: {},
}


@pytest.mark.parametrize("action", A)
@pytest.mark.parametrize("state", S)
def test_a_request(state: S, action: A) -> None:
    request = SimpleNamespace(state=state)
    if target := LEADS[state].get(action):
        assert APPROVALS.move(request, action) == target == request.state
    else:
        with pytest.raises(InvalidTransition):
            APPROVALS.move(request, action)
        assert request.state == state


@pytest.mark.parametrize("action", T)
@pytest.mark.parametrize("state", P)
def test_a_part(state: P, action: T) -> None:
    part = SimpleNamespace(state=state)
    if target := PARTS[state].get(action):
        assert STEPS.move(part, action) == target
    else:
        with pytest.raises(InvalidTransition):
            STEPS.move(part, action)


def test_open_and_ended_are_all_states() -> None:
    assert {*OPEN, *ENDED} == set(S)
    assert not set(OPEN) & set(ENDED)
