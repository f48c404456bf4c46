"""The page of the analysis, put together: headline, courses of the year, breakdown, handling, permits."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any
from urllib.parse import urlencode

from zz.accounts.models import User
from zz.analysis import causes, dimensions, handling, permitting, queries
from zz.analysis.dimensions import Dimension
from zz.analysis.period import Period, offered
from zz.analysis.rates import against, ahead, ahead_words, percent, yi
from zz.analysis.sets import MONEY
from zz.as_of import day_read
from zz.web.charts import Plot, Series, plot
from zz.web.figures import Cell, Figure, Line, Table

ZERO = Decimal(0)
COUNTED = ("listed", "started", "start_due", "start_late", "finished", "finish_due", "red", "yellow")


@dataclass(frozen=True)
class Course:
    """A cumulative course through the year: the chart, and the table behind it by month."""

    title: str
    chart: Plot | None
    label: str
    names: tuple[str, ...]
    rows: list[tuple[str, list[Cell]]]
    note: str


@dataclass(frozen=True)
class Analysis:
    """The page."""

    period: Period
    until: date
    periods: list[tuple[str, str, bool]]
    dimension: Dimension
    tabs: list[tuple[str, str, bool]]
    figures: list[Figure]
    rates: list[tuple[str, Cell, str]]
    courses: list[Course]
    parts: Table
    units: Table
    kinds: Table
    bureaus: Table


def address(path: str, period: Period, **asked: Any) -> str:
    """Return the address of a part of the analysis with what is asked of it, as of the day that is read."""
    asked["as_of"] = day_read()
    pairs = {"period": period.slug, **{key: value for key, value in asked.items() if value not in (None, "")}}
    return f"/analysis{path}?{urlencode(pairs)}"


def _cell(number: int, path: str, period: Period, **asked: Any) -> Cell:
    return Cell(str(number), address(path, period, **asked) if number else None)


def assemble(user: User, period: Period, dimension: Dimension, today: date) -> Analysis:
    """Read and arrange everything: a dozen queries, whatever the list holds."""
    head, months = queries.headline(user, period), queries.by_month(user, period)
    moments = queries.moments(user, period)
    return Analysis(
        period,
        period.until(today),
        [(one.label, address("", one, by=dimension), one == period) for one in offered(today)],
        dimension,
        [(one.label, address("", period, by=one), one == dimension) for one in Dimension],
        _figures(head, months, period),
        _rates(head, period),
        [
            _numbers("开工项目数（累计）", "started", "start_due", moments, period),
            _numbers("竣工项目数（累计）", "finished", "finish_due", moments, period),
            _money(head, months, period),
        ],
        _parts(user, period, dimension),
        _units(user, period, today),
        _kinds(user, period, today),
        _bureaus(user, period, today),
    )


def figures(user: User, period: Period) -> list[Figure]:
    """Return the headline figures of the period as `user` sees them (three queries)."""
    return _figures(queries.headline(user, period), queries.by_month(user, period), period)


def _figures(head: queries.Headline, months: list[Decimal], period: Period) -> list[Figure]:
    count, done = head.counts, sum(months, ZERO)
    now = "当日" if day_read() else "当前"
    share, gap = percent(done, head.plan), ahead_words(ahead(done, head.plan, period.progress))
    return [
        Figure(
            "铺排项目", str(count["listed"]), f"总投资 {yi(head.total)} 亿元",
            address("/projects", period, set="listed"),
        ),
        Figure(
            "开工", str(count["started"]), against(count["started"], count["start_due"]),
            address("/projects", period, set="started"),
        ),
        Figure(
            "竣工", str(count["finished"]), against(count["finished"], count["finish_due"]),
            address("/projects", period, set="finished"),
        ),
        Figure(
            "年度投资", f"{yi(done)} 亿元", f"占年计划 {share}，{gap}", address("/projects", period, set=MONEY),
        ),
        Figure("红灯", str(count["red"]), now, address("/projects", period, set="red")),
        Figure("黄灯", str(count["yellow"]), now, address("/projects", period, set="yellow")),
    ]  # fmt: skip


def _rates(head: queries.Headline, period: Period) -> list[tuple[str, Cell, str]]:
    """Both denominators of 开工率 and 竣工率, each named."""
    count = head.counts
    found = []
    for name, done, due in (("开工率", "started", "start_due"), ("竣工率", "finished", "finish_due")):
        url = address("/projects", period, set=done)
        found.append((name, Cell(percent(count[done], count["listed"]), url), f"占全年铺排 {count['listed']} 个"))
        found.append((name, Cell(percent(count[done], count[due]), url), f"占计划应{name[:2]} {count[due]} 个"))
    return found


def _numbers(title: str, actual: str, planned: str, moments: dict[str, list[int]], period: Period) -> Course:
    labels = [f"{month}月" for month in range(1, period.month + 1)]
    done, due = (list(accumulate(moments[key])) for key in (actual, planned))
    series = [Series("实际", done[1:]), Series("计划", due[1:], "mute", dashed=True)]
    rows = [
        ("上年末", [_moment(moments[key][0], key, period, 0) for key in (actual, planned)] + _sums(done[0], due[0]))
    ]
    rows += [
        (label, [_moment(moments[key][m], key, period, m) for key in (actual, planned)] + _sums(done[m], due[m]))
        for m, label in enumerate(labels, 1)
    ]
    said = f"{title}：{period.label}实际 {done[-1]} 个，计划 {due[-1]} 个"
    chart = plot(labels, series, marks=list(enumerate(labels)), unit=" 个", digits=0, bounds=(0, 1))
    return Course(title, chart, said, ("本月实际", "本月计划", "累计实际", "累计计划"), rows, "")


def _moment(number: int, key: str, period: Period, month: int) -> Cell:
    return _cell(number, "/projects", period, set=key, month=month)


def _sums(done: int, due: int) -> list[Cell]:
    return [Cell(str(done), None), Cell(str(due), None)]


def _money(head: queries.Headline, months: list[Decimal], period: Period) -> Course:
    labels = [f"{month}月" for month in range(1, period.month + 1)]
    done = list(accumulate(months))
    due = [head.plan * Period(period.year, month).progress / 100 for month in range(1, period.month + 1)]
    series = [
        Series("完成", [float(value) / 10_000 for value in done]),
        Series("序时", [float(value) / 10_000 for value in due], "mute", dashed=True),
    ]
    rows = [
        (
            label,
            [Cell(f"{months[i]:,.0f}", None), Cell(f"{done[i]:,.0f}", None), Cell(percent(done[i], head.plan), None)],
        )
        for i, label in enumerate(labels)
    ]
    said = f"年度投资：{period.label}完成 {yi(done[-1])} 亿元，年度计划 {yi(head.plan)} 亿元"
    chart = plot(labels, series, marks=list(enumerate(labels)), unit=" 亿元", bounds=(0, 1))
    note = f"年度计划 {yi(head.plan)} 亿元，{ahead_words(ahead(done[-1], head.plan, period.progress))}"
    return Course("年度投资（累计，亿元）", chart, said, ("本月（万元）", "累计（万元）", "占年计划"), rows, note)


def _parts(user: User, period: Period, dimension: Dimension) -> Table:
    parts = queries.breakdown(user, period, dimension)
    named = dimensions.names(dimension, [part.value for part in parts])
    heads = (
        dimension.label, "铺排", "开工", "应开工", "未按期开工", "竣工", "应竣工", "红灯", "黄灯", "年度计划（万元）",
        "完成（万元）", "完成率",
    )  # fmt: skip
    return Table(heads, [_part(part, named.get(part.value, dimensions.NOBODY), period, dimension) for part in parts])


def _part(part: queries.Part, name: str, period: Period, dimension: Dimension) -> Line:
    here = {"by": dimension.value, "value": dimensions.slug(part.value)}
    cells = [_cell(part.counts[key], "/projects", period, set=key, **here) for key in COUNTED]
    money = address("/projects", period, set=MONEY, **here) if part.plan or part.invested else None
    return Line(
        name,
        [
            *cells, Cell(f"{part.plan:,.0f}", money), Cell(f"{part.invested:,.0f}", money),
            Cell(percent(part.invested, part.plan), None),
        ],
    )  # fmt: skip


def _units(user: User, period: Period, today: date) -> Table:
    keys = handling.HandlingSet
    lines = []
    for unit in handling.by_unit(handling.handled(user, period, today)):
        count, here = unit.counts, {"unit": unit.unit_id}
        lines.append(
            Line(unit.unit, [
                _cell(count[keys.GIVEN], "/handling", period, set=keys.GIVEN, **here),
                Cell(percent(count[keys.SIGNED_IN_TIME], count[keys.SIGN_DUE]),
                     _opens(count[keys.SIGN_DUE], "/handling", period, set=keys.SIGN_DUE, **here)),
                Cell(percent(count[keys.CLOSED_IN_TIME], count[keys.DUE]),
                     _opens(count[keys.DUE], "/handling", period, set=keys.DUE, **here)),
                Cell("—" if unit.days is None else str(unit.days),
                     _opens(count[keys.CLOSED], "/handling", period, set=keys.CLOSED, **here)),
                _cell(count[keys.OVERDUE], "/handling", period, set=keys.OVERDUE, **here),
                _cell(count[keys.RETURNED], "/handling", period, set=keys.RETURNED, **here),
            ])
        )  # fmt: skip
    return Table(("承办单位", "交办件数", "按时签收", "按时办结", "平均工作日", "超期未办结", "退回重办"), lines)


def _opens(number: int, path: str, period: Period, **asked: Any) -> str | None:
    return address(path, period, **asked) if number else None


def _kinds(user: User, period: Period, today: date) -> Table:
    lines = [
        Line(
            kind.label,
            [_cell(kind.counts[key], "/problems", period, set=key.value, kind=kind.kind_id) for key in causes.CauseSet],
        )
        for kind in causes.by_kind(user, period, today)
    ]
    return Table(("问题类型", *(key.label for key in causes.CauseSet)), lines)


def _bureaus(user: User, period: Period, today: date) -> Table:
    keys = permitting.PermitSet
    lines = []
    for line in permitting.by_bureau(permitting.processed(user, period, today)):
        count, here = line.counts, {"bureau": line.bureau}
        granted = _opens(count[keys.GRANTED], "/permits", period, set=keys.GRANTED, **here)
        lines.append(
            Line(line.bureau, [
                Cell(str(count[keys.GRANTED]), granted),
                Cell("—" if line.days is None else str(line.days), granted),
                Cell(percent(count[keys.IN_TIME], count[keys.GRANTED]), granted),
                Cell(percent(count[keys.LAWFUL], count[keys.GRANTED]), granted),
                _cell(count[keys.RUNNING], "/permits", period, set=keys.RUNNING, **here),
                _cell(count[keys.OVERDUE], "/permits", period, set=keys.OVERDUE, **here),
            ])
        )  # fmt: skip
    return Table(("审批部门", "已办结", "平均用时（天）", "承诺时限内", "法定时限内", "办理中", "已超期"), lines)
