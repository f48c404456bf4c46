"""移交 of the duties that lie with a person himself; those of a unit or a role stay where they are."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from zz.accounts.handover import Belonging, register
from zz.accounts.models import User
from zz.assignments import holders, operations
from zz.assignments.flow import ENDED
from zz.assignments.locking import hold_subjects
from zz.assignments.models import Assignment
from zz.assignments.subjects import Ref
from zz.db import db


def _open(user: User) -> list[ColumnElement[bool]]:
    key = holders.of_person(user.id)
    concerned = or_(Assignment.holder == key, Assignment.issuer == key, Assignment.climbed_to == key)
    return [concerned, Assignment.state.not_in(ENDED)]


def count(user: User) -> int:
    """Return how many open duties `user` holds, has issued or was told of, in person."""
    return db.session.scalar(select(func.count()).select_from(Assignment).where(*_open(user))) or 0


def hand_over(user: User, successor: User, by: User, at: datetime) -> int:
    """Put the successor in the place of `user`."""
    about = select(Assignment.subject_type, Assignment.subject_id).where(*_open(user))
    hold_subjects(Ref(*row) for row in db.session.execute(about))
    query = select(Assignment).where(*_open(user)).order_by(Assignment.id)
    query = query.with_for_update(of=Assignment, key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    before, after = holders.of_person(user.id), holders.of_person(successor.id)
    for assignment in found:
        operations.replace_person(assignment, before, after, by=by, at=at)
    return len(found)


def init_app() -> None:
    """Say what is handed over."""
    register(Belonging("未办结的交办和审批", "件", count, hand_over))
