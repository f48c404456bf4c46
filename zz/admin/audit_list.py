"""The auditor's lists: the filter in the address, one page by the last id seen (no count over millions), lines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, select

from zz import clock
from zz.admin import audit_words
from zz.db import db
from zz.journal import AccessEntry, Event, Seal, all_verbs
from zz.journal.queries import entry
from zz.sheets.write import Column

SIZE = 50
MOST_EXPORTED, CHUNK = 20_000, 500
LATEST_PAGE = 100_000


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Filter:
    """What the auditor asks for: a person or an address, a kind of event, days; `before` continues a page."""

    q: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    page: int = 1

    @classmethod
    def parse(cls, args: Mapping[str, str]) -> "Filter":
        """Read a filter from the address; nonsense counts as nothing."""
        before, page = args.get("before", ""), args.get("page", "")
        return cls(
            args.get("q", "").strip()[:64],
            args.get("what", "")[:64],
            _day(args.get("since", "")),
            _day(args.get("until", "")),
            int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else None,
            min(int(page), LATEST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
        )

    @property
    def args(self) -> dict[str, Any]:
        """The filter without the place in the list."""
        return {"q": self.q, "what": self.what, "since": self.since, "until": self.until}

    @property
    def set(self) -> bool:
        return any(self.args.values())

    def query(self, **more: Any) -> str:
        """Return the query string of this filter, with `more`; empty without anything."""
        found = {k: v for k, v in {**self.args, **more}.items() if v}
        return "?" + urlencode(found) if found else ""


@dataclass(frozen=True)
class Line:
    """One line of either list."""

    at: datetime
    who: str
    address: str
    what: str
    subject: str
    details: Sequence[str]


Lines = Callable[[Sequence[Any]], list[Line]]


@dataclass(frozen=True)
class Slice:
    """One page of a list that is not counted; `next_query` is None on the last."""

    lines: Sequence[Line]
    number: int
    next_query: str | None


def event_lines(events: Sequence[Event]) -> list[Line]:
    """Return events as lines."""
    subjects, who = audit_words.subjects(events), audit_words.actors(events)
    return [
        Line(clock.local(e.at), who[e.id], e.address or "", entry(e).label, subjects[e.id], audit_words.lines(e))
        for e in events
    ]


def access_lines(entries: Sequence[AccessEntry]) -> list[Line]:
    """Return access entries as lines."""
    return [
        Line(
            clock.local(e.at),
            e.username or "—",
            e.address or "",
            e.kind.label,
            e.target,
            [e.detail] if e.detail else [],
        )
        for e in entries
    ]


def page(query: Select[Any], row_id: Any, lines: Lines, asked: Filter) -> Slice:
    """Return the page of `query` (newest first) that the filter asks for."""
    if asked.before is not None:
        query = query.where(row_id < asked.before)
    rows = list(db.session.scalars(query.limit(SIZE + 1)))
    more = asked.query(before=rows[SIZE - 1].id, page=asked.page + 1) if len(rows) > SIZE else None
    return Slice(lines(rows[:SIZE]), asked.page, more)


EXPORT = (
    Column("at", "时间", "datetime"), Column("who", "人员"), Column("address", "网络地址"), Column("what", "操作"),
    Column("subject", "对象"), Column("details", "内容"),
)  # fmt: skip


def export_rows(query: Select[Any], lines: Lines) -> Iterator[dict[str, Any]]:
    """Yield the newest rows of `query` for a workbook."""
    for rows in db.session.scalars(query.limit(MOST_EXPORTED)).partitions(CHUNK):
        for line in lines(rows):
            yield {**line.__dict__, "details": "；".join(line.details)}


def verb_options() -> list[tuple[str, str]]:
    """Return every kind of event for the filter."""
    return [(v.name, v.label) for v in all_verbs()]


def last_seal() -> Seal | None:
    """Return the newest link of the chain."""
    return db.session.scalars(select(Seal).order_by(Seal.id.desc()).limit(1)).first()
