"""Which projects a user sees, and which he may do a thing to: one condition for lists, pages, files and exports."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from zz.access import within
from zz.accounts.models import Unit, User
from zz.accounts.roles import GRANTS, Permission, Role, Scope
from zz.db import db
from zz.projects.models import Project

_seen: ContextVar[frozenset[int] | None] = ContextVar("projects_seen", default=None)


def seen_today(user: User) -> frozenset[int] | None:
    """Return the ids of the projects that `user` sees; None where he sees the whole of his counties (no query)."""
    if all(scope == Scope.COUNTY for scope, _ in user.grants(Permission.PROJECT_READ)):
        return None
    return frozenset(db.session.scalars(select(Project.id).where(visible_to(user))))


@contextmanager
def seeing(ids: frozenset[int] | None) -> Iterator[None]:
    """Let everybody reach just these projects within the block: who sees a project today sees its past."""
    token = _seen.set(ids)
    try:
        yield
    finally:
        _seen.reset(token)


def seen() -> frozenset[int] | None:
    """Return the ids of `seeing`; None outside it."""
    return _seen.get()


def _condition(user: User, role: Role, scope: Scope, unit: Unit, of: Any) -> ColumnElement[bool]:
    """Return which projects one role in one unit reaches."""
    if scope == Scope.COUNTY:
        return of.ledger_id == unit.root_id  # type: ignore[no-any-return]
    if scope == Scope.FIELD:
        field = select(Unit.id).where(Unit.leader_id == user.id)
        return or_(of.liaison_leader_id == user.id, of.responsible_unit_id.in_(field))
    if role == Role.COMMISSIONER:
        return of.commissioner_id == user.id  # type: ignore[no-any-return]
    if role == Role.ENTERPRISE_OWNER:
        return within(of.owner_unit_id, scope, unit)
    if role == Role.PARK:
        return within(of.park_id, scope, unit)
    return or_(within(of.responsible_unit_id, scope, unit), within(of.township_id, scope, unit))


def reach(user: User, permission: Permission, of: Any = Project) -> ColumnElement[bool]:
    """Return the condition on `of` (Project, or its versions) for what `user` may do `permission` to."""
    if (ids := seen()) is not None:
        return of.id.in_(ids)  # type: ignore[no-any-return]
    found = [
        _condition(user, m.role, scope, m.unit, of)
        for m in user.memberships
        if (scope := GRANTS[m.role].get(permission)) is not None
    ]
    return or_(*found) if found else false()


def _inside(one: Unit | None, scope: Scope, unit: Unit) -> bool:
    if one is None:
        return False
    return one.path.startswith(unit.path) if scope == Scope.SUBTREE else one.id == unit.id


def _reached(user: User, role: Role, scope: Scope, unit: Unit, project: Project) -> bool:
    """Tell what `_condition` tells, of a project whose units are loaded."""
    responsible = project.responsible_unit
    if scope == Scope.COUNTY:
        return project.ledger_id == unit.root_id
    if scope == Scope.FIELD:
        field = responsible is not None and responsible.leader_id == user.id
        return field or project.liaison_leader_id == user.id
    if role == Role.COMMISSIONER:
        return project.commissioner_id == user.id
    if role == Role.ENTERPRISE_OWNER:
        return _inside(project.owner_unit, scope, unit)
    if role == Role.PARK:
        return _inside(project.park, scope, unit)
    return _inside(responsible, scope, unit) or _inside(project.township, scope, unit)


def reaches(user: User, permission: Permission, project: Project) -> bool:
    """Tell whether `reach` holds for a project whose units are loaded: no query, for the page of one project."""
    if (ids := seen()) is not None:
        return project.id in ids
    return any(
        _reached(user, m.role, scope, m.unit, project)
        for m in user.memberships
        if (scope := GRANTS[m.role].get(permission)) is not None
    )


def visible_to(user: Any, of: Any = Project) -> ColumnElement[bool]:
    """Return the condition for the projects that `user` may see; every list starts from it."""
    return reach(user, Permission.PROJECT_READ, of)


def may(user: User, permission: Permission, project_id: int) -> bool:
    """Tell whether `user` may do `permission` to this project (one query)."""
    if not user.has(permission):
        return False
    return db.session.scalar(select(Project.id).where(Project.id == project_id, reach(user, permission))) is not None


def sees(user: User, project_id: int) -> bool:
    """Tell whether `user` sees this project: the guard of its photos and documents."""
    return may(user, Permission.PROJECT_READ, project_id)
