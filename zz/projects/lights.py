"""Lights: a pure function from a project's figures and the rule to red, yellow or green, with the reason.

The preset is one published city's rule (domain.md A): yellow from 10 percentage points behind 序时 or a start that
is due and not made, red beyond 30 points or three months unstarted.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zz.projects.vocabulary import Activity, Light, Stage

MONTHS = 12
BASIS_POINTS = 100  # a percentage point


@dataclass(frozen=True)
class LightRule:
    """The editable rule. Gaps are in percentage points, `unstarted_red_months` in months."""

    yellow_from: Decimal
    red_over: Decimal
    unstarted_red_months: int


@dataclass(frozen=True)
class Standing:
    """What a light is judged by. `annual_plan` and `year_to_date` in 万元."""

    stage: Stage
    activity: Activity
    annual_plan: Decimal | None
    year_to_date: Decimal | None
    planned_start: date | None
    actual_start: date | None


def reported_month(today: date, due_day: int) -> tuple[int, int]:
    """Return (year, month) of the last reported month: the month before, once its hand-in day has passed."""
    back = 1 if today.day > due_day else 2
    index = today.year * MONTHS + today.month - 1 - back
    return index // MONTHS, index % MONTHS + 1


def time_progress(today: date, due_day: int) -> Decimal:
    """Return 序时进度 of today's year in percent: months through the last reported month ÷ 12 (0 in early January)."""
    year, month = reported_month(today, due_day)
    return Decimal(month * 100) / MONTHS if year == today.year else Decimal(0)


def lag(annual_plan: Decimal | None, year_to_date: Decimal | None, progress: Decimal) -> int | None:
    """Return how far behind 序时 the investment is, in basis points (negative = ahead); None without a plan."""
    if not annual_plan:
        return None
    rate = (year_to_date or Decimal(0)) * 100 / annual_plan
    return int(((progress - rate) * BASIS_POINTS).to_integral_value())


def months_unstarted(planned: date | None, actual: date | None, today: date) -> int:
    """Return how many month's ends have passed since the start was due and not made."""
    if planned is None or actual is not None:
        return 0
    return max(0, (today.year - planned.year) * MONTHS + today.month - planned.month)


def points(basis_points: int) -> str:
    """Return basis points as percentage points with one decimal: 3167 → “31.7”."""
    return f"{Decimal(abs(basis_points)) / BASIS_POINTS:.1f}"


def _by_start(standing: Standing, rule: LightRule, today: date) -> tuple[Light, str]:
    planned, late = standing.planned_start, months_unstarted(standing.planned_start, standing.actual_start, today)
    if not late or planned is None:
        return Light.GREEN, ""
    due = f"计划{planned.year}年{planned.month}月开工，已超期{late}个月未开工"
    return (Light.RED if late >= rule.unstarted_red_months else Light.YELLOW), due


def _by_money(behind: int | None, rule: LightRule) -> tuple[Light, str]:
    if behind is None:
        return Light.GREEN, "未下达年度计划投资，不按序时亮灯"
    text = f"{'滞后' if behind > 0 else '超'}序时 {points(behind)} 个百分点"
    if behind > rule.red_over * BASIS_POINTS:
        return Light.RED, text
    if behind >= rule.yellow_from * BASIS_POINTS:
        return Light.YELLOW, text
    return Light.GREEN, text if points(behind) != "0.0" else "与序时持平"


def _at_rest(standing: Standing, today: date) -> str:
    """Return why a project is not judged; empty where it is."""
    if standing.activity != Activity.ACTIVE:
        return f"项目已{standing.activity.label}，不亮灯"
    if standing.stage == Stage.COMPLETED:
        return "已竣工"
    if standing.stage == Stage.PLANNING:
        return "谋划在谈，不按序时亮灯"
    planned = standing.planned_start
    waiting = standing.stage == Stage.PRELIMINARY and standing.actual_start is None
    if waiting and planned and (planned.year, planned.month) >= (today.year, today.month):
        return f"计划{planned.year}年{planned.month}月开工，未到开工期限"
    return ""


def judge(standing: Standing, rule: LightRule, *, today: date, progress: Decimal) -> tuple[Light, str, int | None]:
    """Return the light, its reason in Chinese, and the lag in basis points.

    A project that has not come to its start is not measured against 序时: its money begins with the works.
    """
    behind = lag(standing.annual_plan, standing.year_to_date, progress)
    if reason := _at_rest(standing, today):
        return Light.GREEN, reason, None if standing.stage in {Stage.PLANNING, Stage.PRELIMINARY} else behind
    started = standing.actual_start is not None or standing.stage == Stage.UNDER_CONSTRUCTION
    by_start = (Light.GREEN, "") if started else _by_start(standing, rule, today)
    by_money = _by_money(behind, rule)
    worst = min(by_start[0], by_money[0])
    reasons = [reason for light, reason in (by_start, by_money) if light == worst and reason]
    return worst, "；".join(reasons), behind
