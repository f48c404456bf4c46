"""The page of the table of areas, put together in three queries whatever the history is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from zz.accounts.models import User
from zz.labels import LabelledEnum
from zz.voltage.statistics import queries
from zz.voltage.statistics.columns import TONES, Cell, Column, Row, columns, kinds_of, row_of
from zz.voltage.statistics.filters import RISING, AreaFilter
from zz.voltage.statistics.periods import Period, month_of
from zz.voltage.statistics.queries import Station, Sums
from zz.voltage.statistics.trend import Trend, trend
from zz.voltage.statistics.vocabulary import AreaState, Fault, Sort
from zz.voltage.statistics.wording import NONE, percent, share
from zz.voltage.vocabulary import RuleKind
from zz.web.lists import Chip, Select
from zz.web.paging import PAGE_SIZE, Page, page_number


class Figure(NamedTuple):
    """A headline figure; `url` opens its rows."""

    label: str
    value: str
    note: str
    url: str | None


class Head(NamedTuple):
    """The head of a column; `url` sorts by it."""

    label: str
    unit: str
    kind: str
    url: str | None
    direction: str

    @property
    def arrow(self) -> str:
        return {"ascending": " ▴", "descending": " ▾"}.get(self.direction, "")


class Shown(NamedTuple):
    """A cell with the class and the label that it has on a phone."""

    css: str
    label: str
    text: str
    note: str


@dataclass(frozen=True)
class AreaRow:
    """An area in two lines, its state and its figures."""

    url: str
    name: str
    sub: str
    state: str
    tone: str
    cells: list[Shown]
    kinds: str


class KindRow(NamedTuple):
    """How many areas broke a rule."""

    label: str
    areas: int
    share: float
    url: str


@dataclass(frozen=True)
class StatisticsPage:
    """Everything the template draws."""

    filter: AreaFilter
    period: Period
    figures: list[Figure]
    trend: Trend
    scope: str
    kinds: list[KindRow]
    selects: list[Select]
    heads: list[Head]
    sums: list[Shown]
    rows: list[AreaRow]
    page: Page[AreaRow]
    everything: Sums
    listed: Sums
    order: str
    export_url: str
    by_day: str
    by_month: str
    before: str
    after: str | None
    newest: date


def unit_names(offered: Iterable[Station]) -> dict[int, str]:
    """Return the names of stations and counties by id, counties before their stations."""
    found: dict[int, str] = {}
    for one in sorted(offered, key=lambda s: (s.county_id, s.id)):
        found.setdefault(one.county_id, one.county)
        found[one.id] = one.name
    return {key: name for key, name in found.items() if key}


def _options(offered: Sequence[Station]) -> list[tuple[str, str]]:
    counties = {one.county_id for one in offered}
    return [(str(key), name if key in counties else f"　{name}") for key, name in unit_names(offered).items()]


def _selects(wanted: AreaFilter, offered: Sequence[Station]) -> list[Select]:
    def of(name: str, label: str, enum: type[LabelledEnum]) -> Select:
        chosen = [str(value) for value in getattr(wanted, name)]
        return Select(name, label, enum.options(), chosen, True, wanted.url(**{name: ()}))

    found = [of("state", "状态", AreaState), of("rule", "异常类型", RuleKind), of("fault", "用户电压", Fault)]
    if len(offered) < 2 and not wanted.unit:
        return found
    unit = [str(wanted.unit)] if wanted.unit else []
    return [Select("unit", "单位", _options(offered), unit, False, wanted.url(unit=None)), *found]


def _figures(wanted: AreaFilter, period: Period, sums: Sums) -> list[Figure]:
    base = wanted.base
    most = "各台区当月最多一日之和，" if period.monthly else ""
    without = sums.insufficient + sums.missing
    customer, outlet = (
        percent(share(getattr(sums, f"{kind}_qualified"), getattr(sums, f"{kind}_valid")))
        for kind in ("customer", "outlet")
    )
    return [
        Figure("公变台区", f"{sums.areas:,}", f"有数据 {sums.areas - sums.missing:,} 个", base.url()),
        Figure("用户电压合格率", customer, f"出口 {outlet}", base.url(sort="customer_rate")),
        Figure("低电压用户", f"{sums.low_customers:,}", f"{most}涉及 {sums.low_areas:,} 个台区",
               base.url(fault=(Fault.LOW,))),
        Figure("过电压用户", f"{sums.high_customers:,}", f"{most}涉及 {sums.high_areas:,} 个台区",
               base.url(fault=(Fault.HIGH,))),
        Figure("异常台区", f"{sums.abnormal:,}", f"正常 {sums.normal:,} 个", base.url(state=(AreaState.ABNORMAL,))),
        Figure("数据不足或无数据", f"{without:,}", f"数据不足 {sums.insufficient:,} · 无数据 {sums.missing:,}",
               base.url(state=(AreaState.INSUFFICIENT, AreaState.MISSING))),
    ]  # fmt: skip


def _heads(wanted: AreaFilter, shown: Sequence[Column]) -> list[Head]:
    key, falls = wanted.by

    def head(label: str, sort: str, kind: str, unit: str = "") -> Head:
        if not sort:
            return Head(label, unit, kind, None, "")
        current = sort == key.value
        rising = not falls if current else Sort(sort) not in RISING
        direction = ("descending" if falls else "ascending") if current else ""
        return Head(label, unit, kind, wanted.url(sort=f"-{sort}" if rising else sort), direction)

    return [
        head("台区", "code", "name"), head("状态", "", "light"),
        *(head(c.label, c.sort, c.kind, c.unit) for c in shown), head("异常类型", "", "text"),
    ]  # fmt: skip


def as_shown(column: Column, cell: Cell) -> Shown:
    """Return a cell as a template draws it."""
    return Shown(f"c-{column.kind}{' c-keep' if column.keep else ''}", column.label, cell.text, cell.note)


def area_row(row: Row, shown: Sequence[Column], monthly: bool) -> AreaRow:
    """Return the row of an area as the table draws it."""
    area, reading = row.area, row.reading
    cells = [as_shown(column, column.cell(reading) if reading is not None else Cell(NONE)) for column in shown]
    return AreaRow(
        f"/voltage/areas/{area.id}", area.name, f"{area.code} · {area.station.label}", row.state.label,
        TONES.get(row.state, "neutral"), cells, kinds_of(row, monthly),
    )  # fmt: skip


def _summed(sums: Sums, shown: Sequence[Column]) -> list[Shown]:
    said = {
        "customer_rate": percent(share(sums.customer_qualified, sums.customer_valid)),
        "outlet_rate": percent(share(sums.outlet_qualified, sums.outlet_valid)),
        "low": f"{sums.low_customers:,}", "high": f"{sums.high_customers:,}",
        "completeness": percent(share(sums.valid, sums.expected)),
    }  # fmt: skip
    return [as_shown(column, Cell(said.get(column.key, ""))) for column in shown]


def _kinds(wanted: AreaFilter, found: dict[RuleKind, int], areas: int) -> list[KindRow]:
    return [
        KindRow(kind.label, found.get(kind, 0), round(found.get(kind, 0) * 100 / areas, 1) if areas else 0,
                wanted.url(rule=(kind,)))
        for kind in RuleKind
    ]  # fmt: skip


def chips(wanted: AreaFilter, offered: Iterable[Station]) -> list[Chip]:
    """Say what is set."""
    return wanted.chips(unit_names(offered))


def order_words(wanted: AreaFilter) -> str:
    """Say what the rows are ordered by."""
    key, falls = wanted.by
    return f"按{key.label}从{'大到小' if falls else '小到大'}排列"


def _page(total: int) -> tuple[int, int]:
    number = min(page_number(), max(1, -(-total // PAGE_SIZE)))
    return number, (number - 1) * PAGE_SIZE


def assemble(user: User, wanted: AreaFilter) -> StatisticsPage | None:
    """Return the page that `wanted` and the address's page number ask for; None where no day was ever judged."""
    until = wanted.period(None)
    days, offered = queries.newest_days(user, until.end if until else None)
    newest = days[-1].day if days else None
    period = wanted.period(newest)
    if period is None:
        return None
    everything, listed, kinds = queries.totals(user, wanted, period, offered)
    number, offset = _page(listed.areas)
    sent = listed.areas - listed.missing
    found = queries.listed(user, wanted, period, offered, sent=sent, limit=PAGE_SIZE, offset=offset)
    shown = columns(period.monthly)
    rows = [area_row(row_of(*row), shown, period.monthly) for row in found]
    within = {s.id for s in offered if wanted.unit in (None, s.id, s.county_id)}
    url = wanted.url()
    last = newest or period.start
    return StatisticsPage(
        filter=wanted, period=period, figures=_figures(wanted, period, everything),
        trend=trend(row for row in days if row.station_id in within),
        scope=unit_names(offered).get(wanted.unit or 0, "全部台区"), kinds=_kinds(wanted, kinds, everything.areas),
        selects=_selects(wanted, offered), heads=_heads(wanted, shown), sums=_summed(listed, shown), rows=rows,
        page=Page(rows, number, listed.areas), everything=everything, listed=listed, order=order_words(wanted),
        export_url=f"{url}{'&' if '?' in url else '?'}format=xlsx",
        by_day=replace(wanted, day=period.end if period.monthly and period.end < last else None, month=None).url(),
        by_month=replace(wanted, day=None, month=month_of(period.start)).url(),
        before=_at(wanted, period.moved(-1)), after=_at(wanted, period.moved(1)), newest=last,
    )  # fmt: skip


def _at(wanted: AreaFilter, period: Period) -> str:
    return wanted.url(month=period.start, day=None) if period.monthly else wanted.url(day=period.start, month=None)


def every_row(user: User, wanted: AreaFilter) -> tuple[Period, list[Station], list[Any]] | None:
    """Return all rows of the filter, for the workbook; None where there is no data at all."""
    until = wanted.period(None)
    days, offered = queries.newest_days(user, until.end if until else None)
    period = wanted.period(days[-1].day if days else None)
    if period is None:
        return None
    return period, offered, [row_of(*row) for row in queries.listed(user, wanted, period, offered)]
