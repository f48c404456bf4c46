"""A project's money as its page shows it: the year's plan, this month, the year to date, all since the start.

Money for 调度 and money for 入统 are two figures; nothing here adds one to the other. All in 万元.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zz import rules
from zz.projects.lights import BASIS_POINTS, MONTHS, points, reported_month, time_progress
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthlyFigure

ZERO = Decimal(0)
CHART_HEIGHT = 96


@dataclass(frozen=True)
class Month:
    """One month: the plan and the actual up to its end, and what was done in it."""

    number: int
    planned: Decimal | None
    invested: Decimal | None
    to_date: Decimal | None
    statistical: Decimal | None
    state: str
    x: float
    plan_y: int | None
    actual_y: int | None


@dataclass(frozen=True)
class Money:
    """What the money panel shows. Rates and the place of ticks in per cent."""

    year: int
    plan: Decimal | None
    month: int
    this_month: Decimal | None
    previous: Decimal | None
    to_date: Decimal | None
    rate: Decimal | None
    progress: Decimal
    progress_label: str
    behind: str
    total: Decimal | None
    cumulative: Decimal | None
    cumulative_rate: Decimal | None
    elapsed: Decimal | None
    statistical: Decimal | None
    months: list[Month]
    months_open: bool = False


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return `part` of `whole` in per cent with one decimal; None without a whole."""
    return round((part or ZERO) * 100 / whole, 1) if whole else None


def elapsed(start: date | None, finish: date | None, today: date) -> Decimal | None:
    """Return how much of the time of construction has passed, in per cent; None where it is not planned."""
    if start is None or finish is None or finish <= start:
        return None
    share = Decimal((today - start).days * 100) / (finish - start).days
    return round(min(max(share, ZERO), Decimal(100)), 1)


def planned_by_month(row: ProjectYear | None) -> list[Decimal | None]:
    """Return the plan up to the end of each month: the monthly plan, else the year's in twelve equal parts."""
    if row is None or row.annual_plan is None:
        return [None] * MONTHS
    if row.monthly_plan and len(row.monthly_plan) == MONTHS:
        return [Decimal(text) if text else None for text in row.monthly_plan]
    return [row.annual_plan * number / MONTHS for number in range(1, MONTHS + 1)]


def _months(row: ProjectYear | None, figures: dict[int, MonthlyFigure], last: int) -> list[Month]:
    plans = planned_by_month(row)
    actuals: list[Decimal | None] = []
    sum_ = ZERO
    for number in range(1, MONTHS + 1):
        found = figures.get(number)
        sum_ += (found.invested or ZERO) if found else ZERO
        actuals.append(sum_ if number <= last or found else None)
    top = max([value for value in (*plans, *actuals) if value], default=Decimal(1))

    def y(value: Decimal | None) -> int | None:
        return None if value is None else CHART_HEIGHT - int(value * CHART_HEIGHT / top)

    return [
        Month(
            number,
            plan,
            found.invested if (found := figures.get(number)) else None,
            actual,
            found.statistical if found else None,
            found.state.label if found else "",
            round((number - 1) * 100 / MONTHS, 2),
            y(plan),
            y(actual),
        )
        for number, plan, actual in zip(range(1, MONTHS + 1), plans, actuals, strict=True)
    ]


def _progress(year: int, today: date) -> tuple[Decimal, str]:
    if year != today.year:
        return Decimal(100), f"{year}年全年"
    due = int(rules.value("report.due_day"))
    progress = round(time_progress(today, due), 1)
    return progress, f"{reported_month(today, due)[1]}月末" if progress else "年初"


def _behind(lag: int | None) -> str:
    if lag is None:
        return ""
    if abs(lag) < BASIS_POINTS // 20:
        return "与序时持平"
    return f"{'滞后' if lag > 0 else '超'}序时 {points(lag)} 个百分点"


def money_of(project: Project, row: ProjectYear | None, figures: Iterable[MonthlyFigure], today: date) -> Money:
    """Return the money panel of a project from its year's row and that year's figures."""
    year = project.list_year or today.year
    by_month = {figure.month: figure for figure in figures}
    month = today.month if year == today.year else MONTHS
    progress, label = _progress(year, today)
    this_month, previous = by_month.get(month), by_month.get(month - 1)
    statistical = [f.statistical for f in by_month.values() if f.statistical is not None]
    begun = project.actual_start or project.planned_start
    return Money(
        year=year,
        plan=project.annual_plan,
        month=month,
        this_month=this_month.invested if this_month else None,
        previous=previous.invested if previous else None,
        to_date=project.year_to_date,
        rate=percent(project.year_to_date, project.annual_plan),
        progress=progress,
        progress_label=label,
        behind=_behind(project.lag),
        total=project.total_investment,
        cumulative=project.cumulative,
        cumulative_rate=percent(project.cumulative, project.total_investment),
        elapsed=elapsed(begun, project.planned_finish, today),
        statistical=sum(statistical, ZERO) if statistical else None,
        months=_months(row, by_month, month),
    )
