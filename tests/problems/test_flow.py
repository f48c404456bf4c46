"""Every state × every action, and that each waiting state has the assignment it names, both ways."""

from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from tests.problems import world as w
from zz.assignments.vocabulary import AssignmentKind
from zz.problems.flow import OPENS, PROBLEMS, WAITING
from zz.problems.handling import assignments_of, held
from zz.problems.vocabulary import ProblemAction as A
from zz.problems.vocabulary import ProblemState as S
from zz.workflow import InvalidTransition

ALLOWED = {
    S.REPORTED: {A.ASSIGN, A.RAISE, A.INSTRUCT, A.PROPOSE, A.WITHDRAW, A.MERGE},
    S.OPEN: {
        A.REASSIGN, A.SEND_BACK, A.RELEASE, A.RETURN, A.CLOSE, A.URGE, A.SUPERVISE, A.INSTRUCT, A.PROPOSE, A.WITHDRAW,
        A.MERGE,
    },
    S.CLOSED: {A.WRITE_OFF, A.REOPEN},
    S.WRITTEN_OFF: {A.REOPEN},
    S.WITHDRAWN: set(),
}  # fmt: skip
STAGED = {
    S.REPORTED: w.reported, S.OPEN: w.opened, S.CLOSED: w.closed, S.WRITTEN_OFF: w.written_off,
    S.WITHDRAWN: w.withdrawn,
}  # fmt: skip


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("action", A)
def test_the_table_lets_through_what_is_written_and_nothing_else(state: S, action: A) -> None:
    subject = SimpleNamespace(state=state)
    assert PROBLEMS.can(subject, action) == (action in ALLOWED[state])
    if action not in ALLOWED[state]:
        with pytest.raises(InvalidTransition):
            PROBLEMS.move(subject, action)
        assert subject.state == state


def test_every_state_says_what_it_opens() -> None:
    assert set(OPENS) == set(S)
    assert set(WAITING) == {S.REPORTED, S.OPEN, S.CLOSED}
    opened = [kind for kinds in OPENS.values() for kind in kinds]
    assert len(opened) == len(set(opened)), "an assignment's kind tells its problem's state"
    assert set(opened) == {
        AssignmentKind.ASSIGN, AssignmentKind.HANDLE, AssignmentKind.VERIFY, AssignmentKind.WRITE_OFF,
    }  # fmt: skip


@pytest.mark.parametrize("state", S)
def test_a_problem_in_a_state_has_the_assignment_that_it_opens(session: Session, state: S) -> None:
    problem = STAGED[state](w.world())
    assert problem.state == state
    assert [a.kind for a in held(assignments_of(problem))] == list(OPENS[state][:1])
    w.lives_once(problem)


def test_a_reply_of_the_lead_hands_over_to_the_verifier(session: Session) -> None:
    problem = w.verifying(w.world())
    assert problem.state == S.OPEN
    assert [a.kind for a in held(assignments_of(problem))] == [AssignmentKind.VERIFY]
    w.lives_once(problem)
