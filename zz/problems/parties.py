"""Whom a problem can be given to: units of the county for the centre, its own people for a township (两级)."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.assignments import holders
from zz.db import db
from zz.problems.assigning import Party
from zz.problems.models import Problem
from zz.projects.models import Project

ROLES = {
    UnitKind.BUREAU: Role.BUREAU,
    UnitKind.TOWNSHIP: Role.BUREAU,
    UnitKind.PARK: Role.PARK,
    UnitKind.ENTERPRISE: Role.ENTERPRISE_OWNER,
}


def party_of(unit: Unit) -> Party:
    """Return a unit as it is given a part."""
    return Party(holders.of_unit(unit.id, ROLES[unit.kind]), unit.id, unit.label)


def offered(problem: Problem, project: Project) -> list[Party]:
    """Return whom the problem can be given to, by whoever assigns it."""
    assigner = holders.Holder.parse(problem.assigner)
    if assigner.scope == "u":
        return _people(assigner.id)
    query = (
        select(Unit)
        .where(Unit.active, Unit.path.startswith(f"/{problem.ledger_id}/"))
        .where(
            or_(
                Unit.kind.in_((UnitKind.BUREAU, UnitKind.TOWNSHIP, UnitKind.PARK)),
                Unit.id == project.owner_unit_id,
            )
        )
        .order_by(Unit.kind, Unit.id)
    )
    return [party_of(unit) for unit in db.session.scalars(query)]


def _people(unit_id: int) -> list[Party]:
    query = (
        select(User)
        .join(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.active, Unit.path.contains(f"/{unit_id}/"))
        .order_by(User.id)
        .distinct()
    )
    return [Party(holders.of_person(user.id), unit_id, user.name) for user in db.session.scalars(query)]


def near(project: Project, found: Iterable[Party], lead: int | None) -> list[Party]:
    """Return those that have to do with the project, and the proposed lead: what is shown first."""
    own = {project.responsible_unit_id, project.township_id, project.park_id, project.owner_unit_id, lead}
    return [party for party in found if party.unit_id in own or party.holder.startswith("p")]


def verifiers(problem: Problem, project: Project) -> list[tuple[str, str]]:
    """Return who may verify: whoever assigns it, or the project's commissioner."""
    name = holders.names([problem.assigner])[problem.assigner]
    found = [(problem.assigner, name)]
    if project.commissioner:
        found.append((holders.of_person(project.commissioner.id), f"项目专员 {project.commissioner.name}"))
    return found
