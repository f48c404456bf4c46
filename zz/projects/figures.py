"""Keep a project's figures and light true: year to date, cumulative, lag and light follow from its months."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from zz import rules
from zz.db import db
from zz.projects.lights import LightRule, Standing, judge, time_progress
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthlyFigure

ZERO = Decimal(0)


@dataclass(frozen=True)
class Yardstick:
    """What every project is measured by on one day: the rule and 序时进度 in percent."""

    today: date
    rule: LightRule
    progress: Decimal


def yardstick(today: date, tried: Mapping[str, Any] | None = None) -> Yardstick:
    """Return the yardstick of `today` from the rules in force, with what is `tried` in place of some of them."""

    def said(key: str) -> Any:
        return (tried or {}).get(key, rules.value(key, today))

    rule = LightRule(
        Decimal(str(said("light.yellow_from"))), Decimal(str(said("light.red_over"))),
        int(said("light.unstarted_red_months")),
    )  # fmt: skip
    return Yardstick(today, rule, time_progress(today, int(said("report.due_day"))))


def invested(project_ids: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """Return 万元 invested by project and year, from the monthly figures (one query)."""
    query = (
        select(MonthlyFigure.project_id, MonthlyFigure.year, func.sum(MonthlyFigure.invested))
        .where(MonthlyFigure.project_id.in_(list(project_ids)))
        .group_by(MonthlyFigure.project_id, MonthlyFigure.year)
    )
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for project_id, year, money in db.session.execute(query):
        found[project_id][year] = money or ZERO
    return found


def refresh(project: Project, *, today: date) -> None:
    """Recompute the figures and the light of one project after a change, within the transaction."""
    refresh_all([project], yardstick(today))


def refresh_all(projects: list[Project], by: Yardstick) -> None:
    """Recompute the figures and lights of `projects`: three queries whatever their number."""
    if not projects:
        return
    db.session.flush()
    ids = [p.id for p in projects]
    money = invested(ids)
    years: dict[int, list[ProjectYear]] = defaultdict(list)
    for row in db.session.scalars(
        select(ProjectYear).where(ProjectYear.project_id.in_(ids)).order_by(ProjectYear.year)
    ):
        years[row.project_id].append(row)
    for project in projects:
        settle(project, years[project.id], money.get(project.id, {}), by)
    db.session.flush()


def settle(project: Any, years: list[Any], money: dict[int, Decimal], by: Yardstick) -> None:
    """Work out figures and light of a project (or of what will be one) from its years and 万元 by year."""
    for row in years:
        row.year_to_date = money.get(row.year, ZERO)
    listed = [row for row in years if row.year <= by.today.year]
    current = listed[-1] if listed else None
    project.list_year = current.year if current else None
    project.year_category = current.category if current else None
    project.annual_plan = current.annual_plan if current else None
    project.year_to_date = money.get(by.today.year if current is None else current.year, ZERO)
    project.cumulative = (project.invested_before or ZERO) + sum(money.values(), ZERO)
    standing = Standing(
        project.stage, project.activity, project.annual_plan, project.year_to_date,
        project.planned_start, project.actual_start,
    )  # fmt: skip
    progress = by.progress if current is None or current.year == by.today.year else Decimal(100)
    project.light, project.light_reason, project.lag = judge(standing, by.rule, today=by.today, progress=progress)
    if current is not None:
        current.lag = project.lag
