"""移交 of the steps to come that name a person; a step that waits is a duty, handed over with the others."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from zz.accounts.handover import Belonging, register
from zz.accounts.models import User
from zz.approvals.models import Approval, ApprovalStep
from zz.approvals.vocabulary import StepState
from zz.assignments import holders, verbs
from zz.db import db
from zz.journal import record


def _coming(user: User) -> list[ColumnElement[bool]]:
    return [ApprovalStep.holder == holders.of_person(user.id), ApprovalStep.state == StepState.COMING]


def count(user: User) -> int:
    """Return how many steps will come to `user` in person."""
    return db.session.scalar(select(func.count()).select_from(ApprovalStep).where(*_coming(user))) or 0


def hand_over(user: User, successor: User, by: User, at: datetime) -> int:
    """Let the steps come to the successor."""
    ids = select(ApprovalStep.approval_id).where(*_coming(user))
    db.session.scalars(select(Approval).where(Approval.id.in_(ids)).order_by(Approval.id).with_for_update()).all()
    found = db.session.scalars(select(ApprovalStep).where(*_coming(user)).order_by(ApprovalStep.id)).all()
    for step in found:
        step.holder = holders.of_person(successor.id)
        record(verbs.HANDED_OVER, step.approval, by=by, at=at, before=user.name, after=successor.name)
    return len(found)


def init_app() -> None:
    """Say what is handed over."""
    register(Belonging("将到的审批", "件", count, hand_over))
