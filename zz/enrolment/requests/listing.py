"""What the list of one's own requests is narrowed to: tabs by state, and filters that name no child."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from zz.enrolment.requests.flow import CORRECTING
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.vocabulary import ALL_GRADES, StaffGroup
from zz.labels import LabelledEnum

PATH = "/enrolment/requests"


class OwnTab(LabelledEnum):
    """Where the enterprise's requests stand, as seen from its desk."""

    ALL = "all", "全部"
    DRAFT = "draft", "填报中"
    CORRECTING = "correcting", "待补正"
    REVIEWING = "reviewing", "审核中"
    PLACING = "placing", "安排学位"
    ANSWER = "answer", "待家长确认"
    DONE = "done", "已报到"
    ENDED = "ended", "已终止"

    @property
    def states(self) -> tuple[S, ...]:
        """The states under the tab."""
        return STATES[self]


STATES: dict[OwnTab, tuple[S, ...]] = {
    OwnTab.ALL: tuple(S),
    OwnTab.DRAFT: (S.DRAFT,),
    OwnTab.CORRECTING: CORRECTING,
    OwnTab.REVIEWING: (S.PARK_REVIEW, S.EDUCATION_REVIEW),
    OwnTab.PLACING: (S.QUEUED, S.TO_COORDINATE, S.PLACED),
    OwnTab.ANSWER: (S.OFFERED, S.LAPSED),
    OwnTab.DONE: (S.CONFIRMED, S.ARRIVED),
    OwnTab.ENDED: (S.DECLINED, S.OFFER_DECLINED, S.WITHDRAWN, S.CONSENT_WITHDRAWN),
}


@dataclass(frozen=True)
class OwnFilter:
    """The list as its address asks: a tab, a term (None: the current one; 0: all), grades, groups, what is missing."""

    tab: OwnTab = OwnTab.ALL
    term: int | None = None
    grade: tuple[int, ...] = ()
    group: tuple[StaffGroup, ...] = ()

    @classmethod
    def parse(cls, args: Any) -> "OwnFilter":
        """Read the query; what means nothing is left out."""
        grades = (int(g) for g in args.getlist("grade") if g.lstrip("-").isdecimal() and len(g) < 4)
        term = args.get("term", "")
        return cls(
            OwnTab(args.get("state")) if args.get("state") in list(OwnTab) else OwnTab.ALL,
            int(term) if term.isascii() and term.isdecimal() and len(term) < 10 else None,
            tuple(g for g in grades if g in ALL_GRADES),
            tuple(StaffGroup(g) for g in args.getlist("group") if g in list(StaffGroup)),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the tab is set."""
        return bool(self.term is not None or self.grade or self.group)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query of its address."""
        found: list[tuple[str, Any]] = [("state", self.tab.value)] if self.tab != OwnTab.ALL else []
        found += [("term", self.term)] if self.term is not None else []
        found += [("grade", g) for g in self.grade] + [("group", g.value) for g in self.group]
        return [(name, str(value)) for name, value in found]

    def url(self, **changes: Any) -> str:
        """Return the address of this list with something else set."""
        query = urlencode(replace(self, **changes).parameters)
        return f"{PATH}?{query}" if query else PATH

    @property
    def export_url(self) -> str:
        """Where the workbook of these rows is asked for."""
        query = urlencode(self.parameters)
        return f"{PATH}/export?{query}" if query else f"{PATH}/export"


def counted(found: Mapping[S, int]) -> dict[OwnTab, int]:
    """Return how many stand under each tab."""
    return {tab: sum(found.get(state, 0) for state in tab.states) for tab in OwnTab}
