"""The columns of the table of areas by day and by month, as cells on the page and as values of the workbook."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from zz.sheets.write import Kind, Value
from zz.voltage.models import Area, DailyVoltage, MonthlyVoltage
from zz.voltage.statistics.vocabulary import AreaState
from zz.voltage.statistics.wording import NONE, at, lasting, percent, place, volts
from zz.voltage.vocabulary import RuleKind

TONES = {AreaState.ABNORMAL: "cobalt"}
Reading = DailyVoltage | MonthlyVoltage


class Cell(NamedTuple):
    """What stands in a cell: a line, and a second one under it."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """An area with its day or month, and on how many days it broke which rule."""

    area: Area
    reading: Any
    kinds: Mapping[RuleKind, int]

    @property
    def state(self) -> AreaState:
        """What the area was in the period."""
        if self.reading is None:
            return AreaState.MISSING
        if isinstance(self.reading, DailyVoltage):
            return AreaState(self.reading.state.value)
        if self.reading.abnormal_days:
            return AreaState.ABNORMAL
        return AreaState.NORMAL if self.reading.insufficient_days < self.reading.days else AreaState.INSUFFICIENT


def row_of(area: Area, reading: Reading | None, kinds: str | None) -> Row:
    """Return the row of what `queries.listed` gives."""
    counted = Counter(kinds.split(",")) if kinds else Counter[str]()
    return Row(area, reading, {kind: counted[kind.value] for kind in RuleKind if counted[kind.value]})


@dataclass(frozen=True)
class Column:
    """A column of the page. `sort` is its key in the address; `keep` shows it on a phone's card."""

    key: str
    label: str
    cell: Callable[[Any], Cell]
    unit: str = ""
    kind: str = "number"
    sort: str = ""
    keep: bool = False


class Out(NamedTuple):
    """A column of the workbook."""

    key: str
    label: str
    kind: Kind
    value: Callable[[Row], Value]


def _customers(count: int, minutes: int) -> Cell:
    return Cell(str(count), lasting(minutes)) if count or minutes else Cell("0")


def _extreme(value: Decimal | None, point: int | None, meter: str | None, phase: str | None) -> Cell:
    return Cell(volts(value), " · ".join(filter(None, (at(point), place(meter, phase)))))


def _by_day(days: int, of: int) -> Cell:
    return Cell(f"{days} 天", f"共 {of} 天有数据")


SHARED = (
    Column("customer_rate", "用户合格率", lambda r: Cell(percent(r.customer_rate)), sort="customer_rate", keep=True),
    Column("outlet_rate", "出口合格率", lambda r: Cell(percent(r.outlet_rate)), sort="outlet_rate"),
)
LAST = (
    Column("unbalance", "三相不平衡", lambda r: Cell(percent(r.unbalance)), sort="unbalance"),
    Column("completeness", "完整率", lambda r: Cell(percent(r.completeness)), sort="completeness"),
)
DAY = (
    *SHARED,
    Column("low", "低电压用户", lambda r: _customers(r.low_customers, r.low_minutes), "户", sort="low", keep=True),
    Column("high", "过电压用户", lambda r: _customers(r.high_customers, r.high_minutes), "户", sort="high"),
    Column("lowest", "最低电压", lambda r: _extreme(r.lowest, r.lowest_point, r.lowest_meter, r.lowest_phase), "V",
           sort="lowest", keep=True),
    Column("highest", "最高电压", lambda r: _extreme(r.highest, r.highest_point, r.highest_meter, r.highest_phase),
           "V", sort="highest"),
    *LAST,
)  # fmt: skip
MONTH = (
    *SHARED,
    Column("worst", "异常天数", lambda r: _by_day(r.abnormal_days, r.days), keep=True),
    Column("low", "低电压用户", lambda r: Cell(str(r.low_customers), f"{r.low_days} 天" if r.low_days else ""),
           "户，最多一日", sort="low", keep=True),
    Column("high", "过电压用户", lambda r: Cell(str(r.high_customers), f"{r.high_days} 天" if r.high_days else ""),
           "户，最多一日", sort="high"),
    Column("lowest", "最低电压", lambda r: Cell(volts(r.lowest)), "V", sort="lowest"),
    Column("highest", "最高电压", lambda r: Cell(volts(r.highest)), "V", sort="highest"),
    *LAST,
)  # fmt: skip


def columns(monthly: bool) -> tuple[Column, ...]:
    """Return the columns of a day's or a month's table, after the area and its state."""
    return MONTH if monthly else DAY


def kinds_of(row: Row, monthly: bool) -> str:
    """Say which rules the area broke, in a month with the number of days."""
    words = [f"{kind.label} {days} 天" if monthly else kind.label for kind, days in row.kinds.items()]
    return "、".join(words) or NONE


def _read(name: str, scale: int = 1) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        found = getattr(row.reading, name) if row.reading is not None else None
        return found / scale if scale != 1 and found is not None else found

    return value


def _point(name: str) -> Callable[[Row], Value]:
    return lambda row: at(getattr(row.reading, name)) if row.reading is not None else ""


IDENTITY = (
    Out("code", "台区编号", "text", lambda r: r.area.code), Out("name", "台区名称", "text", lambda r: r.area.name),
    Out("station", "供电所", "text", lambda r: r.area.station.label),
    Out("state", "状态", "text", lambda r: r.state.label),
)  # fmt: skip
RATES = (
    Out("customer_rate", "用户电压合格率", "percent", _read("customer_rate", 100)),
    Out("outlet_rate", "出口电压合格率", "percent", _read("outlet_rate", 100)),
)
CUSTOMERS = (
    Out("low", "低电压用户（户）", "int", _read("low_customers")),
    Out("low_minutes", "低电压时长（分钟）", "int", _read("low_minutes")),
    Out("high", "过电压用户（户）", "int", _read("high_customers")),
    Out("high_minutes", "过电压时长（分钟）", "int", _read("high_minutes")),
)
ENDING = (
    Out("unbalance", "三相不平衡度（幅值法）", "percent", _read("unbalance", 100)),
    Out("completeness", "数据完整率", "percent", _read("completeness", 100)),
)


def _extremes(name: str, label: str) -> tuple[Out, ...]:
    return (
        Out(name, f"{label}（V）", "number", _read(name)),
        Out(f"{name}_at", f"{label}时间", "text", _point(f"{name}_point")),
        Out(f"{name}_meter", f"{label}测点", "text", _read(f"{name}_meter")),
        Out(f"{name}_phase", f"{label}相别", "text", _read(f"{name}_phase")),
    )


def sheet(monthly: bool) -> tuple[Out, ...]:
    """Return the columns of the workbook."""
    found = Out("kinds", "异常类型", "text", lambda r: "" if not r.kinds else kinds_of(r, monthly))
    if monthly:
        days = (
            Out("days", "有数据天数", "int", _read("days")), Out("abnormal", "异常天数", "int", _read("abnormal_days")),
            Out("insufficient", "数据不足天数", "int", _read("insufficient_days")),
        )  # fmt: skip
        ends = (Out("lowest", "最低电压（V）", "number", _read("lowest")),
                Out("highest", "最高电压（V）", "number", _read("highest")))  # fmt: skip
        return (*IDENTITY, *days, *RATES, *CUSTOMERS, *ends, *ENDING, found)
    return (
        *IDENTITY, *RATES, *CUSTOMERS, *_extremes("lowest", "最低电压"), *_extremes("highest", "最高电压"), *ENDING,
        found,
    )  # fmt: skip
