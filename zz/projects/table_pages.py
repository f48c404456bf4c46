"""A page of one of the four tables, put together: eight statements, from BEGIN to the bubbles of the menu."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from zz import rules
from zz.accounts.models import User
from zz.projects import sockets, tables
from zz.projects.columns import Column, Names, chosen
from zz.projects.filters import DEFAULT_SORT, FALLING, FIELDS, SHOWN_BY_DEFAULT, Field, ProjectFilter, slug
from zz.projects.lights import reported_month, time_progress
from zz.projects.options import Options, options
from zz.projects.past import suffix
from zz.projects.saved_views import View
from zz.projects.vocabulary import Activity, Stage
from zz.web import PAGE_SIZE, Page
from zz.web.cells import money
from zz.web.lists import Chip, Select, TabLink

SELDOM = frozenset({"level", "investment", "year", "activity"})  # in the bar only while they are set
UNLIT = frozenset({Stage.PLANNING, Stage.COMPLETED})  # every light is green there
EMPTY = {
    Stage.PLANNING: ("没有谋划在谈的项目", "新谋划的项目由项目管理中心新增或导入。"),
    Stage.PRELIMINARY: ("没有处于前期的项目", "谋划在谈的项目签约、赋码或备案后转入前期。"),
    Stage.UNDER_CONSTRUCTION: ("没有在建项目", "前期项目取得施工许可证并上传开工照片后转入在建。"),
    Stage.COMPLETED: ("没有竣工项目", "在建项目竣工验收（工业项目投产）后转入竣工。"),
}


class Head(NamedTuple):
    """The head of a column: `url` sorts by it, `direction` is how it is sorted now."""

    column: Column
    note: str
    url: str
    direction: str

    @property
    def arrow(self) -> str:
        return {"ascending": " ▴", "descending": " ▾"}.get(self.direction, "")


class Sum(NamedTuple):
    """A cell of the sum row."""

    kind: str
    label: str
    text: str
    note: str


@dataclass(frozen=True)
class TablePage:
    """Everything a template or the export draws of a table."""

    filter: ProjectFilter
    columns: list[Column]
    names: Names
    options: Options
    totals: tables.Totals
    rows: Sequence[Any]
    counts: dict[Stage, int]
    page: Page[Any]
    more_sums: dict[str, str]

    @property
    def stage(self) -> Stage:
        return self.filter.stage

    @property
    def tabs(self) -> list[TabLink]:
        return [TabLink(s.label, self._at(s), s == self.stage, self.counts[s]) for s in Stage]

    def _at(self, stage: Stage) -> str:
        return ProjectFilter(stage, sort=DEFAULT_SORT[stage], as_of=self.filter.as_of).url()

    @property
    def chips(self) -> list[Chip]:
        return self.filter.describe(self.options.labels)

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        note = self.names.progress_text if column.kind == "meter" else ""
        if not column.sort:
            return Head(column, note, "", "")
        now, falling = self.filter.sort, f"-{column.sort}"
        first = falling if column.sort in FALLING else column.sort
        other = column.sort if now == falling else falling
        url = self.filter.url(sort=other if now.removeprefix("-") == column.sort else first)
        direction = {column.sort: "ascending", falling: "descending"}.get(now, "")
        return Head(column, note, url, direction)

    @property
    def view(self) -> View | None:
        """The saved view that shows just this."""
        return next((view for view in self.options.keep.views if view.query == self.filter.query and view.query), None)

    @cached_property
    def selects(self) -> list[Select]:
        return [self._select(field) for field in FIELDS if self._offered(field)]

    def _offered(self, field: Field) -> bool:
        if field.name == "light" and self.stage in UNLIT and not self.filter.light:
            return False
        return len(self.options.labels.get(field.name, ())) > 1 or bool(getattr(self.filter, field.name))

    def _select(self, field: Field) -> Select:
        offered = [(slug(value), label) for value, label in self.options.labels[field.name].items()]
        selected = [slug(value) for value in getattr(self.filter, field.name)]
        clear = self.filter.url(**{field.name: ()})
        in_bar = bool(selected) or field.name not in SELDOM
        return Select(field.name, field.label, offered, selected, field.name != "year", clear, in_bar)

    @property
    def sums(self) -> list[Sum]:
        """The cells of the sum row."""
        return [Sum(column.kind, column.label, *self._sum(column)) for column in self.columns]

    def _sum(self, column: Column) -> tuple[str, str]:
        totals = self.totals
        if column.kind == "name":
            inside = f"其中 {totals.children} 个子项目已计入总项目" if totals.children else ""
            return f"{'筛选出' if self.filter.narrows else '共'} {totals.count} 个", inside
        if column.key in totals.money:
            rate = f"{totals.rate:.1f}%" if column.kind == "meter" and totals.rate is not None else ""
            return money(totals.money[column.key]), rate
        return self.more_sums.get(column.key, ""), ""

    @property
    def kept_fields(self) -> dict[str, str]:
        """What the filter form must not lose besides its own fields."""
        return {name: value for name, value in self.filter.pairs() if name in {"sort", "cols", "as_of"}}

    @property
    def hidden_words(self) -> str:
        """What the rows that are not listed are."""
        return "、".join(a.label for a in Activity if a not in (self.filter.activity or SHOWN_BY_DEFAULT))

    @property
    def with_all_shown(self) -> str:
        """The address that shows them too."""
        return self.filter.url(activity=tuple(Activity))

    @property
    def why_empty(self) -> str:
        """Why there is no row."""
        if self.filter.narrows:
            return f"没有符合条件的{self.stage.label}项目"
        return EMPTY[self.stage][0]

    @property
    def what_to_do(self) -> str:
        """What to do about it."""
        if self.filter.narrows:
            words = "；".join(f"{chip.label}：{chip.text}" for chip in self.chips)
            return f"当前筛选为“{words}”，请减少条件，或清除筛选查看全部 {self.counts[self.stage]} 个。"
        others = "、".join(f"{s.label} {n} 个" for s, n in self.counts.items() if n)
        return EMPTY[self.stage][1] + (f"您可查看的其他项目：{others}。" if others else "")


def progress_words(today: date) -> tuple[Any, str]:
    """Return 序时进度 in percent and “对照序时 66.7% · 8月末”."""
    due_day = int(rules.value("report.due_day"))
    progress = time_progress(today, due_day)
    _, month = reported_month(today, due_day)
    return progress, f"对照序时 {progress:.1f}%" + (f" · {month}月末" if progress else "")


def assemble(user: User, filter: ProjectFilter, today: date, *, size: int | None = PAGE_SIZE) -> TablePage:
    """Return the page of a table that `filter` asks for; past the end it is the last page. All rows without `size`."""
    offered = options(user, filter.stage)
    filter = filter.known(offered.labels)
    columns = chosen(filter.stage, filter.cols, offered.keep.columns)
    totals, counts = tables.totals_and_counts(user, filter, today)
    length = size or max(totals.count, 1)
    filter = replace(filter, page=min(filter.page, max(1, -(-totals.count // length))))
    rows = tables.rows(user, filter, columns, today, size=size, page=filter.page, total=totals.count)
    progress, words = progress_words(today)
    more, more_sums = _plugged(user, filter, columns, [row.id for row in rows], today)
    names = Names(offered.units, offered.people, today, progress, words, more, suffix(filter.as_of))
    return TablePage(
        filter, columns, names, offered, totals, rows, counts,
        FilterPage(rows, filter.page, totals.count, length, filter), more_sums,
    )  # fmt: skip


def _plugged(
    user: User, filter: ProjectFilter, columns: Sequence[Column], ids: Sequence[int], today: date
) -> tuple[dict[str, dict[int, Any]], dict[str, str]]:
    """Return values by project and the words of the sum row for each plugged-in column (one query a column)."""
    values: dict[str, dict[int, Any]] = {}
    sums: dict[str, str] = {}
    for column in columns:
        if ids and (lookup := sockets.lookups.get(column.key)):
            values[column.key], sums[column.key] = lookup(ids, tables.ids(user, filter, today), today)
    return values, sums


@dataclass(frozen=True)
class FilterPage(Page[Any]):
    """A page whose neighbours' addresses come from the filter, so that nothing unknown is handed on."""

    filter: ProjectFilter | None = None

    @property
    def prev_url(self) -> str | None:
        return self.filter.url(page=self.number - 1) if self.filter and self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        return self.filter.url(page=self.number + 1) if self.filter and self.number < self.pages else None
