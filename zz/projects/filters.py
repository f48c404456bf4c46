"""The filter of the project tables: one value read from the address, shared by table, export, sums and dashboards.

Nonsense in an address is dropped: a link that somebody has typed or kept for years still opens a list.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, or_
from werkzeug.datastructures import MultiDict

from zz.labels import LabelledEnum
from zz.projects.models import Project
from zz.projects.naming import search_key
from zz.projects.vocabulary import Activity, InvestmentType, Level, Light, Stage, YearCategory
from zz.web.lists import Chip

LONGEST_SEARCH = 60
MOST_VALUES = 100
MOST_DIGITS = 9
SHOWN_BY_DEFAULT = (Activity.ACTIVE, Activity.SUSPENDED)
DEFAULT_SORT = {
    Stage.PLANNING: "planned_start",
    Stage.PRELIMINARY: "planned_start",
    Stage.UNDER_CONSTRUCTION: "-lag",
    Stage.COMPLETED: "-actual_finish",
}
SORTS = {
    "lag": "滞后程度",
    "light": "亮灯",
    "name": "名称",
    "total_investment": "总投资",
    "annual_plan": "年度计划",
    "year_to_date": "年累计",
    "planned_start": "计划开工",
    "actual_finish": "竣工时间",
    "last_visit_on": "最近走访",
}
FALLING = frozenset({"lag", "total_investment", "annual_plan", "year_to_date", "actual_finish", "last_visit_on"})
ALWAYS_KNOWN = frozenset({"light", "name"})
OF_THE_YEAR = frozenset({"lag", "annual_plan", "year_to_date"})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _member(enum: type[LabelledEnum]) -> Callable[[str], LabelledEnum | None]:
    return lambda text: next((m for m in enum if slug(m) == text), None)


def slug(value: object) -> str:
    """Return a value as it stands in an address: a light by its colour, anything else as it is."""
    return str(value).split("_")[-1] if isinstance(value, Light) else str(value)


class Field(NamedTuple):
    """One multi-valued filter: the parameter, its words, and how a text of the address becomes a value (or None)."""

    name: str
    label: str
    read: Callable[[str], Any]
    labels: type[LabelledEnum] | None = None


FIELDS = (
    Field("light", "亮灯", _member(Light), Light),
    Field("township", "镇街/园区", _number),
    Field("industry", "行业", lambda text: text.strip()[:64] or None),
    Field("unit", "责任单位", _number),
    Field("category", "年度类别", _member(YearCategory), YearCategory),
    Field("commissioner", "专员", _number),
    Field("level", "级别", _member(Level), Level),
    Field("investment", "投资类型", _member(InvestmentType), InvestmentType),
    Field("year", "年度清单", lambda text: y if (y := _number(text)) and 1990 <= y <= 2100 else None),
    Field("activity", "项目状态", _member(Activity), Activity),
)
NAMES = tuple(field.name for field in FIELDS)


class Source(NamedTuple):
    """Where the conditions look: the project (or a version, or an alias), and the year's row if not its own columns."""

    project: Any = Project
    listed: Any = None

    def of_the_year(self, name: str) -> Any:
        """Return the column `annual_plan`, `year_to_date`, `lag` or `category` of the year that is looked at."""
        if self.listed is not None:
            return getattr(self.listed, name)
        return self.project.year_category if name == "category" else getattr(self.project, name)


HERE = Source()


@dataclass(frozen=True)
class ProjectFilter:
    """What is asked of one of the four tables. An empty tuple filters nothing; `sort` is a key of SORTS, “-” falls."""

    stage: Stage
    q: str = ""
    light: tuple[Light, ...] = ()
    township: tuple[int, ...] = ()
    industry: tuple[str, ...] = ()
    unit: tuple[int, ...] = ()
    category: tuple[YearCategory, ...] = ()
    commissioner: tuple[int, ...] = ()
    level: tuple[Level, ...] = ()
    investment: tuple[InvestmentType, ...] = ()
    year: tuple[int, ...] = ()
    activity: tuple[Activity, ...] = ()
    sort: str = ""
    cols: tuple[str, ...] = ()
    page: int = 1
    as_of: date | None = None  # the day as of which the table is read; None: today

    @classmethod
    def parse(cls, stage: Stage, args: MultiDict[str, str]) -> Self:
        """Read the parameters of an address."""
        read: dict[str, Any] = {field.name: _values(field, args.getlist(field.name)) for field in FIELDS}
        read["year"] = read["year"][:1]
        words = args.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        sort = args.get("sort", "")
        return cls(
            stage=stage,
            q=words,
            sort=sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT[stage],
            cols=tuple(dict.fromkeys(key for text in args.getlist("cols") for key in text.split(",") if key)),
            page=min(_number(args.get("page", "")) or 1, 100_000),
            **read,
        )

    def known(self, options: Mapping[str, Collection[Any]]) -> Self:
        """Return the filter without values that `options` (parameter → values) does not offer."""
        kept: dict[str, Any] = {
            name: tuple(v for v in getattr(self, name) if v in offered) for name, offered in options.items()
        }
        return replace(self, **kept)

    @property
    def narrows(self) -> bool:
        """Tell whether anything is filtered beyond the table itself."""
        return bool(self.q) or any(getattr(self, name) for name in NAMES)

    @property
    def path(self) -> str:
        """The table's address without parameters."""
        return f"/projects/{self.stage.slug}"

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters, without those at their default."""
        found = [("q", self.q)] if self.q else []
        found += [(name, slug(value)) for name in NAMES for value in getattr(self, name)]
        if self.sort and self.sort != DEFAULT_SORT[self.stage]:
            found.append(("sort", self.sort))
        if self.cols:
            found.append(("cols", ",".join(self.cols)))
        if self.as_of:
            found.append(("as_of", self.as_of.isoformat()))
        return found + ([("page", str(self.page))] if self.page > 1 else [])

    @property
    def query(self) -> str:
        """The parameters as a query string, page and day left out: what a saved view keeps."""
        return urlencode(replace(self, page=1, as_of=None).pairs())

    @property
    def cleared(self) -> str:
        """The address of the table with nothing set, as of the same day."""
        return type(self)(self.stage, sort=DEFAULT_SORT[self.stage], as_of=self.as_of).url()

    def url(self, **changes: Any) -> str:
        """Return the present address with something changed; back to the first page unless the page is asked for."""
        pairs = replace(self, **{"page": 1, **changes}).pairs()
        return self.path + ("?" + urlencode(pairs) if pairs else "")

    def conditions(self, source: Source = HERE) -> list[ColumnElement[bool]]:
        """Return what a row must meet, but for whether its activity is shown (`shows`) and who reads."""
        of = source.project
        found = [of.stage == self.stage, *self._search(of)]
        columns: list[tuple[Any, tuple[Any, ...]]] = [
            (of.light, self.light), (of.industry, self.industry), (of.responsible_unit_id, self.unit),
            (source.of_the_year("category"), self.category), (of.commissioner_id, self.commissioner),
            (of.level, self.level), (of.investment_type, self.investment),
        ]  # fmt: skip
        found += [one_of(column, values) for column, values in columns if values]
        if self.township:
            found.append(or_(one_of(of.township_id, self.township), one_of(of.park_id, self.township)))
        if self.year:
            listed = of.list_year if source.listed is None else source.listed.year
            found.append(listed == self.year[0])
        return found

    def shows(self, source: Source = HERE) -> ColumnElement[bool]:
        """Return the condition on the activity: terminated projects are hidden until they are asked for."""
        return one_of(source.project.activity, self.activity or SHOWN_BY_DEFAULT)

    def order(self, source: Source = HERE) -> list[ColumnElement[Any]]:
        """Return the order of the rows, ended by the id; what is unknown counts as the smallest, on every engine."""
        key = self.sort.removeprefix("-")
        column = source.of_the_year(key) if key in OF_THE_YEAR else getattr(source.project, key)
        falling = self.sort.startswith("-")
        ordered = column.desc() if falling else column.asc()
        if key not in ALWAYS_KNOWN:
            ordered = ordered.nulls_last() if falling else ordered.nulls_first()
        return [ordered, source.project.id.desc() if falling else source.project.id.asc()]

    def describe(self, options: Mapping[str, Mapping[Any, str]]) -> list[Chip]:
        """Return in words what is set; `options` maps a parameter's values to their labels."""
        chips = [Chip("查找", self.q, self.url(q=""))] if self.q else []
        for field in FIELDS:
            labels = options.get(field.name, {})
            if values := getattr(self, field.name):
                text = "、".join(getattr(v, "label", None) or labels.get(v, str(v)) for v in values)
                chips.append(Chip(field.label, text, self.url(**{field.name: ()})))
        return chips

    @property
    def order_text(self) -> str:
        """The order in words: the direction is named where it is not the usual one."""
        key = self.sort.removeprefix("-")
        falling = self.sort.startswith("-")
        word = "" if falling == (key in FALLING) else "，从大到小" if falling else "，从小到大"
        return f"按{SORTS[key]}排序{word}"

    def _search(self, of: Any) -> Iterable[ColumnElement[bool]]:
        for word in search_key(self.q).split():
            yield of.search.contains(word, autoescape=True)


def one_of(column: Any, values: tuple[Any, ...]) -> ColumnElement[bool]:
    """Return `column IN values`; an equality for one value, which an index serves best."""
    return column == values[0] if len(values) == 1 else column.in_(values)  # type: ignore[no-any-return]


def _values(field: Field, texts: list[str]) -> tuple[Any, ...]:
    read = (field.read(text.replace("\x00", "")) for text in texts[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in read if value is not None))
