"""What the table of areas is narrowed to: one filter shared by page, export, and every figure that opens the list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz.labels import LabelledEnum
from zz.voltage.statistics.periods import Period, read_day, read_month
from zz.voltage.statistics.vocabulary import AreaState, Fault, Sort
from zz.voltage.vocabulary import RuleKind
from zz.web.lists import Chip

PATH = "/voltage/statistics"
LONGEST_SEARCH = 64
RISING = frozenset({Sort.CODE, Sort.CUSTOMER_RATE, Sort.OUTLET_RATE, Sort.LOWEST, Sort.COMPLETENESS})
DEFAULT_SORT = "-worst"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _members(enum: type[LabelledEnum], texts: list[str]) -> tuple[Any, ...]:
    return tuple(member for member in enum if member.value in texts)


def _sort(text: str) -> str:
    return text if text.removeprefix("-") in {str(member) for member in Sort} else DEFAULT_SORT


@dataclass(frozen=True)
class AreaFilter:
    """What is asked of the table of areas; an empty value filters nothing. Neither day nor month: the newest day."""

    day: date | None = None
    month: date | None = None
    q: str = ""
    unit: int | None = None
    state: tuple[AreaState, ...] = ()
    rule: tuple[RuleKind, ...] = ()
    fault: tuple[Fault, ...] = ()
    sort: str = DEFAULT_SORT

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""
        month = read_month(args.get("month", ""))
        return cls(
            day=None if month else read_day(args.get("day", "")),
            month=month,
            q=args.get("q", "").strip()[:LONGEST_SEARCH],
            unit=_number(args.get("unit", "")),
            state=_members(AreaState, args.getlist("state")),
            rule=_members(RuleKind, args.getlist("rule")),
            fault=_members(Fault, args.getlist("fault")),
            sort=_sort(args.get("sort", "")),
        )

    def period(self, newest: date | None) -> Period | None:
        """Return the day or month that is looked at; None where there is no data at all."""
        if self.month:
            return Period(self.month, monthly=True)
        day = self.day or newest
        return Period(day) if day else None

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filter as it stands in an address, in one order."""
        found = [("day", self.day.isoformat())] if self.day else []
        found += [("month", f"{self.month:%Y-%m}")] if self.month else []
        found += [("q", self.q)] if self.q else []
        found += [("unit", str(self.unit))] if self.unit else []
        for name in ("state", "rule", "fault"):
            found += [(name, str(value)) for value in getattr(self, name)]
        return found + ([("sort", self.sort)] if self.sort != DEFAULT_SORT else [])

    def url(self, **changes: Any) -> str:
        """Return the address with some things changed, on the first page."""
        pairs = replace(self, **changes).pairs()
        return PATH + ("?" + urlencode(pairs) if pairs else "")

    @property
    def by(self) -> tuple[Sort, bool]:
        """What the rows are ordered by, and whether the greatest comes first."""
        return Sort(self.sort.removeprefix("-")), self.sort.startswith("-")

    @property
    def base(self) -> Self:
        """The same without what the figures on top open: state, rule and fault."""
        return replace(self, state=(), rule=(), fault=())

    @property
    def narrows(self) -> bool:
        """Whether anything but the period and the order is set."""
        return bool(self.q or self.unit or self.state or self.rule or self.fault)

    @property
    def cleared(self) -> str:
        """The address of the same period with nothing else set."""
        return AreaFilter(day=self.day, month=self.month, sort=self.sort).url()

    def chips(self, units: Mapping[int, str]) -> list[Chip]:
        """Say what is set; `units` names the units by id."""
        found = [Chip("搜索", self.q)] if self.q else []
        found += [Chip("单位", units.get(self.unit, ""))] if self.unit else []
        for name, label in (("state", "状态"), ("rule", "异常类型"), ("fault", "用户电压")):
            words = [value.label for value in getattr(self, name)]
            found += [Chip(label, "、".join(words))] if words else []
        return found
