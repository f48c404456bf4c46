"""The columns of the four tables as data: what each shows, how it is exported, and which stand at a stage unasked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from zz.projects.lights import months_unstarted, points
from zz.projects.vocabulary import Activity, Stage

Value = Callable[[Any, "Names"], Any]


@dataclass(frozen=True)
class Names:
    """What the cells need besides the row: names by id, the day, 序时进度 in percent and its words."""

    units: Mapping[int, str]
    people: Mapping[int, str]
    today: date
    progress: Decimal
    progress_text: str = ""
    more: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)  # of plugged-in columns, by key and project
    suffix: str = ""  # what a project's address ends with, as of the same day


class Part(NamedTuple):
    """A column of the workbook: its head, its kind there, its value, its width."""

    label: str
    kind: str
    value: Value
    width: float | None = None


@dataclass(frozen=True)
class Column:
    """A column: `kind` chooses how the cell is drawn, `value` what is drawn, `parts` what the workbook says."""

    key: str
    label: str
    kind: str
    value: Value
    reads: tuple[str, ...]
    sort: str = ""
    unit: str = ""
    keep: bool = False  # stays on a phone's card
    parts: tuple[Part, ...] = field(default=())


class Lines(NamedTuple):
    """A cell of two lines; `late` marks the second as lateness."""

    first: str
    second: str = ""
    late: bool = False


class Title(NamedTuple):
    """The first column: name, then owner and code, and what is to be known at once."""

    name: str
    owner: str
    code: str | None
    url: str
    marks: tuple[str, ...]


class Light(NamedTuple):
    """A light with its reason."""

    value: str
    label: str
    reason: str


class Mark(NamedTuple):
    """A word on a tint that opens `url`; without a tone it is plain."""

    text: str
    tone: str
    url: str


class Meter(NamedTuple):
    """Year to date against the plan: money, “35.0% 滞后 31.7”, percent done and percent there ought to be by now."""

    money: Decimal
    words: str
    done: float | None
    tick: float


def day_text(day: date | None, today: date) -> str:
    """Return 9月8日 in the present year, else 2022年9月8日; “” for None."""
    if day is None:
        return ""
    return f"{'' if day.year == today.year else f'{day.year}年'}{day.month}月{day.day}日"


def month_text(day: date | None) -> str:
    """Return 2023年9月; “” for None."""
    return f"{day.year}年{day.month}月" if day else ""


def _title(row: Any, names: Names) -> Title:
    marks = ["子项目"] if row.parent_id else []
    if row.activity != Activity.ACTIVE:
        marks.append(row.activity.label)
    return Title(row.name, row.owner_name or "业主未填", row.code, f"/projects/{row.id}{names.suffix}", tuple(marks))


def _place(row: Any, names: Names) -> Lines:
    found = [names.units.get(i, "") for i in (row.park_id, row.township_id) if i]
    return Lines(found[0], "".join(found[1:])) if found else Lines("")


def _meter(row: Any, names: Names) -> Meter:
    money = row.year_to_date or Decimal(0)
    if not row.annual_plan:
        return Meter(money, "无年度计划", None, 0)
    rate = round(float(money * 100 / row.annual_plan), 1)
    lag = row.lag or 0
    gap = f"{'滞后' if lag > 0 else '超序时'} {points(lag)}" if points(lag) != "0.0" else "与序时持平"
    return Meter(money, f"{rate:.1f}% {gap}", rate, round(float(names.progress), 1))


def _rate(row: Any, names: Names) -> float | None:
    return float((row.year_to_date or 0) / row.annual_plan) if row.annual_plan else None


def _start(row: Any, names: Names) -> Lines:
    if row.planned_start is None:
        return Lines("未定")
    late = months_unstarted(row.planned_start, row.actual_start, names.today)
    return Lines(month_text(row.planned_start), f"超期 {late} 个月未开工" if late else "", bool(late))


def _visit(row: Any, names: Names) -> Lines:
    who = names.people.get(row.commissioner_id, "") if row.commissioner_id else ""
    return Lines(who or "未指派", day_text(row.last_visit_on, names.today) or "未走访")


def _permits(row: Any, names: Names) -> Lines:
    if not row.permits_needed:
        return Lines("未建立清单")
    return Lines(f"{row.permits_granted} / {row.permits_needed} 项", "已办结" if row.permits_granted else "尚未办结")


def _label(key: str) -> Value:
    return lambda row, names: value.label if (value := getattr(row, key)) else ""


def _plain(key: str) -> Value:
    return lambda row, names: getattr(row, key)


def _unit(key: str) -> Value:
    return lambda row, names: names.units.get(getattr(row, key), "")


def _person(key: str) -> Value:
    return lambda row, names: names.people.get(getattr(row, key), "")


def text(key: str, label: str, value: Value | None = None, reads: tuple[str, ...] = (), **more: Any) -> Column:
    """Make a column of one text."""
    shown = value or _plain(key)
    return Column(key, label, "text", shown, reads or (key,), parts=(Part(label, "text", shown),), **more)


def money(key: str, label: str, **more: Any) -> Column:
    """Make a column of 万元."""
    part = Part(f"{label}（万元）", "money", _plain(key))
    return Column(key, label, "money", _plain(key), (key,), unit="万元", parts=(part,), **more)


def month(key: str, label: str, **more: Any) -> Column:
    """Make a column of a day, shown as its month, exported as the day."""
    shown: Value = lambda row, names: month_text(getattr(row, key))  # noqa: E731
    return Column(key, label, "date", shown, (key,), parts=(Part(label, "date", _plain(key)),), **more)


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column(
            "light", "亮灯", "light", lambda row, names: Light(row.light.tone, row.light.label, row.light_reason),
            ("light", "light_reason"), sort="light",
            parts=(Part("亮灯", "text", _label("light"), 6), Part("亮灯原因", "text", _plain("light_reason"), 22)),
        ),
        Column(
            "name", "项目", "name", _title, (), sort="name",
            parts=(
                Part("项目名称", "text", _plain("name"), 32), Part("项目业主", "text", _plain("owner_name"), 22),
                Part("项目代码", "text", _plain("code"), 27),
            ),
        ),
        Column(
            "place", "镇街/园区", "lines", _place, ("park_id", "township_id"),
            parts=(Part("园区", "text", _unit("park_id"), 14), Part("镇街", "text", _unit("township_id"), 12)),
        ),
        money("total_investment", "总投资", sort="total_investment"),
        money("annual_plan", "年度计划", sort="annual_plan"),
        Column(
            "year_to_date", "年累计", "meter", _meter, ("year_to_date", "annual_plan", "lag"), sort="lag",
            unit="万元", keep=True,
            parts=(
                Part("年累计（万元）", "money", _plain("year_to_date")), Part("投资完成率", "percent", _rate),
                Part("滞后序时（个百分点）", "number", lambda r, n: None if r.lag is None else r.lag / 100),
            ),
        ),
        money("cumulative", "开工累计"),
        text("physical_progress", "形象进度"),
        Column(
            "commissioner", "专员/最近走访", "lines", _visit, ("commissioner_id", "last_visit_on"),
            sort="last_visit_on",
            parts=(
                Part("项目专员", "text", _person("commissioner_id")),
                Part("最近走访", "date", _plain("last_visit_on")),
            ),
        ),
        text("unit", "责任单位", _unit("responsible_unit_id"), ("responsible_unit_id",)),
        text("content", "建设内容"),
        Column(
            "planned_start", "计划开工", "lines", _start, ("planned_start", "actual_start"), sort="planned_start",
            keep=True, parts=(Part("计划开工", "date", _plain("planned_start")),),
        ),
        month("actual_start", "实际开工"),
        month("planned_finish", "计划竣工"),
        month("actual_finish", "实际竣工", sort="actual_finish", keep=True),
        text("next_step", "下一步"),
        Column(
            "permits", "审批办结", "lines", _permits, ("permits_granted", "permits_needed"),
            parts=(
                Part("审批办结", "int", _plain("permits_granted")),
                Part("审批事项", "int", _plain("permits_needed")),
            ),
        ),
        text("category", "年度类别", lambda row, names: row.category.label if row.category else "", ("category",)),
        text("industry", "行业"),
        text("level", "级别", _label("level")),
        text("investment", "投资类型", _label("investment_type"), ("investment_type",)),
        text("nature", "建设性质", _label("nature")),
        text("leader", "联系领导", _plain("leader_name"), ("leader_name",)),
        text("responsible_person", "责任人"),
        text("chain", "产业链"),
        text("funding", "资金来源"),
        text("inclusion", "入统", lambda r, n: "已入统" if r.statistical_inclusion else "", ("statistical_inclusion",)),
        text("remark", "备注"),
    )
}  # fmt: skip

DEFAULTS: dict[Stage, tuple[str, ...]] = {
    Stage.PLANNING: ("name", "place", "total_investment", "content", "unit", "planned_start", "next_step"),
    Stage.PRELIMINARY: (
        "light", "name", "place", "total_investment", "permits", "planned_start", "unit", "next_step",
    ),
    Stage.UNDER_CONSTRUCTION: (
        "light", "name", "place", "total_investment", "annual_plan", "year_to_date", "physical_progress",
        "commissioner",
    ),
    Stage.COMPLETED: (
        "name", "place", "total_investment", "cumulative", "actual_start", "actual_finish", "unit", "commissioner",
    ),
}  # fmt: skip


def chosen(stage: Stage, *wishes: Iterable[str] | None) -> list[Column]:
    """Return the columns of the first wish that names any (the name always among them), else the stage's own."""
    for wish in (*wishes, DEFAULTS[stage]):
        keys = [key for key in dict.fromkeys(wish or ()) if key in COLUMNS]
        if keys:
            return [COLUMNS[key] for key in (keys if "name" in keys else ["name", *keys])]
    raise AssertionError(stage)
