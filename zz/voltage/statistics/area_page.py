"""The page of an area: a day with its curves, a year of days, a month day by day, all months, what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from zz.voltage import rulebook
from zz.voltage.models import Area, DailyVoltage, Finding, MonthlyVoltage
from zz.voltage.remediation.models import VoltageProblem
from zz.voltage.statistics import area_queries, curves, heat
from zz.voltage.statistics.columns import TONES, Column, columns
from zz.voltage.statistics.curves import DayCurves
from zz.voltage.statistics.page import Figure, Shown, as_shown
from zz.voltage.statistics.periods import Period, month_of
from zz.voltage.statistics.trend import marks
from zz.voltage.statistics.vocabulary import AreaState
from zz.voltage.statistics.wording import at, day, lasting, percent, place, volts
from zz.voltage.vocabulary import RuleKind
from zz.web.charts import Plot, Series, plot

DIGITS = 2


class Line(NamedTuple):
    """A day or a month of the area in a table; `url` opens it."""

    label: str
    url: str
    current: bool
    state: str
    tone: str
    cells: list[Shown]
    found: str


class Found(NamedTuple):
    """What a rule found on a day."""

    label: str
    severity: str
    facts: str
    version: str


class Fault(NamedTuple):
    """A fault in the library, and the remediation of it that is newest."""

    label: str
    url: str
    state: str
    facts: str
    remedy: str
    remedy_url: str


@dataclass(frozen=True)
class AreaPage:
    """Everything the template draws. `day` is None where the area never sent anything."""

    area: Area
    url: str
    day: date | None
    row: DailyVoltage | None
    state: str
    tone: str
    lead: str
    figures: list[Figure]
    found: list[Found]
    curves: DayCurves | None
    months: list[heat.Month]
    trend: Plot | None
    heads: Sequence[Column]
    days: list[Line]
    month_heads: Sequence[Column]
    history: list[Line]
    month: str
    newest: date | None
    before: str | None
    after: str | None
    facts: list[tuple[str, str]]
    rules: list[tuple[str, str]]
    faults: list[Fault]

    @property
    def station_url(self) -> str:
        """The table of the station's areas."""
        return f"/voltage/statistics?unit={self.area.station_id}"


def address(area: Area) -> str:
    """Return where the area's page is."""
    return f"/voltage/areas/{area.id}"


def _finding(one: Finding) -> Found:
    worst = f"{volts(one.worst)} {one.kind.unit}" if one.worst is not None else ""
    where = " ".join(filter(None, (at(one.point), place(one.meter, one.phase))))
    customers = f"{one.customers} 户" if one.customers else ""
    parts = filter(
        None, (customers, f"累计 {lasting(one.minutes)}" if one.minutes else "", worst and f"最严重 {worst}", where)
    )
    return Found(one.kind.label, one.severity.label, "，".join(parts), f"第 {one.rule.number} 版规则")


def _fault(one: VoltageProblem) -> Fault:
    remedy = one.remediations[-1] if one.remediations else None
    again = f"，重复异常 {one.recurrences} 次" if one.recurrences else ""
    return Fault(
        one.kind.label, f"/voltage/problems/{one.id}", one.state.label,
        f"{day(one.first_day)}—{day(one.last_day)}触发 {one.days} 天{again}",
        f"{remedy.number} {remedy.state.label}" if remedy else "",
        f"/voltage/remediation/{remedy.id}" if remedy else "",
    )  # fmt: skip


def _figures(row: DailyVoltage) -> list[Figure]:
    def extreme(name: str) -> str:
        point, meter, phase = (getattr(row, f"{name}_{part}") for part in ("point", "meter", "phase"))
        return " ".join(filter(None, (at(point), place(meter, phase)))) or "—"

    measured = f"监测 {row.meters} 户，出口 {percent(row.outlet_rate)}"
    return [
        Figure("用户电压合格率", percent(row.customer_rate), measured, None),
        Figure("低电压用户", str(row.low_customers), lasting(row.low_minutes) or "无", None),
        Figure("过电压用户", str(row.high_customers), lasting(row.high_minutes) or "无", None),
        Figure("最低电压（V）", volts(row.lowest), extreme("lowest"), None),
        Figure("最高电压（V）", volts(row.highest), extreme("highest"), None),
        Figure("数据完整率", percent(row.completeness), f"三相不平衡度 {percent(row.unbalance)}（幅值法）", None),
    ]  # fmt: skip


def _tone(row: DailyVoltage | None) -> str:
    return TONES.get(AreaState(row.state.value), "neutral") if row else "neutral"


def _kinds(found: Sequence[Finding]) -> str:
    return "、".join(kind.label for kind in RuleKind if any(one.kind == kind for one in found))


def _day_lines(area: Area, rows: Sequence[DailyVoltage], found: Sequence[Finding], chosen: date) -> list[Line]:
    return [
        Line(
            day(row.day), f"{address(area)}?day={row.day.isoformat()}", row.day == chosen, row.state.label,
            _tone(row), [as_shown(c, c.cell(row)) for c in columns(monthly=False)],
            _kinds([one for one in found if one.day == row.day]),
        )
        for row in rows
    ]  # fmt: skip


def _month_lines(area: Area, rows: Sequence[MonthlyVoltage], chosen: date) -> list[Line]:
    return [
        Line(
            Period(row.month, monthly=True).label, f"{address(area)}?month={row.month:%Y-%m}",
            row.month == month_of(chosen), "", "", [as_shown(c, c.cell(row)) for c in columns(monthly=True)], "",
        )
        for row in rows
    ]  # fmt: skip


def _trend(rows: Sequence[Any]) -> Plot | None:
    labels = [day(row.day) for row in rows]
    series = [
        Series(name, [None if (v := getattr(row, column)) is None else float(v) for row in rows], tone)
        for name, column, tone in (("出口", "outlet_rate", "mute"), ("用户", "customer_rate", "cobalt"))
    ]
    return plot(labels, series, marks=marks(labels), unit="%", digits=DIGITS, bounds=(99.0, 100.0))


def _facts(area: Area) -> list[tuple[str, str]]:
    tap = f"第 {area.tap} 档" + (f"，共 {area.taps} 档" if area.taps else "") if area.tap else "—"
    step = f"，每档 {area.tap_step.normalize():f}%" if area.tap_step else ""
    county = area.station.parent.label if area.station.parent else "—"
    return [
        ("台区编号", area.code), ("供电所", area.station.label), ("县公司", county), ("馈线", area.feeder or "—"),
        ("配变容量", f"{area.kva} kVA" if area.kva else "—"), ("分接头", tap + step),
        ("用户数", f"{area.customers} 户" if area.customers is not None else "—"),
    ]  # fmt: skip


def _rules(area: Area, on: date) -> list[tuple[str, str]]:
    """Say by which version each rule judges the area."""
    found = rulebook.of_area(area, on)
    said = []
    for kind in RuleKind:
        if (rule := found.get(kind)) is None:
            continue
        sign = "高于" if kind.over else "低于"
        own = "，本台区" if rule.area_id else "，本单位" if rule.unit_id else ""
        unit = "%" if kind is RuleKind.UNBALANCE else f" {kind.unit}"
        limit = f"{sign} {rule.threshold.normalize():f}{unit}，连续 {rule.consecutive} 点"
        said.append((kind.label, f"{limit}（第 {rule.number} 版{own}）"))
    return said


def _empty(area: Area, today: date) -> AreaPage:
    return AreaPage(
        area, address(area), None, None, AreaState.MISSING.label, "neutral", "这个台区还没有电压数据。", [], [], None,
        [], None, (), [], (), [], "", None, None, None, _facts(area), _rules(area, today), [],
    )  # fmt: skip


def _lead(row: DailyVoltage | None, chosen: date, found: Sequence[Finding]) -> str:
    if row is None:
        return f"{day(chosen)}没有收到这个台区的数据。"
    if found:
        return f"{day(chosen)}：{_kinds(found)}。"
    return f"{day(chosen)}：{row.state.label}。"


def assemble(area: Area, asked: date | None, month: date | None, today: date) -> AreaPage:
    """Return the page of `area` on the day asked for: else the last of `month`, else the newest with data."""
    newest = area_queries.newest_day(area)
    if newest is None:
        return _empty(area, today)
    chosen = min(asked or (Period(month, monthly=True).end if month else newest), newest)
    period = Period(month_of(chosen), monthly=True)
    listed = area_queries.days(area, period.start, period.end)
    found = area_queries.findings(area, period.start, period.end)
    if asked is None and listed:
        chosen = listed[0].day
    row = next((one for one in listed if one.day == chosen), None)
    here = [one for one in found if one.day == chosen]
    rates = area_queries.rates(area, *heat.span(chosen))
    return AreaPage(
        area=area, url=address(area), day=chosen, row=row, state=row.state.label if row else AreaState.MISSING.label,
        tone=_tone(row), lead=_lead(row, chosen, here),
        figures=_figures(row) if row else [], found=[_finding(one) for one in here],
        curves=curves.draw(area, chosen), months=heat.strip(rates, chosen, newest),
        trend=_trend([one for one in rates if one.day <= chosen][-31:]), heads=columns(monthly=False),
        days=_day_lines(area, listed, found, chosen), month_heads=columns(monthly=True),
        history=_month_lines(area, area_queries.months(area), chosen), month=period.label, newest=newest,
        before=f"{address(area)}?day={Period(chosen).moved(-1).start.isoformat()}",
        after=f"{address(area)}?day={Period(chosen).moved(1).start.isoformat()}" if chosen < newest else None,
        facts=_facts(area), rules=_rules(area, chosen),
        faults=[_fault(one) for one in area_queries.faults(area)],
    )  # fmt: skip
