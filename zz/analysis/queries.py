"""What the year lays out, counted: headline, month by month, broken down; a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, extract, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from zz import clock
from zz.accounts.models import User
from zz.analysis.dimensions import Dimension, condition
from zz.analysis.period import Period
from zz.analysis.sets import MOMENTS, MONEY, SETS, in_month
from zz.db import db
from zz.projects.access import visible_to
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthlyFigure
from zz.projects.vocabulary import Stage

ZERO = Decimal(0)


def listed(user: User, period: Period, *columns: Any) -> Select[Any]:
    """Select columns of what the year lays out (铺排), as `user` sees it: `Project`, its `ProjectYear` if any.

    That is the year's list, and what is still being talked over or prepared and stands in no year's list yet.
    """
    here = and_(ProjectYear.project_id == Project.id, ProjectYear.year == period.year)
    coming = and_(
        Project.list_year.is_(None), Project.stage.in_((Stage.PLANNING, Stage.PRELIMINARY)),
        Project.created_at < clock.midnight(period.end + timedelta(days=1)),
    )  # fmt: skip
    query = select(*columns).select_from(Project).outerjoin(ProjectYear, here)
    return query.where(visible_to(user), or_(ProjectYear.id.is_not(None), coming))


def _counted_once(user: User, period: Period) -> ColumnElement[bool]:
    """Return the condition for rows whose money counts: a child's stands in its parent's where that is listed too."""
    parent = aliased(Project)
    there = select(ProjectYear.project_id).join(parent, parent.id == ProjectYear.project_id).where(
        ProjectYear.year == period.year, visible_to(user, parent), ProjectYear.project_id == Project.parent_id
    )  # fmt: skip
    return or_(Project.parent_id.is_(None), ~there.correlate(Project).exists())


def _count(key: str, period: Period) -> Any:
    return func.coalesce(func.sum(case((SETS[key].condition(period), 1), else_=0)), 0).label(key)


@dataclass(frozen=True)
class Headline:
    """The list in figures: how many are in each set, and its money in 万元."""

    counts: dict[str, int]
    total: Decimal
    plan: Decimal


def headline(user: User, period: Period) -> Headline:
    """Count the list (two queries)."""
    row = db.session.execute(listed(user, period, *(_count(key, period) for key in SETS))).one()
    once = _counted_once(user, period)
    total, plan = db.session.execute(
        listed(user, period, func.sum(Project.total_investment), func.sum(ProjectYear.annual_plan)).where(once)
    ).one()
    return Headline(dict(row._mapping), total or ZERO, plan or ZERO)


def by_month(user: User, period: Period) -> list[Decimal]:
    """Return what was invested in each month of the period, in 万元 (one query)."""
    query = (
        listed(user, period, MonthlyFigure.month, func.sum(MonthlyFigure.invested))
        .join(MonthlyFigure, and_(MonthlyFigure.project_id == Project.id, MonthlyFigure.year == period.year))
        .where(MonthlyFigure.month <= period.month, _counted_once(user, period))
        .group_by(MonthlyFigure.month)
    )
    found: dict[int, Decimal] = dict(db.session.execute(query).all())
    return [found.get(month) or ZERO for month in range(1, period.month + 1)]


def moments(user: User, period: Period) -> dict[str, list[int]]:
    """Return how many came into each set with a moment: before the year, then in each month (one query)."""
    found: dict[str, list[int]] = {key: [0] * (period.month + 1) for key in MOMENTS}
    parts = [_moments(user, period, key, column) for key, column in MOMENTS.items()]
    for key, month, number in db.session.execute(union_all(*parts)):
        found[key][month] = number
    return found


def _moments(user: User, period: Period, key: str, moment: Any) -> Select[Any]:
    month = case((moment < period.start, 0), else_=cast(extract("month", moment), Integer))
    return listed(user, period, literal(key), month, func.count()).where(moment <= period.end).group_by(month)


@dataclass(frozen=True)
class Part:
    """One line of a breakdown. Money in 万元."""

    value: Any
    counts: dict[str, int]
    plan: Decimal
    invested: Decimal


def breakdown(user: User, period: Period, dimension: Dimension) -> list[Part]:
    """Break the list down (two queries); the largest parts first."""
    column = dimension.column
    once = _counted_once(user, period)
    plan = func.sum(case((once, ProjectYear.annual_plan), else_=None), type_=ProjectYear.annual_plan.type)
    rows = db.session.execute(
        listed(
            user, period, column.label("value"), plan.label("plan"), *(_count(key, period) for key in SETS)
        ).group_by(column)
    ).all()
    money: dict[Any, Decimal] = dict(db.session.execute(_invested(user, period, column).where(once)).all())
    parts = [
        Part(r.value, {key: getattr(r, key) for key in SETS}, r.plan or ZERO, money.get(r.value) or ZERO) for r in rows
    ]
    return sorted(parts, key=lambda part: (-part.counts["listed"], str(part.value)))


def _invested(user: User, period: Period, column: Any) -> Select[Any]:
    figure = and_(MonthlyFigure.project_id == Project.id, MonthlyFigure.year == period.year)
    query = listed(user, period, column, func.sum(MonthlyFigure.invested)).join(MonthlyFigure, figure)
    return query.where(MonthlyFigure.month <= period.month).group_by(column)


@dataclass(frozen=True)
class Wanted:
    """Which rows a figure opens: a set, of one month or of all, of one part or of all."""

    key: str
    month: int | None = None
    dimension: Dimension | None = None
    value: str = ""

    @property
    def before_the_year(self) -> bool:
        return self.month == 0


def rows(user: User, period: Period, wanted: Wanted) -> Select[Any]:
    """Select (Project, ProjectYear, 万元 invested in the period) for the rows behind a figure, by name."""
    invested = (
        select(func.sum(MonthlyFigure.invested))
        .where(
            MonthlyFigure.project_id == Project.id, MonthlyFigure.year == period.year,
            MonthlyFigure.month <= period.month,
        )
        .correlate(Project)
        .scalar_subquery()
    )  # fmt: skip
    query = listed(user, period, Project, ProjectYear, invested).where(*_narrowed(user, period, wanted))
    return query.order_by(Project.name, Project.id)


def count(user: User, period: Period, wanted: Wanted) -> int:
    """Return how many rows a figure opens."""
    return db.session.scalar(listed(user, period, func.count()).where(*_narrowed(user, period, wanted))) or 0


def _narrowed(user: User, period: Period, wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    found = [SETS[wanted.key].condition(period)]
    if wanted.before_the_year and wanted.key in MOMENTS:
        found.append(MOMENTS[wanted.key] < period.start)
    elif wanted.month is not None:
        found.append(in_month(wanted.key, period, wanted.month))
    if wanted.key == MONEY:
        found.append(_counted_once(user, period))
    if wanted.dimension is not None:
        found.append(condition(wanted.dimension, wanted.value))
    return found
