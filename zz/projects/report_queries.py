"""Reading what a report stands on: the last visit, the months that are open, their figures, the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.db import db
from zz.files.models import Attachment, AttachmentKind
from zz.files.queries import attachments_of
from zz.projects.doubts import Outlook, outlook
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthLock, MonthlyFigure, ReportDraft, Visit
from zz.projects.vocabulary import FigureState


@dataclass(frozen=True)
class OpenMonth:
    """A month that may be filled, with what is filled already and what it adds to."""

    year: int
    month: int
    running: bool
    outlook: Outlook

    @property
    def value(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月" + ("（本月）" if self.running else "（尚未锁定）")

    @property
    def returned(self) -> bool:
        """Whether the unit has returned it."""
        return self.figure is not None and self.figure.state == FigureState.RETURNED

    @property
    def missing(self) -> bool:
        """Whether nothing is filled yet."""
        return self.figure is None

    @property
    def figure(self) -> MonthlyFigure | None:
        return self.outlook.before


def last_visit(project_id: int) -> Visit | None:
    """Return the newest visit of a project."""
    query = select(Visit).where(Visit.project_id == project_id).order_by(Visit.on_day.desc(), Visit.id.desc())
    return db.session.scalars(query.limit(1)).first()


def draft_of(user: User, project_id: int) -> ReportDraft | None:
    """Return what the user has typed for this project and not sent."""
    query = select(ReportDraft).where(ReportDraft.user_id == user.id, ReportDraft.project_id == project_id)
    return db.session.scalars(query).first()


def month_before(year: int, month: int) -> tuple[int, int]:
    """Return the month before."""
    return (year, month - 1) if month > 1 else (year - 1, 12)


def open_months(project: Project, today: date) -> list[OpenMonth]:
    """Return the running month, and the one before while it is not locked (three queries)."""
    running = (today.year, today.month)
    wanted = [running, month_before(*running)]
    locks = select(MonthLock.year, MonthLock.month).where(
        MonthLock.ledger_id == project.ledger_id, tuple_(MonthLock.year, MonthLock.month).in_(wanted)
    )
    closed = {(year, month) for year, month in db.session.execute(locks)}
    figures = month_figures(project.id)
    plans = _plans(project.id)
    return [
        OpenMonth(
            year, month, (year, month) == running,
            outlook(
                figures, year, month, invested_before=project.invested_before,
                annual_plan=plans.get(year), total=project.total_investment,
            ),
        )
        for year, month in wanted
        if (year, month) not in closed
    ]  # fmt: skip


def outlook_of(project: Project, year: int, month: int) -> Outlook:
    """Return what a project has without one month, to question the month's figure (one query; the plan is left out)."""
    return outlook(
        month_figures(project.id), year, month,
        invested_before=project.invested_before, total=project.total_investment,
    )  # fmt: skip


def month_figures(project_id: int) -> Sequence[MonthlyFigure]:
    """Return every month's figure of a project, oldest first."""
    query = select(MonthlyFigure).where(MonthlyFigure.project_id == project_id)
    return db.session.scalars(query.order_by(MonthlyFigure.year, MonthlyFigure.month)).all()


def _plans(project_id: int) -> dict[int, Decimal | None]:
    query = select(ProjectYear.year, ProjectYear.annual_plan).where(ProjectYear.project_id == project_id)
    return {row.year: row.annual_plan for row in db.session.execute(query)}


def figures_to_check(project_id: int) -> Sequence[MonthlyFigure]:
    """Return the filled figures that wait for the responsible unit, oldest first."""
    query = (
        select(MonthlyFigure)
        .options(joinedload(MonthlyFigure.filled_by))
        .where(MonthlyFigure.project_id == project_id, MonthlyFigure.state == FigureState.FILLED)
    )
    return db.session.scalars(query.order_by(MonthlyFigure.year, MonthlyFigure.month)).all()


def figure_of(project_id: int, year: int, month: int) -> MonthlyFigure | None:
    """Return one month's figure."""
    query = select(MonthlyFigure).where(
        MonthlyFigure.project_id == project_id, MonthlyFigure.year == year, MonthlyFigure.month == month
    )
    return db.session.scalars(query).first()


def visits(project_id: int) -> Select[Visit]:
    """Return the query of a project's visits, newest first."""
    return (
        select(Visit)
        .options(joinedload(Visit.reported_by))
        .where(Visit.project_id == project_id)
        .order_by(Visit.on_day.desc(), Visit.id.desc())
    )


def photos_of(visit_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """Return the photos of several visits by visit (one query)."""
    return attachments_of(Visit.__tablename__, visit_ids, AttachmentKind.PHOTO)
