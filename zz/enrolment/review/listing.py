"""What the queue is narrowed to: one filter shared by page, export, batch and every figure that opens it.

Addresses hold the number of a case, never a name: names and ID numbers are looked up by a form that posts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz.enrolment.requests.flow import ENDED, UNDERWAY
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.vocabulary import StaffGroup
from zz.labels import LabelledEnum

PATH = "/enrolment/review"
MANY = ("state", "grade", "group", "school")


class Tab(LabelledEnum):
    """The compartments of the queue."""

    MINE = "mine", "待我办理"
    UNDERWAY = "underway", "办理中"
    ARRIVED = "arrived", "已报到"
    ENDED = "ended", "其他已结束"

    @property
    def states(self) -> tuple[RequestState, ...]:
        """The states that the tab shows."""
        if self == Tab.ARRIVED:
            return (RequestState.ARRIVED,)
        return tuple(s for s in ENDED if s != RequestState.ARRIVED) if self == Tab.ENDED else UNDERWAY


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def _member(enum: type[LabelledEnum]) -> Callable[[str], Any]:
    return lambda text: next((member for member in enum if member.value == text), None)


READ: dict[str, Callable[[str], Any]] = {
    "state": _member(RequestState), "grade": _number, "group": _member(StaffGroup), "school": _number,
}  # fmt: skip


@dataclass(frozen=True)
class QueueFilter:
    """What is asked of the queue; an empty value filters nothing."""

    tab: Tab = Tab.MINE
    q: str = ""
    term: int | None = None
    state: tuple[RequestState, ...] = ()
    grade: tuple[int, ...] = ()
    group: tuple[StaffGroup, ...] = ()
    school: tuple[int, ...] = ()
    overdue: bool = False

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""

        def many(name: str) -> tuple[Any, ...]:
            found = (READ[name](text) for text in args.getlist(name))
            return tuple(dict.fromkeys(value for value in found if value is not None))

        return cls(
            tab=_member(Tab)(args.get("tab", "")) or Tab.MINE, q=args.get("q", "").strip()[:64],
            term=_number(args.get("term", "")), state=many("state"), grade=many("grade"), group=many("group"),
            school=many("school"), overdue=args.get("overdue") == "1",
        )  # fmt: skip

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filter as it stands in an address, in one order."""
        found = [("tab", str(self.tab))] if self.tab != Tab.MINE else []
        found += [("q", self.q)] if self.q else []
        found += [("term", str(self.term))] if self.term else []
        for name in MANY:
            found += [(name, str(value)) for value in getattr(self, name)]
        return found + ([("overdue", "1")] if self.overdue else [])

    def url(self, path: str = PATH, **changes: Any) -> str:
        """Return the address with some things changed, on the first page."""
        pairs = replace(self, **changes).pairs()
        return path + ("?" + urlencode(pairs) if pairs else "")

    def without(self, name: str) -> str:
        """Return the address without one of the filters."""
        return replace(self, **{name: getattr(QueueFilter(), name)}).url()

    @property
    def narrows(self) -> bool:
        """Whether anything besides the tab is set."""
        return replace(self, tab=Tab.MINE) != QueueFilter()

    @property
    def cleared(self) -> str:
        """The address of the same tab with nothing set."""
        return QueueFilter(tab=self.tab).url()
