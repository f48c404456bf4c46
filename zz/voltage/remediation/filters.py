"""What the two lists are narrowed to: one filter each, shared by page, export and every figure that opens a list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz.labels import LabelledEnum
from zz.voltage.remediation.flow import PLANNED_ONES, UNDER_WAY
from zz.voltage.remediation.vocabulary import Cause, Measure
from zz.voltage.remediation.vocabulary import RemediationState as S
from zz.voltage.vocabulary import RuleKind
from zz.web.lists import Chip


class EntryTab(LabelledEnum):
    """The tabs of the library: what waits for the manager first."""

    TO_DISPATCH = "to-dispatch", "待派发"
    UNDER_WAY = "under-way", "治理中"
    WATCHED = "watched", "观察"
    SUSPENDED = "suspended", "已挂起"
    DISMISSED = "dismissed", "已排除"
    RECOVERED = "recovered", "已恢复"


class Tab(LabelledEnum):
    """The tabs of remediation: what is not closed first."""

    GOING_ON = "going-on", "未闭环"
    FOUND = "found", "新发现"
    PLANNED = "planned", "已立计划"
    IN_PROGRESS = "in-progress", "治理中"
    PENDING = "pending", "待验证"
    RESERVED = "reserved", "储备项目"
    VERIFIED = "verified", "已验证"
    PLANS = "plans", "全部计划"
    WITHDRAWN = "withdrawn", "已撤销"

    @property
    def states(self) -> tuple[S, ...]:
        """The states that the tab shows."""
        return {
            Tab.GOING_ON: UNDER_WAY, Tab.FOUND: (S.FOUND, S.RETURNED), Tab.PLANNED: (S.PLANNED,),
            Tab.IN_PROGRESS: (S.IN_PROGRESS,), Tab.PENDING: (S.PENDING_VERIFICATION,), Tab.RESERVED: (S.RESERVED,),
            Tab.VERIFIED: (S.VERIFIED,), Tab.PLANS: PLANNED_ONES, Tab.WITHDRAWN: (S.WITHDRAWN,),
        }[self]  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _member(enum: type[LabelledEnum], text: str) -> Any:
    return next((member for member in enum if member.value == text), None)


@dataclass(frozen=True)
class ListFilter:
    """What both lists share: how a filter stands in an address, and how it is changed and cleared."""

    PATH: ClassVar[str]
    ENUMS: ClassVar[Mapping[str, tuple[str, type[LabelledEnum]]]]
    FLAGS: ClassVar[Mapping[str, str]]
    SORTS: ClassVar[tuple[str, ...]]

    q: str = ""
    unit: int | None = None
    kind: tuple[RuleKind, ...] = ()
    sort: str = ""

    @classmethod
    def _read(cls, args: MultiDict[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = {"q": args.get("q", "").strip()[:64], "unit": _number(args.get("unit", ""))}
        for name, (_, enum) in cls.ENUMS.items():
            members = (_member(enum, text) for text in args.getlist(name))
            values[name] = tuple(dict.fromkeys(member for member in members if member is not None))
        values |= {name: args.get(name) == "1" for name in cls.FLAGS}
        sort = args.get("sort", "")
        return values | {"sort": sort if sort.removeprefix("-") in cls.SORTS else ""}

    @property
    def tab_pair(self) -> list[tuple[str, str]]:
        """The tab as it stands in an address; nothing for the first one."""
        tab, first = self._tab(), next(iter(type(self._tab())))
        return [("state", str(tab))] if tab != first else []

    def _tab(self) -> LabelledEnum:
        found: LabelledEnum = getattr(self, "tab")  # noqa: B009
        return found

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filter as it stands in an address, in one order."""
        found = [
            *self.tab_pair,
            *([("q", self.q)] if self.q else []),
            *([("unit", str(self.unit))] if self.unit else []),
        ]
        for name in self.ENUMS:
            found += [(name, str(value)) for value in getattr(self, name)]
        found += [(name, "1") for name in self.FLAGS if getattr(self, name)]
        return found + ([("sort", self.sort)] if self.sort else [])

    def url(self, **changes: Any) -> str:
        """Return the address with some things changed, on the first page."""
        pairs = replace(self, **changes).pairs()
        return self.PATH + ("?" + urlencode(pairs) if pairs else "")

    @property
    def narrows(self) -> bool:
        """Whether anything besides the tab and the order is set."""
        return self.cleared != self.url(sort="")

    @property
    def cleared(self) -> str:
        """The address of the same tab with nothing set."""
        return self.PATH + ("?" + urlencode(self.tab_pair) if self.tab_pair else "")

    def chips(self, units: Mapping[int, str]) -> list[Chip]:
        """Say what is set; `units` names stations and companies by id."""
        found = [Chip("状态", self._tab().label)]
        found += [Chip("搜索", self.q)] if self.q else []
        found += [Chip("单位", units.get(self.unit, ""))] if self.unit else []
        for name, (label, _) in self.ENUMS.items():
            values = getattr(self, name)
            found += [Chip(label, "、".join(value.label for value in values))] if values else []
        return found + [Chip("范围", text) for name, text in self.FLAGS.items() if getattr(self, name)]


@dataclass(frozen=True)
class EntryFilter(ListFilter):
    """What is asked of 异常问题台区库."""

    PATH: ClassVar[str] = "/voltage/problems"
    ENUMS: ClassVar = {"kind": ("异常类型", RuleKind), "cause": ("原因提示", Cause)}
    FLAGS: ClassVar = {"severe": "严重", "again": "重复异常"}
    SORTS: ClassVar = ("weight", "first_day", "window_days", "customers", "recurrences")

    tab: EntryTab = EntryTab.TO_DISPATCH
    cause: tuple[Cause, ...] = ()
    severe: bool = False
    again: bool = False

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""
        return cls(tab=_member(EntryTab, args.get("state", "")) or EntryTab.TO_DISPATCH, **cls._read(args))


@dataclass(frozen=True)
class RemediationFilter(ListFilter):
    """What is asked of 问题治理库."""

    PATH: ClassVar[str] = "/voltage/remediation"
    ENUMS: ClassVar = {"kind": ("异常类型", RuleKind), "measure": ("治理措施", Measure)}
    FLAGS: ClassVar = {"overdue": "已逾期", "again": "重复异常", "rejected": "验证不通过"}
    SORTS: ClassVar = ("due", "dispatched", "verified")

    tab: Tab = Tab.GOING_ON
    measure: tuple[Measure, ...] = ()
    overdue: bool = False
    again: bool = False
    rejected: bool = False

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""
        return cls(tab=_member(Tab, args.get("state", "")) or Tab.GOING_ON, **cls._read(args))
