"""What the forms of a project offer: units and people of its county, other projects by code or name."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from zz.access import within
from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Permission, Role, Scope, UnitKind
from zz.db import db
from zz.projects.access import visible_to
from zz.projects.models import Project

Option = tuple[str, str]
BLANK: Option = ("", "未选择")
RESPONSIBLE = (UnitKind.CITY, UnitKind.BUREAU, UnitKind.TOWNSHIP, UnitKind.PARK)


def _below(root: Unit) -> ColumnElement[bool]:
    return Unit.path.startswith(root.path, autoescape=True)


def units(root: Unit, kept: set[int]) -> dict[UnitKind, list[tuple[int, str]]]:
    """Return (id, name) by kind of the county's active units, and of those in `kept` whether active or not."""
    query = (
        select(Unit.kind, Unit.id, Unit.name)
        .where(_below(root), or_(Unit.active, Unit.id.in_(kept)))
        .order_by(Unit.name, Unit.id)
    )
    found: dict[UnitKind, list[tuple[int, str]]] = {kind: [] for kind in UnitKind}
    for kind, unit_id, name in db.session.execute(query):
        found[kind].append((unit_id, name))
    return found


def people(root: Unit, roles: tuple[Role, ...], kept: int | None) -> list[Option]:
    """Return (id, name) of the county's active users in one of `roles`, and of `kept`."""
    holders = select(Membership.user_id).where(
        Membership.role.in_(roles), within(Membership.unit_id, Scope.SUBTREE, root)
    )
    query = select(User.id, User.name).where(or_(User.id.in_(holders) & User.active, User.id == kept))
    return [BLANK, *((str(i), name) for i, name in db.session.execute(query.order_by(User.name, User.id)))]


def owner_unit(root: Unit, name: str, uscc: str) -> int | None:
    """Return the id of the county's enterprise with this credit code, else with this name; None where none is kept."""
    query = select(Unit.id, Unit.uscc).where(
        Unit.kind == UnitKind.ENTERPRISE,
        _below(root),
        or_(Unit.name == name, Unit.uscc == uscc) if uscc else Unit.name == name,
    )
    rows = db.session.execute(query.order_by(Unit.id)).all()
    return next((i for i, code in rows if uscc and code == uscc), rows[0][0] if rows else None)


def holder_of_code(user: User, code: str, but: int | None) -> tuple[int, str | None] | None:
    """Return (id, name) of another project with this code; the name is None where `user` does not see it."""
    query = select(Project.id, Project.name, visible_to(user)).where(Project.code == code, Project.id != (but or 0))
    row = db.session.execute(query).first()
    return (row[0], row[1] if row[2] else None) if row else None


def parent_candidates(user: User, text: str, ledger_id: int) -> list[tuple[int, int | None]]:
    """Return (id, its own parent's id) of the county's projects that `user` sees with this code or full name."""
    query = select(Project.id, Project.parent_id).where(
        or_(Project.code == text, Project.name == text), Project.ledger_id == ledger_id, visible_to(user)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Project.id).limit(2))]


def has_children(project_id: int) -> bool:
    """Tell whether other projects stand below this one."""
    child = aliased(Project)
    return db.session.scalar(select(child.id).where(child.parent_id == project_id).limit(1)) is not None


def root_of(project: Project) -> Unit:
    """Return the county whose ledger the project stands in."""
    return db.session.get_one(Unit, project.ledger_id)


def root_for(user: User, permission: Permission) -> Unit | None:
    """Return the county in which `user` has `permission`; None where he has it in none."""
    root_id = next((unit.root_id for _scope, unit in user.grants(permission)), None)
    return db.session.get(Unit, root_id) if root_id else None
