"""Projects and people that the forms of problems offer."""

from flask import abort
from sqlalchemy import or_, select

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Permission, Role
from zz.assignments import holders
from zz.db import db, locked
from zz.projects.access import reach
from zz.projects.models import Project
from zz.projects.vocabulary import Activity

LEADERS = (Role.LEADER, Role.MAIN_LEADER)
MOST = 1000


def reportable(user: User) -> list[tuple[str, str]]:
    """Return the projects of which `user` may bring up a problem."""
    query = select(Project.id, Project.name).where(
        or_(reach(user, Permission.PROBLEM_REPORT), reach(user, Permission.PROBLEM_INSTRUCT)),
        Project.activity != Activity.TERMINATED,
    )
    rows = db.session.execute(query.order_by(Project.name, Project.id).limit(MOST)).all()
    found = [(str(project_id), name) for project_id, name in rows]
    return found if len(found) == 1 else [("", "请选择"), *found]


def enters_for_others(user: User) -> bool:
    """Tell whether `user` enters what others have decided: consultations, leaders' instructions on paper."""
    return Role.CENTRE in user.roles


def _leaders(user: User) -> list[User]:
    roots = {m.unit.root_id for m in user.memberships}
    query = (
        select(User)
        .join(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.active, Membership.role.in_(LEADERS))
        .where(or_(*(Unit.path.startswith(f"/{root}/") for root in roots)))
        .order_by(User.id)
        .distinct()
    )
    return list(db.session.scalars(query)) if roots else []


def leaders(user: User) -> list[tuple[str, str]]:
    """Return the leaders of the user's county, as choices."""
    return [(str(leader.id), leader.name) for leader in _leaders(user)]


def leader(user: User, leader_id: int) -> User | None:
    """Return one of them."""
    return next((one for one in _leaders(user) if one.id == leader_id), None)


def held_project(project_id: int) -> Project:
    """Return the project, locked."""
    return locked(Project, project_id) or abort(404)


def name_of(key: str) -> str:
    """Return what to call the holder of a key."""
    return holders.names([key])[key]
