"""治理前后比对 as the page shows it: conditions, the two weeks beside those of an untouched area, a chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zz.voltage.models import Area
from zz.voltage.remediation.comparing import Check, Day, mean
from zz.voltage.remediation.models import Comparison, Remediation
from zz.voltage.remediation.wording import number, short
from zz.web.charts import Plot, Series, plot


@dataclass(frozen=True)
class Side:
    """A row of the table: a figure before and after, of the area and of the untouched one."""

    label: str
    before: str
    after: str
    control_before: str
    control_after: str


@dataclass(frozen=True)
class ComparisonPage:
    """What stands under 治理前后."""

    comparison: Comparison
    checks: list[Check]
    before: str
    after: str
    control: Area | None
    sides: list[Side]
    chart: Plot | None
    keys: list[tuple[str, str, bool]]
    days: list[tuple[str, Day]]
    work: str


def assemble(found: Comparison | None, remediation: Remediation, today: date) -> ComparisonPage | None:
    """Return what is shown of a comparison; None where there is none yet."""
    if found is None or not (found.figures["before"] or found.figures["after"]):
        return None
    before, after, beside_before, beside_after = (
        [Day.read(plain) for plain in found.figures[key]]
        for key in ("before", "after", "control_before", "control_after")
    )
    over = remediation.kind.over
    work = date.fromisoformat(found.figures["work_on"])
    return ComparisonPage(
        found, [Check(*check) for check in found.figures["checks"]], _span(before, today), _span(after, today),
        found.control, list(_sides([before, after, beside_before, beside_after], over)),
        _chart(remediation, before, after, [*beside_before, *beside_after]),
        [("本台区", "cobalt", False), *([("对照台区", "mute", True)] if found.control else [])],
        [*(("治理前", d) for d in before), *(("治理后", d) for d in after)], short(work, today),
    )  # fmt: skip


def _span(days: Sequence[Day], today: date) -> str:
    if not days:
        return "还没有有效日"
    return f"{short(days[0].day, today)}至{short(days[-1].day, today)}，{len(days)} 个有效日"


def _extreme(name: str, pick: Callable[..., Decimal]) -> Callable[[Sequence[Day]], str]:
    def said(days: Sequence[Day]) -> str:
        found = [value for d in days if (value := getattr(d, name)) is not None]
        return number(pick(found), " V") if found else "—"

    return said


def _load(days: Sequence[Day]) -> str:
    found = [d.load for d in days if d.load is not None]
    return number(max(found), "%") if found else "未采集"


def _sides(parts: list[list[Day]], over: bool) -> list[Side]:
    rows: list[tuple[str, Callable[[Sequence[Day]], str]]] = [
        ("触发天数", lambda days: f"{sum(d.fires for d in days)} 天" if days else "—"),
        ("平均合格率", lambda days: number(mean(days, "rate"), "%")),
        ("最低电压", _extreme("low", min)),
        ("最高电压", _extreme("high", max)),
        ("最多越限户数", lambda days: f"{max(d.customers for d in days)} 户" if days else "—"),
        ("反向越限", lambda days: f"{sum(d.opposite for d in days)} 天" if days else "—"),
        ("最高负载率", _load),
    ]
    if over:
        rows[2], rows[3] = rows[3], rows[2]
    return [Side(label, *(say(part) for part in parts)) for label, say in rows]


def _chart(remediation: Remediation, before: list[Day], after: list[Day], beside: list[Day]) -> Plot | None:
    if remediation.kind.unit != "V":
        return None
    name = "high" if remediation.kind.over else "low"
    by_day = {d.day: d for d in beside}
    days: list[Day | None] = [*before, None, *after]  # a gap where the work was done

    def values(of: Callable[[Day], Day | None]) -> list[float | None]:
        found = (getattr(its, name) if d and (its := of(d)) else None for d in days)
        return [None if value is None else float(value) for value in found]

    series = [Series("本台区", values(lambda d: d))]
    if beside:
        series.append(Series("对照台区", values(lambda d: by_day.get(d.day)), "mute", True))
    marks = [(0, "治理前"), (len(before), "治理"), (len(days) - 1, "治理后")]
    rule = remediation.problem.rule
    return plot(
        [short(d.day) if d else "" for d in days], series, marks=marks, unit=" V",
        limits=[(float(rule.threshold), f"限值 {number(rule.threshold)} V")],
    )  # fmt: skip
