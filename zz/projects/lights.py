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
    late = months_unstarted(standing.planned_start, standing.actual_start, today)
    if not late or standing.planned_start is None:
        return Light.GREEN, ""
    due = f"计划{standing.planned_start.year}年{standing.planned_start.month}月开工，已超期{late}个月未开工"
    return (Light.RED if late >= rule.unstarted_red_months else Light.YELLOW), due


def _by_money(behind: int | None, rule: LightRule) -> tuple[Light, str]:
    if behind is None:
        return Light.GREEN, "未下达年度计划投资，不按序时亮灯"
    if behind > rule.red_over * BASIS_POINTS:
        return Light.RED, f"滞后序时 {points(behind)} 个百分点"
    if behind >= rule.yellow_from * BASIS_POINTS:
        return Light.YELLOW, f"滞后序时 {points(behind)} 个百分点"
    word = "滞后序时" if behind > 0 else "超序时"
    return Light.GREEN, f"{word} {points(behind)} 个百分点" if behind else "与序时持平"


def judge(standing: Standing, rule: LightRule, *, today: date, progress: Decimal) -> tuple[Light, str, int | None]:
    """Return the light, its reason in Chinese, and the lag in basis points."""
    behind = lag(standing.annual_plan, standing.year_to_date, progress)
    if standing.activity != Activity.ACTIVE:
        return Light.GREEN, f"项目已{standing.activity.label}，不亮灯", behind
    if standing.stage == Stage.COMPLETED:
        return Light.GREEN, "已竣工", behind
    if standing.stage == Stage.PLANNING:
        return Light.GREEN, "谋划在谈，不按序时亮灯", behind
    started = standing.actual_start is not None or standing.stage == Stage.UNDER_CONSTRUCTION
    by_start = (Light.GREEN, "") if started else _by_start(standing, rule, today)
    by_money = _by_money(behind, rule)
    worst = min(by_start, by_money, key=lambda found: found[0])
    return worst[0], worst[1] or by_money[1], behind
