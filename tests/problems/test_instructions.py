"""What the centre puts before a leader, his instruction as a row, and taking it back for some minutes."""

from datetime import date, timedelta
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import Installation
from tests.problems import world as w
from zz.assignments import holders
from zz.db import db
from zz.journal import Event
from zz.notices.models import Notice
from zz.problems import access, pressing
from zz.problems.models import Instruction, Problem
from zz.problems.operations import Refused
from zz.problems.policy import can, standing
from zz.problems.vocabulary import ProblemAction as A

TODAY, NOON = date(2023, 9, 13), w.shanghai(9, 13, 12)
VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
ADVICE = "建议自然资源局9月20日前组卷报市。"


@pytest.fixture
def county(session: Session) -> w.World:
    return w.world()


def verbs(problem: Problem) -> list[str]:
    query = select(Event.verb).where(Event.subject_type == "problem", Event.subject_id == problem.id)
    return list(db.session.scalars(query.order_by(Event.id)))


def told(text: str) -> set[int]:
    return set(db.session.scalars(select(Notice.user_id).where(Notice.text.contains(text))))


def test_a_proposal_stands_before_its_leader_until_it_is_withdrawn(county: w.World) -> None:
    problem = w.opened(county)
    pressing.propose(problem, ADVICE, county["mayor"], by=county["centre"], at=NOON)
    assert problem.proposal_to == holders.of_person(county["mayor"].id)
    assert county["mayor"].id in told(ADVICE) and county["leader"].id not in told(ADVICE)
    assert can(standing(county["mayor"], problem, TODAY), A.INSTRUCT)
    pressing.withdraw_proposal(problem, "周海平", by=county["centre"], at=NOON)
    assert (problem.proposal, problem.proposal_to, problem.proposed_at) == ("", "", None)
    assert verbs(problem)[-2:] == ["problem_proposed", "problem_proposal_withdrawn"]
    with pytest.raises(Refused):
        pressing.withdraw_proposal(problem, "周海平", by=county["centre"], at=NOON)


def test_a_leader_sees_what_is_put_before_him_beyond_his_field(county: w.World) -> None:
    problem = w.opened(county)
    county.project.liaison_leader_id = None
    db.session.flush()
    assert not access.sees(county["leader"], problem.id)
    pressing.propose(problem, ADVICE, county["leader"], by=county["centre"], at=NOON)
    assert access.sees(county["leader"], problem.id) and not access.sees(county["rival"], problem.id)
    assert can(standing(county["leader"], problem, TODAY), A.INSTRUCT)


def test_only_the_centre_of_the_county_proposes(county: w.World) -> None:
    problem = w.opened(county)
    able = {who for who, user in county.people.items() if can(standing(user, problem, TODAY), A.PROPOSE)}
    assert able == {"centre"}


def test_an_instruction_goes_with_the_duties_and_can_be_taken_back(county: w.World) -> None:
    problem = w.opened(county, county.group)
    first = pressing.instruct(problem, "请市自然资源局阅处。", None, by=county["leader"], at=w.shanghai(9, 1))
    given = pressing.instruct(problem, "同意。", None, by=county["leader"], at=NOON)
    duty = w.duty(county, problem, county.land)
    assert duty.instructed_at == NOON == w.duty(county, problem, county.group).instructed_at
    assert {county["land"].id, county["group"].id, county["centre"].id} <= told("同意。")
    with pytest.raises(Refused):
        pressing.withdraw_instruction(given, problem, by=county["mayor"], at=NOON)
    pressing.withdraw_instruction(given, problem, by=county["leader"], at=NOON + timedelta(minutes=10))
    assert duty.instructed_at == first.at and verbs(problem)[-1] == "problem_instruction_withdrawn"
    assert county["land"].id in told("撤回批示")
    for again in (given, first):  # once only, and not after days
        with pytest.raises(Refused):
            pressing.withdraw_instruction(again, problem, by=county["leader"], at=NOON + timedelta(minutes=10))


def test_an_instruction_that_sets_a_date_stays(county: w.World) -> None:
    problem = w.opened(county)
    given = pressing.instruct(problem, "限期办结。", date(2023, 9, 20), by=county["leader"], at=NOON)
    assert not pressing.undoable(given, county["leader"], NOON)


def test_words_on_paper_are_the_leaders(county: w.World) -> None:
    problem = w.opened(county)
    given = pressing.instruct(problem, "同意。", None, by=county["centre"], at=NOON, leader=county["mayor"])
    assert (given.leader_id, given.by_id) == (county["mayor"].id, county["centre"].id)


def test_the_migration_takes_instructions_from_the_journal(installation: Installation) -> None:
    with installation.app.app_context():
        county = w.world()
        problem = w.opened(county)
        own = pressing.instruct(problem, "请阅处。", date(2023, 9, 20), by=county["leader"], at=NOON)
        paper = pressing.instruct(problem, "同意。", None, by=county["centre"], at=NOON, leader=county["mayor"])
        db.session.commit()
        kept = [(i.problem_id, i.leader_id, i.by_id, i.text, i.due_on, i.at) for i in (own, paper)]
        db.session.remove()
        [own_file] = VERSIONS.glob("*_instructions.py")
        flask_migrate.downgrade(revision=f"{int(own_file.name[:4]) - 1:04}")
        flask_migrate.upgrade()
        found = db.session.scalars(select(Instruction).order_by(Instruction.id))
        assert [(i.problem_id, i.leader_id, i.by_id, i.text, i.due_on, i.at) for i in found] == kept
        db.session.remove()
