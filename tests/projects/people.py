"""A county for the tests of projects: one of each role around one project, and strangers who must not see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from tests.builders import make_project, make_unit, make_user
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.projects.models import Project
from zz.projects.vocabulary import Stage

SignIn = Callable[[FlaskClient, str], None]


@dataclass(frozen=True)
class County:
    """The people around `project`; `strangers` hold the same roles elsewhere."""

    root: Unit
    project: Project
    centre: User
    bureau: User
    commissioner: User
    owner: User
    leader: User
    strangers: list[User]


def make_county(stage: Stage = Stage.UNDER_CONSTRUCTION, **columns: Any) -> County:
    """Make a county with a project that everybody in it may see."""
    root = make_unit(UnitKind.CITY)
    leader = make_user(Role.LEADER, root)
    bureau = make_unit(UnitKind.BUREAU, root, leader_id=leader.id)
    enterprise = make_unit(UnitKind.ENTERPRISE, root)
    commissioner = make_user(Role.COMMISSIONER, root)
    project = make_project(
        stage, ledger_id=root.id, responsible_unit_id=bureau.id, owner_unit_id=enterprise.id,
        owner_name=enterprise.name, commissioner_id=commissioner.id, **columns,
    )  # fmt: skip
    elsewhere = make_unit(UnitKind.CITY)
    strangers = [
        make_user(Role.CENTRE, elsewhere),
        make_user(Role.BUREAU, make_unit(UnitKind.BUREAU, root)),
        make_user(Role.COMMISSIONER, root),
        make_user(Role.ENTERPRISE_OWNER, make_unit(UnitKind.ENTERPRISE, root)),
        make_user(Role.LEADER, root),
    ]
    return County(
        root, project, make_user(Role.CENTRE, root), make_user(Role.BUREAU, bureau), commissioner,
        make_user(Role.ENTERPRISE_OWNER, enterprise), leader, strangers,
    )  # fmt: skip
