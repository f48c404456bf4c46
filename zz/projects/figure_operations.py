"""Filling, checking and returning a month's figure. The caller holds the project locked, which puts them in turn."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from zz.accounts.models import User
from zz.clock import local
from zz.db import db
from zz.journal import record
from zz.projects import figures
from zz.projects.doubts import MonthMoney
from zz.projects.flow import FIGURES, FigureAction
from zz.projects.models import Project
from zz.projects.records import MonthLock, MonthlyFigure
from zz.projects.verbs import FIGURE_CHECKED, FIGURE_FILLED, FIGURE_RETURNED
from zz.projects.vocabulary import FigureState


class MonthLocked(Exception):
    """The centre has locked the month: its figures are not filled any more."""

    def __init__(self, year: int, month: int, locked_on: date, by: str) -> None:
        super().__init__(f"{year}-{month} is locked")
        self.sentence = (
            f"{year}年{month}月的数据已于{locked_on.month}月{locked_on.day}日由{by}锁定，不能再填报。"
            "确需更正，请联系项目管理中心解锁后再填。"
        )


def refuse_locked(ledger_id: int, year: int, month: int) -> None:
    """Do nothing where the month is open.

    Raises:
        MonthLocked: it is not; the sentence says who can unlock it.
    """
    query = (
        select(MonthLock.locked_at, User.name)
        .outerjoin(User, User.id == MonthLock.locked_by_id)
        .where(MonthLock.ledger_id == ledger_id, MonthLock.year == year, MonthLock.month == month)
    )
    if found := db.session.execute(query).first():
        raise MonthLocked(year, month, local(found[0]).date(), found[1] or "系统")


def fill_figure(
    project: Project, money: MonthMoney, *, by: User, at: datetime, doubts: Sequence[str] = ()
) -> MonthlyFigure:
    """Fill a month: the new figures replace the old and wait for the check; `doubts` were confirmed by the filler.

    The same figures again, as a phone sends them after a lost answer, change nothing.

    Raises:
        MonthLocked: the month is locked.
    """
    refuse_locked(project.ledger_id, money.year, money.month)
    figure = _month(project, money)
    given = (money.invested, money.statistical, money.note)
    if figure is not None and figure.state != FigureState.RETURNED and _given(figure) == given:
        return figure
    before = figure.invested if figure else None
    if figure is None:
        figure = MonthlyFigure(project_id=project.id, year=money.year, month=money.month, state=FigureState.FILLED)
        db.session.add(figure)
    else:
        FIGURES.move(figure, FigureAction.FILL)
    figure.invested, figure.statistical, figure.note = given
    figure.filled_by_id, figure.filled_at = by.id, at
    figure.checked_by_id = figure.checked_at = None
    figure.returned_reason = ""
    figures.refresh(project, today=local(at).date())
    record(
        FIGURE_FILLED, project, by=by, at=at, year=money.year, month=money.month, invested=money.invested,
        statistical=money.statistical, note=money.note, before=before, doubts=list(doubts),
    )  # fmt: skip
    return figure


def check_figure(figure: MonthlyFigure, *, by: User, at: datetime) -> None:
    """Confirm a filled figure for the responsible unit.

    Raises:
        MonthLocked: the month is locked.
    """
    refuse_locked(figure.project.ledger_id, figure.year, figure.month)
    FIGURES.move(figure, FigureAction.CHECK)
    figure.checked_by_id, figure.checked_at = by.id, at
    record(
        FIGURE_CHECKED, figure.project, by=by, at=at, year=figure.year, month=figure.month,
        invested=figure.invested, statistical=figure.statistical,
    )  # fmt: skip


def send_back_figure(figure: MonthlyFigure, reason: str, *, by: User, at: datetime) -> None:
    """Return a figure to be filled anew, with the reason.

    Raises:
        MonthLocked: the month is locked.
    """
    refuse_locked(figure.project.ledger_id, figure.year, figure.month)
    FIGURES.move(figure, FigureAction.SEND_BACK)
    figure.returned_reason = reason
    figure.checked_by_id = figure.checked_at = None
    record(
        FIGURE_RETURNED, figure.project, by=by, at=at, year=figure.year, month=figure.month,
        invested=figure.invested, statistical=figure.statistical, reason=reason,
    )  # fmt: skip


def _month(project: Project, money: MonthMoney) -> MonthlyFigure | None:
    query = select(MonthlyFigure).where(
        MonthlyFigure.project_id == project.id,
        MonthlyFigure.year == money.year,
        MonthlyFigure.month == money.month,
    )
    return db.session.scalars(query).first()


def _given(figure: MonthlyFigure) -> tuple[object, object, str]:
    return figure.invested, figure.statistical, figure.note
