"""A page of the list of problems, put together in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.assignments import holders
from zz.assignments.vocabulary import AssignmentKind, ChainLevel, Severity
from zz.labels import LabelledEnum
from zz.problems import queries
from zz.problems.listing import ProblemFilter, Sort, Tab
from zz.problems.models import Problem
from zz.problems.vocabulary import Source
from zz.problems.wording import STATE_TONES, TONES, day, due_words, late_days, moment, state_words
from zz.projects.access import sees
from zz.web import Page, paginate
from zz.web.lists import Chip, Select, TabLink

CARDS = Severity.RED, Severity.YELLOW
LEVELS = ChainLevel.LEADER, ChainLevel.MAIN_LEADER


class SortHead(NamedTuple):
    """The head of a column that sorts."""

    label: str
    url: str
    direction: str

    @property
    def arrow(self) -> str:
        return {"ascending": " ▴", "descending": " ▾"}.get(self.direction, "")


@dataclass(frozen=True)
class ListRow:
    """One problem in two lines, with who has it, by when and how late."""

    problem: Problem
    url: str
    sub: str
    holder: str
    holder_sub: str
    due: str
    due_note: str
    late: bool
    chip: tuple[str, str]
    state: str
    tone: str
    reported: str


@dataclass(frozen=True)
class ListPage:
    """Everything the template draws."""

    filter: ProblemFilter
    tabs: list[TabLink]
    selects: list[Select]
    heads: list[SortHead]
    rows: list[ListRow]
    page: Page[Any]
    total: int
    project: str
    may_report: bool
    reports_for: int | None
    export_url: str
    why_empty: str
    what_to_do: str


def labels(user: User, wanted: ProblemFilter, today: date) -> dict[str, dict[int, str]]:
    """Return the names that the filters offer, and the project's where one is asked for and seen."""
    found = queries.offered(user, today)
    name = queries.project_name(user, wanted.project, today) if wanted.project else ""
    return {**found, "project": {wanted.project: name} if wanted.project else {}}


def rows_of(found: Sequence[Problem], today: date) -> list[ListRow]:
    """Return the rows of a page: two queries for the holders' names."""
    keys = [problem.current.holder for problem in found if problem.current]
    named = holders.names(keys) if keys else {}
    return [_row(problem, named, today) for problem in found]


def _row(problem: Problem, named: dict[str, str], today: date) -> ListRow:
    current, lead = problem.current, problem.lead
    due, note = due_words(current, today) if current else ("", "")
    handling = current is not None and current.kind == AssignmentKind.HANDLE
    ended = problem.written_off_at or (problem.closed_at if current is None else None)
    carded = lead is not None and current is not None and lead.severity in CARDS
    chip = (lead.severity.label, TONES[lead.severity]) if lead and carded else ("", "")
    return ListRow(
        problem, f"/problems/{problem.id}", " · ".join(filter(None, (problem.project.name, problem.number))),
        named.get(current.holder, "") if current else (problem.lead_unit.label if problem.lead_unit else ""),
        (current.section if current and current.section else "主办" if handling else ""),
        due.removeprefix("应于") if current else (f"{moment(ended, today)}销号" if ended else ""), note,
        bool(current and late_days(current, today)), chip, state_words(problem),
        STATE_TONES.get(problem.state, "neutral"), day(problem.reported_at.date(), today),
    )  # fmt: skip


def _choices(enum: type[LabelledEnum] | Sequence[LabelledEnum]) -> list[tuple[str, str]]:
    return [(str(member), member.label) for member in enum]


def _selects(wanted: ProblemFilter, names: dict[str, dict[int, str]]) -> list[Select]:
    offered = {
        "kind": ("类型", [(str(i), name) for i, name in names["kind"].items()]),
        "unit": ("承办单位", [(str(i), name) for i, name in names["unit"].items()]),
        "card": ("督办", _choices(CARDS)),
        "level": ("层级", _choices(LEVELS)),
        "source": ("来源", _choices(Source)),
    }
    return [
        Select(name, label, found, [str(v) for v in getattr(wanted, name)], True, wanted.url(**{name: ()}))
        for name, (label, found) in offered.items()
        if len(found) > 1 or getattr(wanted, name)
    ]


def assemble(user: User, wanted: ProblemFilter, today: date) -> ListPage:
    """Return the page that `wanted` and the address's page number ask for."""
    names = labels(user, wanted, today)
    counts = queries.counts(user, wanted, today)
    page = paginate(queries.listed(user, wanted, today), total=counts[wanted.tab])
    may_report = user.has(Permission.PROBLEM_REPORT)
    url = wanted.url()
    return ListPage(
        filter=wanted,
        tabs=[TabLink(tab.label, wanted.url(tab=tab), tab == wanted.tab, counts[tab]) for tab in Tab],
        selects=_selects(wanted, names), heads=_heads(wanted), page=page,
        rows=rows_of(queries.shown(page.items), today), total=counts[wanted.tab],
        project=names["project"].get(wanted.project or 0, ""), may_report=may_report,
        reports_for=wanted.project if wanted.project and may_report and sees(user, wanted.project) else None,
        export_url=f"{url}{'&' if '?' in url else '?'}format=xlsx", why_empty=_why(wanted),
        what_to_do=_what(wanted, counts, chips=wanted.chips(names)),
    )  # fmt: skip


def _heads(wanted: ProblemFilter) -> list[SortHead]:
    by = {Sort.URGENT: ("ascending", ""), Sort.NEWEST: ("", "descending"), Sort.OLDEST: ("", "ascending")}[wanted.sort]
    other = Sort.OLDEST if wanted.sort == Sort.NEWEST else Sort.NEWEST
    return [
        SortHead("期限", wanted.url(sort=Sort.URGENT), by[0]),
        SortHead("反映", wanted.url(sort=other), by[1]),
    ]


def _why(wanted: ProblemFilter) -> str:
    if wanted.narrows:
        return f"没有符合条件的问题（{wanted.tab.label}）"
    return {Tab.GOING_ON: "没有未销号的问题", Tab.REPORTED: "没有待交办的问题"}.get(
        wanted.tab, f"没有{wanted.tab.label}的问题"
    )


def _what(wanted: ProblemFilter, counts: dict[Tab, int], chips: list[Chip]) -> str:
    if wanted.narrows:
        words = "；".join(f"{chip.label}：{chip.text}" for chip in chips)
        return f"当前筛选为“{words}”，请减少条件，或清除筛选。"
    others = "、".join(f"{tab.label} {n} 件" for tab, n in counts.items() if n and tab != wanted.tab)
    return f"您可查看的其他问题：{others}。" if others else "项目遇到需要部门协调的事，由项目专员或业主反映，一件一报。"
