"""Who may do what: every state × every action × every role, written out in full."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.problems import world as w
from tests.problems.world import World
from zz.accounts.models import User
from zz.accounts.roles import Role, UnitKind
from zz.assignments import holders
from zz.db import db
from zz.problems import policy
from zz.problems.access import visible_to
from zz.problems.models import Problem
from zz.problems.vocabulary import ProblemAction as A

TODAY = date(2023, 9, 14)
CENTRE, LEADERS = {"centre"}, {"leader", "mayor"}

Stage = Callable[[World], Problem]


def assisted(county: World) -> Problem:
    return w.opened(county, county.group, county.town)


# situation → action → who may; whoever is not named may not, an action not named nobody may
MATRIX: dict[Stage, dict[A, set[str]]] = {
    w.reported: {
        A.ASSIGN: CENTRE, A.INSTRUCT: CENTRE | LEADERS, A.PROPOSE: CENTRE, A.WITHDRAW: {"owner", "centre"},
        A.MERGE: CENTRE,
    },
    w.by_township: {
        A.ASSIGN: {"town", "villager"}, A.RAISE: {"town", "villager"}, A.INSTRUCT: CENTRE | LEADERS, A.PROPOSE: CENTRE,
        A.WITHDRAW: {"town", "villager"}, A.MERGE: {"town", "villager"},
    },
    assisted: {
        A.REASSIGN: CENTRE, A.SEND_BACK: {"land"}, A.RELEASE: CENTRE, A.URGE: CENTRE, A.SUPERVISE: CENTRE,
        A.INSTRUCT: CENTRE | LEADERS, A.PROPOSE: CENTRE, A.WITHDRAW: CENTRE, A.MERGE: CENTRE,
    },
    w.verifying: {
        A.REASSIGN: CENTRE, A.SEND_BACK: {"land"}, A.RELEASE: CENTRE, A.URGE: CENTRE, A.SUPERVISE: CENTRE,
        A.INSTRUCT: CENTRE | LEADERS, A.PROPOSE: CENTRE, A.WITHDRAW: CENTRE, A.MERGE: CENTRE,
        A.CLOSE: CENTRE, A.RETURN: CENTRE,
    },
    w.closed: {A.WRITE_OFF: {"centre", "commissioner"}, A.REOPEN: {"owner", "centre", "commissioner"}},
    w.written_off: {A.REOPEN: {"owner", "centre"}},
    w.withdrawn: {},
}  # fmt: skip


@pytest.mark.parametrize("situation", MATRIX, ids=lambda stage: stage.__name__)
def test_every_action_of_every_role(session: Session, situation: Stage) -> None:
    county = w.world()
    problem = situation(county)
    db.session.flush()
    allowed = {
        action: {
            who for who, user in county.people.items() if policy.can(policy.standing(user, problem, TODAY), action)
        }
        for action in A
    }
    assert allowed == {action: MATRIX[situation].get(action, set()) for action in A}


def test_the_commissioner_verifies_where_he_was_named(session: Session) -> None:
    county = w.world()
    problem = w.opened(county, verifier=f"p{county['commissioner'].id}")
    w.answer(county, problem, county.land, "land")
    for who, may in (("commissioner", True), ("centre", True), ("land", False), ("owner", False)):
        assert policy.can(policy.standing(county[who], problem, TODAY), A.CLOSE) is may, who


def test_nobody_writes_off_what_he_has_done(session: Session) -> None:
    county = w.world()
    problem = w.opened(county)
    w.answer(county, problem, county.land, "commissioner")  # as if he had done it for the bureau
    w.operations.close(problem, "", by=county["centre"], at=w.shanghai(9, 5))
    assert not policy.can(policy.standing(county["commissioner"], problem, TODAY), A.WRITE_OFF)
    assert policy.can(policy.standing(county["centre"], problem, TODAY), A.WRITE_OFF)
    assert problem.current is not None or problem.current_id
    holder = next(a.holder for a in w.assignments_of(problem) if a.id == problem.current_id)
    assert holder == f"c{county.root.id}:centre"


def test_a_county_is_seen_whole_and_another_only_where_one_acts(session: Session) -> None:
    county, elsewhere = w.world(), make_unit(UnitKind.CITY)
    office = make_unit(UnitKind.CITY, elsewhere)
    concerned, other = make_user(Role.CENTRE, office), make_user(Role.CENTRE, office)
    first, second = w.opened(county), w.opened(county)
    w.duty(county, first, county.land).climbed_to = holders.of_person(concerned.id)
    session.flush()

    def seen(user: User) -> set[int]:
        return set(session.scalars(select(Problem.id).where(visible_to(user, TODAY))))

    assert seen(county["centre"]) == seen(county["land"]) == {first.id, second.id}
    assert seen(concerned) == {first.id}
    assert seen(other) == seen(county["stranger"]) == set()
