"""The page of units: headline, days of the month, the ranking of stations or counties; each figure opens its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz import rules
from zz.accounts.models import User
from zz.labels import LabelledEnum
from zz.voltage.remediation.filters import RemediationFilter, Tab
from zz.voltage.statistics import units
from zz.voltage.statistics.filters import AreaFilter
from zz.voltage.statistics.page import Figure
from zz.voltage.statistics.periods import Period, read_month
from zz.voltage.statistics.rules import RANK_MIN
from zz.voltage.statistics.trend import by_day, marks
from zz.voltage.statistics.units import THOUSAND, Ranked, Tally
from zz.voltage.statistics.vocabulary import AreaState
from zz.voltage.statistics.wording import NONE, TENTH, day, percent
from zz.web.charts import Plot, Series, plot

PATH = "/voltage/units"
FULL = Decimal(100)


class Level(LabelledEnum):
    """What is ranked."""

    STATION = "station", "供电所"
    COUNTY = "county", "县公司"


@dataclass(frozen=True)
class UnitFilter:
    """What is asked of the page: stations or counties, and the month (None: the newest)."""

    level: Level = Level.STATION
    month: date | None = None

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""
        level = next((one for one in Level if one.value == args.get("level")), Level.STATION)
        return cls(level, read_month(args.get("month", "")))

    def url(self, path: str = PATH, **more: str) -> str:
        """Return the address of this filter, of the page or of a paper of it."""
        pairs = [("month", f"{self.month:%Y-%m}")] if self.month else []
        pairs += [("level", str(self.level))] if self.level != Level.STATION else []
        pairs += list(more.items())
        return path + ("?" + urlencode(pairs) if pairs else "")


class Number(NamedTuple):
    """A figure in the table; `url` opens its rows."""

    text: str
    url: str | None = None
    note: str = ""


@dataclass(frozen=True)
class UnitRow:
    """A unit as the table draws it. `bar` is its share of the worst unit's abnormal areas per thousand, in per cent."""

    rank: str
    name: str
    sub: str
    url: str
    bar: float
    areas: Number
    abnormal: Number
    per_thousand: str
    customer: str
    outlet: str
    completeness: str
    without: Number
    plans: Number
    verified: Number
    closure: str
    days: str
    again: Number


@dataclass(frozen=True)
class UnitsPage:
    """Everything the template draws."""

    filter: UnitFilter
    period: Period
    figures: list[Figure]
    chart: Plot | None
    days: list[tuple[str, str, int, int, str]]
    rows: list[UnitRow]
    sum: UnitRow
    least: int
    levels: list[tuple[str, str, bool]]
    before: str
    after: str | None
    export_url: str
    paper_url: str
    newest: date


@dataclass(frozen=True)
class Month:
    """What a month comes to, by station and by county: what page, workbook and report are made from."""

    period: Period
    newest: date
    least: int
    whole: Tally
    stations: list[Ranked]
    counties: list[Ranked]

    def of(self, level: Level) -> list[Ranked]:
        """Return the units of a level in their ranking."""
        return self.stations if level is Level.STATION else self.counties


def read(user: User, wanted: UnitFilter) -> Month | None:
    """Return the month that is asked for; None where there is no data at all."""
    newest = units.newest_month(user)
    if newest is None:
        return None
    month = wanted.month or newest
    found, known = units.of_stations(user, month), units.units(user)
    least = int(rules.value(RANK_MIN.key))
    return Month(
        Period(month, monthly=True), newest, least, units.total(found.values()),
        units.by_station(found, known, least), units.by_county(found, known, least),
    )  # fmt: skip


def tenth(value: Decimal | None, unit: str = "") -> str:
    """Return 12.3."""
    return NONE if value is None else f"{value.quantize(TENTH)}{unit}"


def _figures(month: Month) -> list[Figure]:
    t, areas = month.whole, AreaFilter(month=month.period.start)
    plans = RemediationFilter()
    return [
        Figure("公变台区", f"{t.areas:,}", f"有有效数据 {t.measured:,} 个", areas.url()),
        Figure("异常台区", f"{t.abnormal:,}", f"每千台区 {tenth(t.per_thousand)} 个",
               areas.url(state=(AreaState.ABNORMAL,))),
        Figure("用户电压合格率", percent(t.customer_rate), f"出口 {percent(t.outlet_rate)}",
               areas.url(sort="customer_rate")),
        Figure("数据完整率", percent(t.completeness), f"数据不足或无数据 {t.without:,} 个台区",
               areas.url(sort="completeness")),
        Figure("治理计划（累计）", f"{t.plans:,}", f"重复异常 {t.again:,} 条，占验证过的 {percent(t.relapse_rate)}",
               plans.url(tab=Tab.PLANS)),
        Figure("已验证（累计）", f"{t.verified:,}", f"闭环率 {percent(t.closure_rate)}，平均 {tenth(t.days)} 天",
               plans.url(tab=Tab.VERIFIED)),
    ]  # fmt: skip


def _row(row: Ranked, month: Month, worst: Decimal, level: Level) -> UnitRow:
    t, unit = row.tally, row.unit
    areas = AreaFilter(month=month.period.start, unit=unit.id)
    plans = RemediationFilter(unit=unit.id)
    above = unit.parent.label if level is Level.STATION and unit.parent else f"{len(row.stations)} 个供电所"
    return UnitRow(
        rank=f"第 {row.rank} 名" if row.rank else "不排名", name=unit.label, sub=above, url=areas.url(),
        bar=float(t.per_thousand * 100 / worst) if t.per_thousand and worst else 0.0, **_numbers(t, areas, plans),
    )  # fmt: skip


def _numbers(t: Tally, areas: AreaFilter, plans: RemediationFilter) -> dict[str, Any]:
    without = areas.url(state=(AreaState.INSUFFICIENT, AreaState.MISSING))
    return {
        "areas": Number(f"{t.areas:,}", areas.url()),
        "abnormal": Number(f"{t.abnormal:,}", areas.url(state=(AreaState.ABNORMAL,))),
        "per_thousand": tenth(t.per_thousand), "customer": percent(t.customer_rate), "outlet": percent(t.outlet_rate),
        "completeness": percent(t.completeness), "without": Number(f"{t.without:,}", without),
        "plans": Number(f"{t.plans:,}", plans.url(tab=Tab.PLANS)),
        "verified": Number(f"{t.verified:,}", plans.url(tab=Tab.VERIFIED)), "closure": percent(t.closure_rate),
        "days": tenth(t.days), "again": Number(f"{t.again:,}", plans.url(tab=Tab.PLANS, again=True),
                                               percent(t.relapse_rate) if t.again else ""),
    }  # fmt: skip


def _sum(month: Month, level: Level) -> UnitRow:
    count = len(month.of(level))
    numbers = _numbers(month.whole, AreaFilter(month=month.period.start), RemediationFilter())
    return UnitRow(rank="", name=f"合计 {count} 个{level.label}", sub="", url="", bar=0.0, **numbers)


def _days(found: Sequence[Any]) -> tuple[Plot | None, list[tuple[str, str, int, int, str]]]:
    """Draw the abnormal areas of each day per thousand that sent enough; return the table behind it too."""
    rows, values, labels = [], [], []
    for when, its in by_day(found).items():
        measured, abnormal = sum(r.areas - r.insufficient for r in its), sum(r.abnormal for r in its)
        rate = Decimal(abnormal) * THOUSAND / measured if measured else None
        rows.append((day(when), AreaFilter(day=when).url(), measured, abnormal, tenth(rate)))
        values.append(None if rate is None else float(rate))
        labels.append(day(when))
    chart = plot(labels, [Series("每千台区异常", values)], marks=marks(labels), unit=" 个", bounds=(0.0, 1.0))
    return chart, rows[::-1]


def assemble(user: User, wanted: UnitFilter) -> UnitsPage | None:
    """Return the page; None where there is no data at all."""
    month = read(user, wanted)
    if month is None:
        return None
    period, level = month.period, wanted.level
    chart, days = _days(units.days_of(user, period))
    listed = month.of(level)
    worst = max((row.tally.per_thousand or Decimal(0) for row in listed), default=Decimal(0))
    here = UnitFilter(level, period.start)
    later = period.moved(1).start
    return UnitsPage(
        filter=wanted, period=period, figures=_figures(month), chart=chart, days=days,
        rows=[_row(row, month, worst, level) for row in listed], sum=_sum(month, level), least=month.least,
        levels=[(one.label, UnitFilter(one, wanted.month).url(), one is level) for one in Level],
        before=UnitFilter(level, period.moved(-1).start).url(),
        after=UnitFilter(level, later).url() if later <= month.newest else None,
        export_url=here.url(format="xlsx"), paper_url=here.url(f"{PATH}/report.docx"), newest=month.newest,
    )  # fmt: skip
