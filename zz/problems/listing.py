"""What the list of problems is narrowed to: one filter shared by page, export and every figure that opens the list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz.assignments.vocabulary import ChainLevel, Severity
from zz.labels import LabelledEnum
from zz.problems.vocabulary import ProblemState, Source
from zz.web.lists import Chip

PATH = "/problems"


class Tab(LabelledEnum):
    """The tabs: what is still to be done first."""

    GOING_ON = "going-on", "未销号"
    REPORTED = "reported", "待交办"
    OPEN = "open", "办理中"
    CLOSED = "closed", "待销号"
    WRITTEN_OFF = "written-off", "已销号"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def states(self) -> tuple[ProblemState, ...]:
        """The states that the tab shows."""
        going_on = ProblemState.REPORTED, ProblemState.OPEN, ProblemState.CLOSED
        return going_on if self == Tab.GOING_ON else (ProblemState(self.value.replace("-", "_")),)


class Sort(LabelledEnum):
    """Orders of the list."""

    URGENT = "urgent", "最紧急的在前"
    NEWEST = "newest", "最近反映的在前"
    OLDEST = "oldest", "最早反映的在前"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _member(enum: type[LabelledEnum], text: str) -> Any:
    return next((member for member in enum if member.value == text), None)


@dataclass(frozen=True)
class ProblemFilter:
    """What is asked of the list; an empty value filters nothing."""

    tab: Tab = Tab.GOING_ON
    q: str = ""
    kind: tuple[int, ...] = ()
    unit: tuple[int, ...] = ()
    source: tuple[Source, ...] = ()
    card: tuple[Severity, ...] = ()
    level: tuple[ChainLevel, ...] = ()
    project: int | None = None
    overdue: bool = False
    guarantee: bool = False
    sort: Sort = Sort.URGENT

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""

        def many(name: str, read: Any) -> tuple[Any, ...]:
            found = (read(text) for text in args.getlist(name))
            return tuple(dict.fromkeys(value for value in found if value is not None))

        return cls(
            tab=_member(Tab, args.get("state", "")) or Tab.GOING_ON,
            q=args.get("q", "").strip()[:64],
            kind=many("kind", _number),
            unit=many("unit", _number),
            source=many("source", lambda text: _member(Source, text)),
            card=many("card", lambda text: _member(Severity, text)),
            level=many("level", lambda text: _member(ChainLevel, text)),
            project=_number(args.get("project", "")),
            overdue=args.get("overdue") == "1",
            guarantee=args.get("guarantee") == "1",
            sort=_member(Sort, args.get("sort", "")) or Sort.URGENT,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filter as it stands in an address, in one order."""
        found = [("state", str(self.tab))] if self.tab != Tab.GOING_ON else []
        found += [("q", self.q)] if self.q else []
        for name in ("kind", "unit", "source", "card", "level"):
            found += [(name, str(value)) for value in getattr(self, name)]
        found += [("project", str(self.project))] if self.project else []
        found += [(name, "1") for name in ("overdue", "guarantee") if getattr(self, name)]
        return found + ([("sort", str(self.sort))] if self.sort != Sort.URGENT else [])

    def url(self, **changes: Any) -> str:
        """Return the address with some things changed, on the first page."""
        pairs = replace(self, **changes).pairs()
        return PATH + ("?" + urlencode(pairs) if pairs else "")

    @property
    def narrows(self) -> bool:
        """Whether anything besides the tab and the order is set."""
        return replace(self, tab=Tab.GOING_ON, sort=Sort.URGENT) != ProblemFilter()

    @property
    def cleared(self) -> str:
        """The address of the same tab with nothing set."""
        return ProblemFilter(tab=self.tab, sort=self.sort).url()

    def chips(self, labels: Mapping[str, Mapping[int, str]]) -> list[Chip]:
        """Say what is set; `labels` names kinds, units and the project by id."""
        found = [Chip("状态", self.tab.label)]
        found += [Chip("搜索", self.q)] if self.q else []
        for name, label in (("kind", "类型"), ("unit", "承办单位")):
            names = [labels.get(name, {}).get(value, "") for value in getattr(self, name)]
            found += [Chip(label, "、".join(names))] if names else []
        for name, label in (("source", "来源"), ("card", "督办"), ("level", "层级")):
            names = [value.label for value in getattr(self, name)]
            found += [Chip(label, "、".join(names))] if names else []
        found += [Chip("项目", labels.get("project", {}).get(self.project, ""))] if self.project else []
        found += [Chip("期限", "已逾期")] if self.overdue else []
        return found + ([Chip("范围", "要素保障")] if self.guarantee else [])
