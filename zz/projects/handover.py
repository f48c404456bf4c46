"""移交 of the projects that name a person: their commissioner and their liaison leader."""

from datetime import datetime

from sqlalchemy import func, select

from zz.accounts.handover import Belonging, register
from zz.accounts.models import User
from zz.db import db
from zz.journal import record
from zz.projects import edits, verbs
from zz.projects.models import Project

COLUMNS = {"commissioner_id": "项目（项目专员）", "liaison_leader_id": "项目（联系领导）"}


def belonging(column: str, label: str) -> Belonging:
    """Return how the projects whose `column` names a person are counted and handed over."""
    named = getattr(Project, column)

    def count(user: User) -> int:
        return db.session.scalar(select(func.count()).select_from(Project).where(named == user.id)) or 0

    def hand_over(user: User, successor: User, by: User, at: datetime) -> int:
        query = select(Project).where(named == user.id).order_by(Project.id).with_for_update(of=Project)
        found = db.session.scalars(query.execution_options(populate_existing=True)).all()
        for project in found:
            changes = edits.apply(project, {column: successor.id})
            project.updated_at = at
            record(verbs.PROJECT_EDITED, project, by=by, at=at, changes=changes)
        return len(found)

    return Belonging(label, "个", count, hand_over)


BELONGINGS = [belonging(column, label) for column, label in COLUMNS.items()]


def init_app() -> None:
    """Say what is handed over."""
    for one in BELONGINGS:
        register(one)
