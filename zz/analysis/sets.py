"""The sets of projects that figures count: a figure and the rows it opens are one condition."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from zz.analysis.period import Period
from zz.projects.models import Project, ProjectYear
from zz.projects.vocabulary import Light

MONEY = "money"  # whose money counts: a child counts in its parent
Moment = InstrumentedAttribute[date | None]
Condition = Callable[[Period], ColumnElement[bool]]


@dataclass(frozen=True)
class ProjectSet:
    """A set of the year's list: what it is called, and its condition on `Project` joined to `ProjectYear`."""

    key: str
    label: str
    condition: Condition


def _late(planned: Moment, actual: Moment) -> Condition:
    return lambda p: and_(planned <= p.end, or_(actual.is_(None), actual > p.end))


def _light(light: Light) -> Condition:
    return lambda _period: Project.light == light


SETS = {
    one.key: one
    for one in (
        ProjectSet("listed", "铺排项目", lambda _period: true()),
        ProjectSet("started", "已开工", lambda p: Project.actual_start <= p.end),
        ProjectSet("start_due", "计划应开工", lambda p: ProjectYear.planned_start <= p.end),
        ProjectSet("start_late", "应开工未开工", _late(ProjectYear.planned_start, Project.actual_start)),
        ProjectSet("finished", "已竣工", lambda p: Project.actual_finish <= p.end),
        ProjectSet("finish_due", "计划应竣工", lambda p: ProjectYear.planned_finish <= p.end),
        ProjectSet("finish_late", "应竣工未竣工", _late(ProjectYear.planned_finish, Project.actual_finish)),
        ProjectSet("red", "红灯", _light(Light.RED)),
        ProjectSet("yellow", "黄灯", _light(Light.YELLOW)),
        ProjectSet("green", "绿灯", _light(Light.GREEN)),
        ProjectSet(MONEY, "年度投资", lambda _period: ProjectYear.id.is_not(None)),
    )
}

MOMENTS = {
    "started": Project.actual_start, "start_due": ProjectYear.planned_start, "finished": Project.actual_finish,
    "finish_due": ProjectYear.planned_finish,
}  # fmt: skip


def in_month(key: str, period: Period, month: int) -> ColumnElement[bool]:
    """Return the condition for what came into a set in one month of the year; false for a set without a moment."""
    moment = MOMENTS.get(key)
    return false() if moment is None else moment.between(period.first_of(month), period.last_of(month))
