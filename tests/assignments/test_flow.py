"""The flow of an assignment: every state × every action."""

from dataclasses import dataclass

import pytest

from zz.assignments.flow import ASSIGNMENTS, CARDS, ENDED, HELD, RUNNING, CardAction
from zz.assignments.vocabulary import AssignmentAction, AssignmentState, CardState
from zz.workflow import InvalidTransition

S, A = AssignmentState, AssignmentAction
ALLOWED = {
    S.PENDING: {A.SIGN: S.IN_PROGRESS, A.SEND_BACK: S.SENT_BACK, A.RELEASE: S.DISCHARGED, A.WITHDRAW: S.WITHDRAWN},
    S.IN_PROGRESS: {
        A.REPLY: S.REPLIED, A.SEND_BACK: S.SENT_BACK, A.SUSPEND: S.SUSPENDED, A.DISCHARGE: S.DISCHARGED,
        A.RELEASE: S.DISCHARGED, A.WITHDRAW: S.WITHDRAWN,
    },
    S.SUSPENDED: {A.RESUME: S.IN_PROGRESS, A.WITHDRAW: S.WITHDRAWN},
    S.REPLIED: {A.DISCHARGE: S.DISCHARGED, A.RETURN: S.IN_PROGRESS, A.WITHDRAW: S.WITHDRAWN},
    S.SENT_BACK: {A.WITHDRAW: S.WITHDRAWN},
    S.DISCHARGED: {A.REOPEN: S.PENDING},
    S.WITHDRAWN: {},
}  # fmt: skip


@dataclass
class Subject:
    state: AssignmentState | CardState


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("action", list(A))
def test_every_state_and_action(state: AssignmentState, action: AssignmentAction) -> None:
    subject = Subject(state)
    target = ALLOWED[state].get(action)
    assert ASSIGNMENTS.can(subject, action) == (target is not None)
    if target is None:
        with pytest.raises(InvalidTransition) as refused:
            ASSIGNMENTS.move(subject, action)
        assert state.label in refused.value.sentence
        assert subject.state == state
    else:
        assert ASSIGNMENTS.move(subject, action) == target == subject.state


@pytest.mark.parametrize("state", list(CardState))
@pytest.mark.parametrize("action", list(CardAction))
def test_a_card_is_decided_once(state: CardState, action: CardAction) -> None:
    assert CARDS.can(Subject(state), action) == (state == CardState.PREPARED)


def test_groups_of_states_do_not_overlap() -> None:
    assert set(RUNNING) < set(HELD)
    assert not set(HELD) & set(ENDED)
    assert set(HELD) | set(ENDED) | {S.REPLIED} == set(S)
