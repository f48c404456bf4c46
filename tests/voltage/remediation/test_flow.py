"""Every state × every action of both flows, and which states wait for somebody."""

from types import SimpleNamespace

import pytest

from zz.assignments.vocabulary import AssignmentKind
from zz.voltage.remediation.flow import ENTRIES, IN_LIBRARY, OPENS, REMEDIATIONS, UNDER_WAY
from zz.voltage.remediation.vocabulary import EntryAction as EA
from zz.voltage.remediation.vocabulary import EntryState as ES
from zz.voltage.remediation.vocabulary import RemediationAction as A
from zz.voltage.remediation.vocabulary import RemediationState as S
from zz.workflow import Flow, InvalidTransition

ALLOWED = {
    S.FOUND: {A.PLAN, A.RESERVE, A.SEND_BACK, A.WITHDRAW},
    S.RETURNED: {A.DISPATCH, A.WITHDRAW},
    S.PLANNED: {A.PLAN, A.RESERVE, A.START, A.WITHDRAW},
    S.RESERVED: {A.PLAN, A.RESERVE, A.START, A.WITHDRAW},
    S.IN_PROGRESS: {A.RECORD, A.PLAN, A.RESERVE, A.ASK_CLOSURE, A.WITHDRAW},
    S.PENDING_VERIFICATION: {A.VERIFY, A.REJECT},
    S.VERIFIED: {A.REOPEN},
    S.WITHDRAWN: set(),
}  # fmt: skip
OF_ENTRIES = {
    ES.OPEN: {EA.SUSPEND, EA.DISMISS, EA.RECOVER, EA.TAKE_BACK},
    ES.SUSPENDED: {EA.RESUME, EA.DISMISS, EA.RECOVER, EA.TAKE_BACK},
    ES.DISMISSED: {EA.RESTORE, EA.RECOVER, EA.TAKE_BACK},
    ES.RECOVERED: {EA.RECUR, EA.TAKE_BACK},
    ES.TAKEN_BACK: {EA.RECUR},
}  # fmt: skip


@pytest.mark.parametrize(
    ("flow", "states", "actions", "allowed"), [(REMEDIATIONS, S, A, ALLOWED), (ENTRIES, ES, EA, OF_ENTRIES)]
)
def test_the_table_lets_through_what_is_written_and_nothing_else(
    flow: Flow, states: type[S], actions: type[A], allowed: dict[S, set[A]]
) -> None:
    for state in states:
        for action in actions:
            subject = SimpleNamespace(state=state)
            assert flow.can(subject, action) == (action in allowed[state]), (state, action)
            if action not in allowed[state]:
                with pytest.raises(InvalidTransition):
                    flow.move(subject, action)
                assert subject.state == state


def test_every_state_says_what_it_opens() -> None:
    assert set(OPENS) == set(S)
    assert {state for state, kind in OPENS.items() if kind is None} == {S.VERIFIED, S.WITHDRAWN}
    assert OPENS[S.PENDING_VERIFICATION] == AssignmentKind.VERIFY
    assert S.VERIFIED not in UNDER_WAY
    assert ES.RECOVERED not in IN_LIBRARY
