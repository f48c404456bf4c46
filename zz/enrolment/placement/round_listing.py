"""What the list of a round's children is narrowed to: one filter shared by page, export and every figure."""

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, case
from werkzeug.datastructures import MultiDict

from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.placement.vocabulary import Outcome
from zz.enrolment.requests.models import EnrolmentRequest

E = PlacementEntry
MANY = ("outcome", "grade", "school")


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def _outcome(text: str) -> Outcome | None:
    return next((one for one in Outcome if one.value == text), None)


@dataclass(frozen=True)
class EntryFilter:
    """What is asked of the children of a round; an empty value filters nothing. `path` is the round's page."""

    path: str
    q: str = ""
    outcome: tuple[Outcome, ...] = ()
    grade: tuple[int, ...] = ()
    school: tuple[int, ...] = ()
    edited: bool = False

    @classmethod
    def parse(cls, path: str, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""

        def many(name: str, read: Any) -> tuple[Any, ...]:
            found = (read(text) for text in args.getlist(name))
            return tuple(dict.fromkeys(value for value in found if value is not None))

        return cls(
            path, args.get("q", "").strip()[:64], many("outcome", _outcome), many("grade", _number),
            many("school", _number), args.get("edited") == "1",
        )  # fmt: skip

    def url(self, path: str = "", **changes: Any) -> str:
        """Return the address with some things changed, on the first page."""
        found = replace(self, **changes)
        pairs = [("q", found.q)] if found.q else []
        pairs += [(name, str(value)) for name in MANY for value in getattr(found, name)]
        pairs += [("edited", "1")] if found.edited else []
        return (path or self.path) + ("?" + urlencode(pairs) if pairs else "")

    def without(self, name: str) -> str:
        """Return the address without one of the filters."""
        return self.url(**{name: getattr(EntryFilter(self.path), name)})

    @property
    def narrows(self) -> bool:
        """Whether anything is set."""
        return self != EntryFilter(self.path)

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions over entries joined with their cases."""
        found: list[ColumnElement[bool]] = []
        if self.q:
            found.append(EnrolmentRequest.number.contains(self.q, autoescape=True))
        if self.grade:
            found.append(E.grade.in_(self.grade))
        if self.school:
            found.append(E.draft_school_id.in_(self.school))
        if self.edited:
            found.append(E.edited_at.is_not(None))
        if self.outcome:
            found.append(outcome_case().in_([str(one) for one in self.outcome]))
        return found


def outcome_case() -> ColumnElement[str]:
    """Return the outcome of an entry's draft as SQL: the value of an `Outcome`."""
    return case(
        (E.draft_wish == 1, str(Outcome.FIRST)),
        (E.draft_wish.is_not(None), str(Outcome.LATER)),
        (E.draft_school_id.is_not(None), str(Outcome.OTHER)),
        else_=str(Outcome.NONE),
    )
