"""Plain functions that make rows for tests; everything a test does not care about has a default.

They flush in the current session. The test client commits before each request, so no test needs to.
"""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import UNIT_KINDS, Role, UnitKind
from zz.db import db
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.schools import search_text
from zz.enrolment.vocabulary import Season
from zz.projects.models import Project
from zz.projects.vocabulary import Stage

LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)
# Matches no password: a test signs in by a session of its own (the fixture `sign_in`).
NO_PASSWORD = "!"

_numbers = count(1)


def make_unit(kind: UnitKind = UnitKind.CITY, parent: Unit | None = None, **columns: Any) -> Unit:
    """Make a unit, below `parent` if given."""
    unit = Unit(kind=kind, parent=parent, **{"name": f"{kind.label}{next(_numbers)}", **columns})
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.flush()
    return unit


def make_user(role: Role | None = None, unit: Unit | None = None, **columns: Any) -> User:
    """Make a user who is ready to work, in `role` at `unit` (else in a new unit of a kind that fits)."""
    number = next(_numbers)
    defaults = {
        "username": f"user{number}",
        "name": f"张{number}",
        "password_hash": NO_PASSWORD,
        "password_changed_at": LONG_AGO,
        "must_change_password": False,
        "created_at": LONG_AGO,
    }
    user = User(**{**defaults, **columns})
    if role is not None:
        unit = unit or make_unit(min(UNIT_KINDS[role]))
        user.memberships.append(Membership(unit=unit, role=role))
    db.session.add(user)
    db.session.flush()
    return user


def make_project(stage: Stage = Stage.UNDER_CONSTRUCTION, **columns: Any) -> Project:
    """Make a project at a stage, in a county of its own unless `ledger_id` is given; no visits, figures or history."""
    name = columns.pop("name", f"项目{next(_numbers)}")
    defaults = {"name_key": name, "search": name, "created_at": LONG_AGO, "updated_at": LONG_AGO}
    if "ledger_id" not in columns:
        columns["ledger_id"] = make_unit(UnitKind.CITY).id
    project = Project(name=name, stage=stage, **{**defaults, **columns})
    db.session.add(project)
    db.session.flush()
    return project


def make_term(root: Unit, year: int = 2023, season: Season = Season.AUTUMN, **columns: Any) -> Term:
    """Make a term of a county; that of autumn 2023 is the current one and collects until 22 September."""
    month = 9 if season == Season.AUTUMN else 2
    defaults: dict[str, Any] = {
        "starts_on": date(year, month, 1), "ends_on": date(year, 12, 31) if month == 9 else date(year, 7, 5),
        "collect_from": date(year, month - 1, 1), "collect_to": date(year, month, 22),
        "review_by": date(year, month, 25), "result_on": date(year, month, 26), "arrival_from": date(year, month, 27),
        "arrival_to": date(year, month, 28), "current": (year, season) == (2023, Season.AUTUMN),
    }  # fmt: skip
    term = Term(root_id=root.id, year=year, season=season, **{**defaults, **columns})
    db.session.add(term)
    db.session.flush()
    return term


def make_school(root: Unit, first_grade: int = 1, last_grade: int = 6, **columns: Any) -> School:
    """Make a school of a county, without seats."""
    name = columns.pop("name", f"学校{next(_numbers)}")
    school = School(root_id=root.id, name=name, first_grade=first_grade, last_grade=last_grade, **columns)
    school.address, school.catchment = school.address or "", school.catchment or ""
    school.search = search_text(school)
    db.session.add(school)
    db.session.flush()
    return school


def make_seats(school: School, term: Term, grade: int = 1, **columns: Any) -> SeatPlan:
    """Make the seats of a grade: two classes of 45, 80 enrolled, 4 reserved, so 6 left."""
    defaults = {"classes": 2, "class_size": 45, "enrolled": 80, "reserved": 4}
    plan = SeatPlan(school_id=school.id, term_id=term.id, grade=grade, **{**defaults, **columns})
    db.session.add(plan)
    db.session.flush()
    return plan
