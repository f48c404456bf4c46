"""What the list of meetings is narrowed to: one filter shared by page and export."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz.labels import LabelledEnum
from zz.meetings.flow import COMING, OVER
from zz.meetings.vocabulary import MeetingKind, MeetingLevel, MeetingState
from zz.web.lists import Chip

PATH = "/meetings"


class Tab(LabelledEnum):
    """The tabs."""

    COMING = "coming", "待召开"
    OVER = "over", "已召开"
    CANCELLED = "cancelled", "已取消"

    @property
    def states(self) -> tuple[MeetingState, ...]:
        """The states that the tab shows."""
        return {Tab.COMING: COMING, Tab.OVER: OVER}.get(self, (MeetingState.CANCELLED,))


def _member(enum: type[LabelledEnum], text: str) -> Any:
    return next((member for member in enum if member.value == text), None)


@dataclass(frozen=True)
class MeetingFilter:
    """What is asked of the list; an empty value filters nothing."""

    tab: Tab = Tab.COMING
    q: str = ""
    level: tuple[MeetingLevel, ...] = ()
    kind: tuple[MeetingKind, ...] = ()

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""

        def many(name: str, enum: type[LabelledEnum]) -> tuple[Any, ...]:
            found = (_member(enum, text) for text in args.getlist(name))
            return tuple(dict.fromkeys(value for value in found if value is not None))

        return cls(
            _member(Tab, args.get("state", "")) or Tab.COMING, args.get("q", "").strip()[:64],
            many("level", MeetingLevel), many("kind", MeetingKind),
        )  # fmt: skip

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filter as it stands in an address, in one order."""
        found = [("state", str(self.tab))] if self.tab != Tab.COMING else []
        found += [("q", self.q)] if self.q else []
        return found + [(name, str(value)) for name in ("level", "kind") for value in getattr(self, name)]

    def url(self, **changes: Any) -> str:
        """Return the address with some things changed, on the first page."""
        pairs = replace(self, **changes).pairs()
        return PATH + ("?" + urlencode(pairs) if pairs else "")

    @property
    def narrows(self) -> bool:
        """Whether anything besides the tab is set."""
        return replace(self, tab=Tab.COMING) != MeetingFilter()

    @property
    def cleared(self) -> str:
        """The address of the same tab with nothing set."""
        return MeetingFilter(tab=self.tab).url()

    def chips(self) -> list[Chip]:
        """Say what is set."""
        found = [Chip("状态", self.tab.label)]
        found += [Chip("搜索", self.q)] if self.q else []
        names: Mapping[str, str] = {"level": "层级", "kind": "类型"}
        for name, label in names.items():
            if values := getattr(self, name):
                found.append(Chip(label, "、".join(value.label for value in values)))
        return found
