"""Rates as the county publishes them: one decimal, and percentage points beside 序时进度."""

from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")


def rate(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """Return `part` of `whole` in per cent with one decimal; None without a whole. 206 of 255 → 80.8."""
    if not whole:
        return None
    return (Decimal(part or 0) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP)


def percent(part: Decimal | int | None, whole: Decimal | int | None) -> str:
    """Return the rate in words; — without a whole."""
    found = rate(part, whole)
    return "—" if found is None else f"{found}%"


def ahead(part: Decimal | None, whole: Decimal | None, progress: Decimal) -> Decimal | None:
    """Return how many percentage points `part` of `whole` is ahead of 序时进度; None without a whole."""
    if not whole:
        return None
    return Decimal(part or 0) * 100 / Decimal(whole) - progress


def ahead_words(points: Decimal | None) -> str:
    """Return 超序时 / 滞后序时 … 个百分点."""
    if points is None:
        return "未下达年度计划"
    shown = abs(points).quantize(TENTH, ROUND_HALF_UP)
    if not shown:
        return "与序时持平"
    return f"{'超' if points > 0 else '滞后'}序时 {shown} 个百分点"


def against(actual: int, planned: int) -> str:
    """Return how an actual number stands against the planned one: 计划 46，超 3 个."""
    if actual == planned:
        return f"计划 {planned}，按计划"
    return f"计划 {planned}，{'超' if actual > planned else '差'} {abs(actual - planned)} 个"


def yi(money: Decimal | None) -> str:
    """Return 万元 as 亿元 with one decimal, for a leader's headline."""
    return f"{(money or Decimal(0)) / 10_000:,.1f}"
