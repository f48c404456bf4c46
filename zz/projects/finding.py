"""What the project desk lets be found: projects, and whose they are."""

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from zz.access import Permission
from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role, Scope, UnitKind
from zz.db import db
from zz.projects.access import visible_to
from zz.projects.models import Project
from zz.projects.vocabulary import Stage
from zz.web.finding import Hit, Source, matches, register

TABLE = f"/projects/{Stage.UNDER_CONSTRUCTION.slug}"
OFFICES = (UnitKind.BUREAU, UnitKind.TOWNSHIP, UnitKind.PARK)


def projects(user: User, words: Sequence[str], most: int) -> list[Hit]:
    """Find projects by name, code, owner, pinyin, initials."""
    ids = select(Project.id).where(visible_to(user), matches(Project.search, words)).limit(most)
    query = select(Project.id, Project.name, Project.stage, Project.owner_name, Project.code)
    rows = db.session.execute(query.where(Project.id.in_(ids)).order_by(Project.name))
    return [Hit(row.name, _said(row.stage.label, row.owner_name, row.code), f"/projects/{row.id}") for row in rows]


def _said(*texts: str | None) -> str:
    return " · ".join(text for text in texts if text)


def _counties(user: User) -> list[int]:
    """Return the counties all of whose projects `user` sees."""
    return [unit.root_id for scope, unit in user.grants(Permission.PROJECT_READ) if scope == Scope.COUNTY]


def units(user: User, words: Sequence[str], most: int) -> list[Hit]:
    """Find offices and townships; each opens its projects."""
    roots = _counties(user)
    if not roots:
        return []
    query = select(Unit.id, Unit.name, Unit.kind).where(
        matches(Unit.search, words), Unit.kind.in_(OFFICES), Unit.path.startswith(f"/{roots[0]}/")
    )
    rows = db.session.execute(query.order_by(Unit.name).limit(most))
    return [
        Hit(row.name, "在建项目", f"{TABLE}?{'unit' if row.kind == UnitKind.BUREAU else 'township'}={row.id}")
        for row in rows
    ]


def people(user: User, words: Sequence[str], most: int) -> list[Hit]:
    """Find commissioners; each opens his projects."""
    roots = _counties(user)
    if not roots:
        return []
    query = (
        select(User.id, User.name, Unit.name.label("unit"))
        .join(Membership, Membership.user_id == User.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.role == Role.COMMISSIONER, Unit.path.startswith(f"/{roots[0]}/"), matches(User.search, words))
        .order_by(User.name)
        .limit(most)
    )
    return [
        Hit(row.name, f"项目专员 · {row.unit}", f"{TABLE}?commissioner={row.id}") for row in db.session.execute(query)
    ]


def init_app(app: Flask) -> None:
    """Register the kinds."""
    read = (Permission.PROJECT_READ,)
    for label, find in (("项目", projects), ("单位", units), ("项目专员", people)):
        register(app, Source(label, read, find))
