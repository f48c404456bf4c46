"""A county with one project, the people around it, and a problem brought to each state through the operations."""

from dataclasses import dataclass
from datetime import date, datetime

from tests.builders import make_project, make_unit, make_user
from zz import calendar
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind
from zz.clock import SHANGHAI
from zz.db import db
from zz.problems import assigning, kinds, operations, parties, reporting
from zz.problems.assigning import Plan
from zz.problems.handling import assignments_of
from zz.problems.models import Problem, ProblemKind
from zz.problems.vocabulary import Urgency
from zz.projects.models import Project


def shanghai(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return an instant of 2023 in Shanghai."""
    return datetime(2023, month, day, hour, minute, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class World:
    """Who is who: each person holds one role; the strangers have nothing to do with the project."""

    root: Unit
    land: Unit
    group: Unit
    town: Unit
    project: Project
    people: dict[str, User]

    def __getitem__(self, who: str) -> User:
        return self.people[who]


def world() -> World:
    """Make the county."""
    calendar.seed(at=shanghai(1, 2))
    kinds.seed()
    root = make_unit(UnitKind.CITY, name="醴陵市")
    centre, office = make_unit(UnitKind.CITY, root, name="项目中心"), make_unit(UnitKind.CITY, root, name="市政府办")
    land, group = (make_unit(UnitKind.BUREAU, root, name=name) for name in ("市自然资源局", "渌江集团"))
    town = make_unit(UnitKind.TOWNSHIP, root, name="板杉镇")
    firm, rival = (make_unit(UnitKind.ENTERPRISE, root, name=name) for name in ("现代农业公司", "湖南铂威"))
    people = {
        "centre": make_user(Role.CENTRE, centre, name="李清"),
        "leader": make_user(Role.LEADER, office, name="陈国强"),
        "mayor": make_user(Role.MAIN_LEADER, office, name="周海平"),
        "commissioner": make_user(Role.COMMISSIONER, centre, name="何新宇"),
        "land": make_user(Role.BUREAU, land, name="陈立"),
        "group": make_user(Role.BUREAU, group, name="肖勇"),
        "town": make_user(Role.BUREAU, town, name="易红兵"),
        "villager": make_user(Role.BUREAU, town, name="陈大年"),
        "owner": make_user(Role.ENTERPRISE_OWNER, firm, name="王海"),
        "rival": make_user(Role.ENTERPRISE_OWNER, rival, name="郭亮"),
        "stranger": make_user(Role.CENTRE, make_unit(UnitKind.CITY, make_unit(UnitKind.CITY)), name="尹茶"),
        "hr": make_user(Role.ENTERPRISE_HR, firm, name="刘芳"),
        "admin": make_user(Role.ADMIN, centre, name="孙敏"),
        "auditor": make_user(Role.AUDITOR, centre, name="秦岚"),
    }
    project = make_project(
        name="现代化农业产业园", ledger_id=root.id, responsible_unit_id=group.id, township_id=town.id,
        owner_unit_id=firm.id, commissioner_id=people["commissioner"].id, liaison_leader_id=people["leader"].id,
    )  # fmt: skip
    return World(root, land, group, town, project, people)


def kind(name: str = "用地") -> ProblemKind:
    """Return a delivered kind."""
    return next(k for k in kinds.offered() if k.name == name)


def reported(w: World, by: str = "owner", title: str = "土地报批进度滞后", at: datetime | None = None) -> Problem:
    """Bring one up."""
    draft = reporting.Draft(kind(), title, source=reporting.source_of(w[by]))
    return reporting.report(w.project, draft, by=w[by], at=at or shanghai(8, 25, 17, 31))


def plan(w: World, *assisting: Unit, lead: Unit | None = None, days: int = 8, verifier: str = "") -> Plan:
    """Return a plan with the land bureau leading."""
    return Plan(
        parties.party_of(lead or w.land), [parties.party_of(unit) for unit in assisting], Urgency.ORDINARY,
        calendar.add_working_days(date(2023, 8, 28), days), verifier or holders.of_county(w.root.id, Role.CENTRE),
    )  # fmt: skip


def opened(w: World, *assisting: Unit, by: str = "owner", verifier: str = "") -> Problem:
    """Bring one up and assign it; nobody has signed yet."""
    problem = reported(w, by)
    assigning.assign(problem, plan(w, *assisting, verifier=verifier), by=w["centre"], at=shanghai(8, 28, 11))
    return problem


def duty(w: World, problem: Problem, unit: Unit) -> Assignment:
    """Return the newest duty of a unit to handle the problem."""
    return [a for a in assignments_of(problem) if a.unit_id == unit.id and a.kind == AssignmentKind.HANDLE][-1]


def answer(w: World, problem: Problem, unit: Unit, who: str, at: datetime | None = None) -> Assignment:
    """Sign and reply for a unit."""
    assignment, when = duty(w, problem, unit), at or shanghai(9, 4)
    loop.sign(assignment, by=w[who], at=when)
    loop.reply(assignment, "已办", [], by=w[who], at=when)
    return assignment


def verifying(w: World) -> Problem:
    """Return a problem whose lead has replied."""
    problem = opened(w)
    answer(w, problem, w.land, "land")
    return problem


def closed(w: World) -> Problem:
    """Return a problem that waits for the check on the site."""
    problem = verifying(w)
    operations.close(problem, "同意", by=w["centre"], at=shanghai(9, 5))
    return problem


def written_off(w: World) -> Problem:
    """Return one that is done with."""
    problem = closed(w)
    operations.write_off(problem, "已解决", ["现场.jpg"], by=w["commissioner"], at=shanghai(9, 6))
    return problem


def withdrawn(w: World) -> Problem:
    """Return one that was taken back."""
    problem = reported(w)
    operations.withdraw(problem, "已自行解决", by=w["owner"], at=shanghai(8, 26))
    return problem


def by_township(w: World) -> Problem:
    """Return one that a township's own person has brought up: the township assigns it."""
    return reported(w, "villager")


def lives_once(problem: Problem) -> None:
    """Assert that the state, the duties that are held and the pointer to the current one agree, both ways."""
    from zz.problems.flow import OPENS
    from zz.problems.handling import held

    db.session.flush()
    found = held(assignments_of(problem))
    current = problem.current
    db.session.refresh(problem)
    current = problem.current
    assert {a.kind for a in found} <= set(OPENS[problem.state]) | {AssignmentKind.HANDLE}, problem.state
    if OPENS[problem.state]:
        assert current is not None and current.kind in OPENS[problem.state]
        assert current.kind == AssignmentKind.HANDLE or current in found
    else:
        assert current is None and not found
