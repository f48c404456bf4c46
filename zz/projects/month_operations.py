"""Locking and unlocking a month, and checking several figures at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db
from zz.journal import record, verb
from zz.projects.access import reach
from zz.projects.figure_operations import check_figure, refuse_locked
from zz.projects.flow import FIGURES, FigureAction
from zz.projects.models import Project
from zz.projects.months import Month
from zz.projects.records import MonthLock, MonthlyFigure

MONTH_LOCKED = verb("month_locked", "锁定月份", "year", "month", "locked", "left_open")
MONTH_UNLOCKED = verb("month_unlocked", "解锁月份", "year", "month", "unlocked", "reason")


def _figures(ledger_id: int, month: Month) -> list[MonthlyFigure]:
    query = (
        select(MonthlyFigure)
        .join(MonthlyFigure.project)
        .where(
            Project.ledger_id == ledger_id,
            MonthlyFigure.year == month.year,
            MonthlyFigure.month == month.number,
        )
        .order_by(MonthlyFigure.project_id)
        .with_for_update(of=MonthlyFigure)
    )
    return list(db.session.scalars(query))


def lock_month(ledger_id: int, month: Month, *, by: User, at: datetime) -> tuple[int, int]:
    """Lock a month: checked figures become locked, nothing is filled any more; return (locked, left as they are).

    Raises:
        MonthLocked: it is locked already.
    """
    refuse_locked(ledger_id, month.year, month.number)
    found = _figures(ledger_id, month)
    checked = [figure for figure in found if FIGURES.can(figure, FigureAction.LOCK)]
    for figure in checked:
        FIGURES.move(figure, FigureAction.LOCK)
    lock = MonthLock(ledger_id=ledger_id, year=month.year, month=month.number, locked_by_id=by.id, locked_at=at)
    db.session.add(lock)
    db.session.flush()
    left = len(found) - len(checked)
    record(MONTH_LOCKED, lock, by=by, at=at, year=month.year, month=month.number, locked=len(checked), left_open=left)
    return len(checked), left


def unlock_month(ledger_id: int, month: Month, reason: str, *, by: User, at: datetime) -> int:
    """Open a locked month again; return how many figures are checked rather than locked now. 0 where it was open."""
    query = select(MonthLock).where(
        MonthLock.ledger_id == ledger_id, MonthLock.year == month.year, MonthLock.month == month.number
    )
    lock = db.session.scalars(query.with_for_update()).first()
    if lock is None:
        return 0
    locked = [f for f in _figures(ledger_id, month) if FIGURES.can(f, FigureAction.UNLOCK)]
    for figure in locked:
        FIGURES.move(figure, FigureAction.UNLOCK)
    record(MONTH_UNLOCKED, lock, by=by, at=at, year=month.year, month=month.number, unlocked=len(locked), reason=reason)
    db.session.delete(lock)
    db.session.flush()
    return len(locked)


def check_figures(figure_ids: Sequence[int], month: Month, *, by: User, at: datetime) -> tuple[int, int]:
    """Confirm those of the figures that wait for it and are the user's to confirm; return (confirmed, passed over).

    Raises:
        MonthLocked: the month is locked.
    """
    query = (
        select(MonthlyFigure)
        .join(MonthlyFigure.project)
        .where(
            MonthlyFigure.id.in_(figure_ids),
            MonthlyFigure.year == month.year,
            MonthlyFigure.month == month.number,
            reach(by, Permission.FIGURE_CONFIRM),
        )
        .order_by(MonthlyFigure.project_id)
        .with_for_update(of=MonthlyFigure)
    )
    found = list(db.session.scalars(query))
    ready = [figure for figure in found if FIGURES.can(figure, FigureAction.CHECK)]
    for figure in ready:
        refuse_locked(figure.project.ledger_id, month.year, month.number)
        check_figure(figure, by=by, at=at)
    db.session.flush()
    return len(ready), len(set(figure_ids)) - len(ready)
