"""What a published list is narrowed to, and its rows: the case's number, 张*, the grade, the school; no more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz.accounts.models import User
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.publication.access import PATH
from zz.enrolment.requests import access as requests
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.vocabulary import ALL_GRADES, grade_label
from zz.sealed import mask_name

COORDINATED = "待统筹，教育局继续安排"


@dataclass(frozen=True)
class ListFilter:
    """A grade and part of a number; addresses never hold a name."""

    round_id: int
    grade: int | None = None
    q: str = ""

    @classmethod
    def parse(cls, round_id: int, args: MultiDict[str, str]) -> Self:
        """Read the query; what means nothing is left out."""
        text = args.get("grade", "")
        number = int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 4 else None
        return cls(round_id, number if number in ALL_GRADES else None, args.get("q", "").strip()[:40])

    def url(self, path: str = "", **changes: Any) -> str:
        """Return the address with something else set."""
        to = replace(self, **changes)
        pairs = [("grade", str(to.grade))] if to.grade is not None else []
        pairs += [("q", to.q)] if to.q else []
        return f"{PATH}/{self.round_id}{path}" + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def narrows(self) -> bool:
        """Whether anything is set."""
        return self.grade is not None or bool(self.q)


@dataclass(frozen=True)
class Row:
    """A line of the list. `own`: the reader files this case and may object for the family."""

    entry: PlacementEntry
    number: str
    name: str
    grade: str
    result: str
    seated: bool
    own: bool


def rows_of(user: User, found: Sequence[PlacementEntry]) -> list[Row]:
    """Return the lines of entries as `user` reads them; no query."""
    return [_row(user, entry, entry.request) for entry in found]


def _row(user: User, entry: PlacementEntry, request: EnrolmentRequest) -> Row:
    school = request.school.name if request.school_id and request.school else ""
    return Row(
        entry, request.number or "", mask_name(request.child_name), grade_label(entry.grade), school or COORDINATED,
        bool(school), requests.files_for(user, request),
    )  # fmt: skip
