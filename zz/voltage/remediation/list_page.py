"""A page of either list, put together in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from zz.access import Permission
from zz.accounts.models import User
from zz.assignments import holders
from zz.labels import LabelledEnum
from zz.voltage.remediation import policy, queries, wording
from zz.voltage.remediation.filters import EntryFilter, EntryTab, ListFilter, RemediationFilter
from zz.voltage.remediation.flow import ENTRIES
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.operations import open_remediation
from zz.voltage.remediation.vocabulary import EntryAction
from zz.web import Page, paginate
from zz.web.lists import Select, TabLink


class Head(NamedTuple):
    """The head of a column; `sort` is its key in the address."""

    key: str
    label: str
    kind: str = "text"
    sort: bool = False
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class ListPage:
    """Everything the template draws."""

    filter: Any
    tabs: list[TabLink]
    selects: list[Select]
    flags: Sequence[tuple[str, str, bool]]
    heads: Sequence[Head]
    rows: Sequence[Any]
    page: Page[Any]
    export_url: str
    why_empty: str
    what_to_do: str
    acts: bool = False


@dataclass(frozen=True)
class EntryRow:
    """A fault in two lines."""

    entry: VoltageProblem
    url: str
    sub: str
    since: str
    in_library: int
    fired: str
    last: str
    weight: str
    state: str
    tone: str
    remediation: Remediation | None
    dispatchable: bool


@dataclass(frozen=True)
class RemediationRow:
    """A remediation in two lines, with who has it, by when and how late."""

    remediation: Remediation
    url: str
    sub: str
    holder: str
    due: str
    due_note: str
    late: bool
    card: tuple[str, str]
    state: str
    tone: str
    measure_note: str
    dispatched: str
    verified: str


ENTRY_HEADS = (
    Head("name", "台区", "name"), Head("kind", "异常类型"), Head("first_day", "在库", "number", True, "天"),
    Head("window_days", "近30天触发", "number", True, "天"), Head("customers", "越限", "number", True, "户"),
    Head("weight", "严重度", "number", True, "户·分钟"), Head("recurrences", "重复", "number", True, "次"),
    Head("cause", "原因提示"), Head("state", "状态"),
)  # fmt: skip
REMEDIATION_HEADS = (
    Head("name", "台区", "name"), Head("measure", "治理措施"), Head("holder", "当前承办"),
    Head("due", "期限", sort=True), Head("card", "督办", "light"), Head("state", "状态"),
    Head("dispatched", "派发", "date", True), Head("verified", "验证", "date", True),
)  # fmt: skip


def days_in_library(entry: VoltageProblem, today: date) -> int:
    """Return how many days the fault has stood in the library, the first and the last included."""
    return ((entry.recovered_on or today) - entry.first_day).days + 1


def entry_row(entry: VoltageProblem, user: User, today: date) -> EntryRow:
    """Return the row of a fault."""
    under_way = open_remediation(entry)
    state = entry.state.label
    if ENTRIES.can(entry, EntryAction.SUSPEND):  # in the library: what is done about it says more
        state = under_way.state.label if under_way else "持续" if entry.persistent else "观察"
    return EntryRow(
        entry, f"/voltage/problems/{entry.id}", f"{entry.area.station.label} · {entry.area.code}",
        f"{wording.short(entry.first_day, today)}起", days_in_library(entry, today), f"{entry.window_days}",
        f"最近{wording.short(entry.last_day, today)}", wording.weight(entry.weight), state,
        wording.ENTRY_TONES.get(entry.state, "cobalt" if under_way else "neutral"), under_way,
        policy.can_dispatch(user, entry),
    )  # fmt: skip


def remediation_rows(found: Sequence[Remediation], today: date) -> list[RemediationRow]:
    """Return the rows of a page: two queries for the holders' names."""
    keys = [r.current.holder for r in found if r.current]
    named = holders.names(keys) if keys else {}
    return [_row(r, named, today) for r in found]


def _row(found: Remediation, named: Mapping[str, str], today: date) -> RemediationRow:
    due, note, late = wording.due(found, today)
    planned = found.measure.label if found.measure else "待立计划"
    return RemediationRow(
        found, f"/voltage/remediation/{found.id}",
        " · ".join((found.kind.label, found.station.label, found.number)),
        named.get(found.current.holder, "") if found.current else "", due, note, late, wording.card(found.current),
        found.state.label, wording.STATE_TONES.get(found.state, "cobalt"), planned,
        wording.short(wording.day(found.dispatched_at), today),
        wording.short(wording.day(found.verified_at), today),
    )  # fmt: skip


def _selects(wanted: ListFilter, units: Mapping[int, str]) -> list[Select]:
    offered = [(str(i), name) for i, name in units.items()]
    chosen = [str(wanted.unit)] if wanted.unit else []
    found = (
        [Select("unit", "单位", offered, chosen, False, wanted.url(unit=None))] if len(offered) > 1 or chosen else []
    )
    for name, (label, enum) in wanted.ENUMS.items():
        selected = [str(value) for value in getattr(wanted, name)]
        found.append(Select(name, label, enum.options(), selected, True, wanted.url(**{name: ()})))
    return found


def _why(wanted: ListFilter, tab: LabelledEnum, noun: str) -> str:
    return f"没有符合条件的{noun}（{tab.label}）" if wanted.narrows else f"没有{tab.label}的{noun}"


def _what(wanted: ListFilter, units: Mapping[int, str], counts: Mapping[Any, int], tab: Any, otherwise: str) -> str:
    if wanted.narrows:
        words = "；".join(f"{chip.label}：{chip.text}" for chip in wanted.chips(units))
        return f"当前筛选为“{words}”，请减少条件，或清除筛选。"
    others = "、".join(f"{other.label} {n} 个" for other, n in counts.items() if n and other != tab)
    return f"其他：{others}。" if others else otherwise


def _parts(wanted: ListFilter, tab: Any, counts: Mapping[Any, int], units: Mapping[int, str]) -> dict[str, Any]:
    url = wanted.url()
    return {
        "filter": wanted, "selects": _selects(wanted, units),
        "tabs": [TabLink(t.label, wanted.url(tab=t), t == tab, counts[t]) for t in type(tab)],
        "flags": [(name, label, getattr(wanted, name)) for name, label in wanted.FLAGS.items()],
        "export_url": f"{url}{'&' if '?' in url else '?'}format=xlsx",
    }  # fmt: skip


def entries(user: User, wanted: EntryFilter, today: date) -> ListPage:
    """Return the page of the library that `wanted` and the address's page number ask for."""
    units, counts = queries.units(user), queries.entry_counts(user, wanted)
    page = paginate(queries.entries(user, wanted), total=counts[wanted.tab])
    rows = [entry_row(entry, user, today) for entry in page.items]
    nothing = "导入每天的电压数据后，触发规则的台区自动进入这里。"
    return ListPage(
        heads=ENTRY_HEADS, rows=rows, page=page, why_empty=_why(wanted, wanted.tab, "异常台区"),
        what_to_do=_what(wanted, units, counts, wanted.tab, nothing),
        acts=wanted.tab == EntryTab.TO_DISPATCH and user.has(Permission.VOLTAGE_MANAGE),
        **_parts(wanted, wanted.tab, counts, units),
    )  # fmt: skip


def remediations(user: User, wanted: RemediationFilter, today: date) -> ListPage:
    """Return the page of remediation that `wanted` and the address's page number ask for."""
    units, counts = queries.units(user), queries.remediation_counts(user, wanted, today)
    page = paginate(queries.remediations(user, wanted, today), total=counts[wanted.tab])
    nothing = "持续异常的台区派发后在这里治理、验证、闭环。"
    return ListPage(
        heads=REMEDIATION_HEADS, rows=remediation_rows(page.items, today), page=page,
        why_empty=_why(wanted, wanted.tab, "治理单"), what_to_do=_what(wanted, units, counts, wanted.tab, nothing),
        **_parts(wanted, wanted.tab, counts, units),
    )  # fmt: skip
