"""Pages of a list: 50 rows a page, the count given or taken once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select
from werkzeug.urls import iri_to_uri

from zz.db import db

PAGE_SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: `items` are rows `first`…`last` of `total`, counted from 1."""

    items: Sequence[T]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1 if self.items else 0

    @property
    def prev_url(self) -> str | None:
        return page_url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        return page_url(self.number + 1) if self.number < self.pages else None


def page_number() -> int:
    """Return the page asked for in the address, 1 where it is missing or nonsense."""
    text = request.args.get("page", "1")
    return min(max(int(text), 1), 100_000) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def page_url(number: int) -> str:
    """Return the current address with another page number."""
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k != "page"]
    if number > 1:
        pairs.append(("page", str(number)))
    return iri_to_uri(request.path) + ("?" + urlencode(pairs) if pairs else "")


def page_of(rows: Sequence[T], *, size: int = PAGE_SIZE) -> Page[T]:
    """Return the page of `rows`, which are all in memory, that the address asks for; past the end it is the last."""
    number = min(page_number(), max(1, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)


def paginate(query: Select[Any], *, total: int | None = None, size: int = PAGE_SIZE) -> Page[Any]:
    """Return the page of `query` that the address asks for; past the end it is the last page."""
    if total is None:
        total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(page_number(), max(1, -(-total // size)))
    rows = db.session.execute(query.limit(size).offset((number - 1) * size)).unique().all()
    items = [row[0] if len(row) == 1 else row for row in rows]
    return Page(items, number, total, size)
