"""Plain functions that make rows for tests; everything a test does not care about has a default.

They flush in the current session. The test client commits before each request, so no test needs to.
"""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import UNIT_KINDS, Role, UnitKind
from zz.db import db
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
