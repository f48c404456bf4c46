"""The first page, put together in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime

from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db
from zz.home import blocks, reds, waiting
from zz.home.blocks import Block
from zz.home.reds import Red
from zz.home.waiting import Waiting
from zz.web import Page, paginate

MOST, MOST_EXPORTED = 6, 20_000
READERS = (Permission.PROJECT_READ, Permission.VOLTAGE_READ)


@dataclass(frozen=True)
class Reds:
    """The panel of what turned red: since when, the first of them, how many there are, and until when they go."""

    since: datetime
    rows: list[Red]
    number: int
    until: datetime | None
    marked: bool

    @property
    def day(self) -> str:
        """Since when, in words."""
        at = clock.local(self.since)
        return f"{at.month}月{at.day}日 {at:%H:%M}"


@dataclass(frozen=True)
class Home:
    """The page; `reds` None: the reader has nothing that could turn red."""

    waiting: Waiting
    reds: Reds | None
    blocks: list[Block]


def assemble(user: User, at: datetime) -> Home:
    """Gather the page."""
    today = clock.local(at).date()
    waits = waiting.assemble(user, today)
    concerned = any(user.has(permission) for permission in READERS)
    return Home(waits, turned_red(user, at) if concerned else None, blocks.of(user, waits.reports, today))


def turned_red(user: User, at: datetime, after: datetime | None = None) -> Reds:
    """Return what turned red since a moment, else since the reader last said that he had looked (two queries)."""
    mark = reds.mark_of(user)
    after = after or reds.since(mark, at)
    rows = db.session.execute(reds.query(user, after, at).limit(MOST)).all()
    number, until = (rows[0].number, rows[0].at) if rows else (0, None)
    return Reds(after, reds.read(rows), number, until, mark is not None and mark.before is not None)


def all_red(user: User, at: datetime, after: datetime | None) -> tuple[Reds, Page[Red]]:
    """Return the panel and the page of the whole list that the address asks for."""
    found = turned_red(user, at, after)
    listed = paginate(reds.query(user, found.since, at), total=found.number)
    return found, Page(reds.read(listed.items), listed.number, listed.total, listed.size)


def every_red(user: User, at: datetime, after: datetime | None) -> tuple[Reds, list[Red]]:
    """Return the panel and every row of the list: for a workbook."""
    found = turned_red(user, at, after)
    rows = db.session.execute(reds.query(user, found.since, at).limit(MOST_EXPORTED)).all()
    return found, reds.read(rows)
