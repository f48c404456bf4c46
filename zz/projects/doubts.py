"""What is questioned, not refused, in a month's figure: a sum that falls, a sum beyond the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zz.projects.records import MonthlyFigure

ZERO = Decimal(0)


@dataclass(frozen=True)
class MonthMoney:
    """A month's figures in 万元, cumulative within the month: for 调度, and for 入统 (None: not given)."""

    year: int
    month: int
    invested: Decimal
    statistical: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class Outlook:
    """What a project has without the month in question (万元): in its year, since the start; plan and total."""

    in_year: Decimal
    since_start: Decimal
    annual_plan: Decimal | None
    total: Decimal | None
    before: MonthlyFigure | None

    def year_with(self, invested: Decimal | None) -> Decimal:
        """Return 年累计 with the month's figure."""
        return self.in_year + (invested or ZERO)


def outlook(
    figures: Sequence[MonthlyFigure], year: int, month: int, *, invested_before: Decimal | None = None,
    annual_plan: Decimal | None = None, total: Decimal | None = None,
) -> Outlook:  # fmt: skip
    """Return what all months but one add up to."""
    others = [f for f in figures if (f.year, f.month) != (year, month)]
    before = next((f for f in figures if (f.year, f.month) == (year, month)), None)
    in_year = sum((f.invested or ZERO for f in others if f.year == year), ZERO)
    since_start = sum((f.invested or ZERO for f in others), invested_before or ZERO)
    return Outlook(in_year, since_start, annual_plan, total, before)


def doubts(money: MonthMoney, seen: Outlook) -> list[str]:
    """Return the questions to be confirmed before the figure is taken; none for an ordinary one."""
    found = []
    before = seen.before.invested if seen.before else None
    if before is not None and money.invested < before:
        found.append(
            f"{money.month}月累计完成投资由 {_wan(before)} 减为 {_wan(money.invested)} 万元，"
            f"年累计将减少 {_wan(before - money.invested)} 万元。"
        )
    elif money.invested < 0:
        found.append(f"{money.month}月累计完成投资为负数，年累计将减少 {_wan(-money.invested)} 万元。")
    reached = seen.since_start + money.invested
    if seen.total is not None and reached > seen.total:
        found.append(f"开工至今累计将为 {_wan(reached)} 万元，超过总投资 {_wan(seen.total)} 万元。")
    statistical = seen.before.statistical if seen.before else None
    if statistical is not None and (money.statistical is None or money.statistical < statistical):
        now = "不填" if money.statistical is None else f"{_wan(money.statistical)} 万元"
        found.append(f"{money.month}月入统投资由 {_wan(statistical)} 万元改为{now}。")
    return found


def _wan(value: Decimal) -> str:
    return f"{value.normalize():,f}"
