"""`/search`: jump anywhere. Each desk registers what can be found and by whom; nobody finds what he may not see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from flask import Blueprint, Flask, current_app, request
from flask_login import current_user
from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

from zz.access import Permission, signed_in
from zz.accounts.models import User
from zz.spelling import search_key, search_lines, spellings
from zz.web import menu
from zz.web.htmx import page_or_part

bp = Blueprint("finding", __name__)
MOST = 8  # of one kind
LONGEST = 64


class Hit(NamedTuple):
    """Something found: what it is called, what tells it apart, where it opens."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found by whoever has one of `permissions`.

    `find(user, words, most)` returns at most `most` hits that `user` may see, in one query.
    """

    label: str
    permissions: tuple[Permission, ...]
    find: Callable[[User, Sequence[str], int], list[Hit]]


class Group(NamedTuple):
    """The hits of one kind."""

    label: str
    hits: list[Hit]


def register(app: Flask, source: Source) -> None:
    """Let `source` be searched in `app`."""
    app.extensions.setdefault("zz_sources", []).append(source)


def matches(column: InstrumentedAttribute[str], words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a search column holds every word."""
    return and_(*(column.contains(word, autoescape=True) for word in words))


def find(user: User, q: str) -> list[Group]:
    """Return what is called `q`, in Chinese, pinyin, initials or by number: one query for each kind."""
    words = search_key(q)[:LONGEST].split()
    if not words:
        return []
    sources = current_app.extensions.get("zz_sources", [])
    mine = [source for source in sources if any(user.has(permission) for permission in source.permissions)]
    found = [Group("页面", _pages(words)), *(Group(s.label, s.find(user, words, MOST)) for s in mine)]
    return [group for group in found if group.hits]


def _pages(words: Sequence[str]) -> list[Hit]:
    said = ((entry, search_lines(entry.label, *spellings(entry.label))) for entry in menu.shown())
    return [Hit(entry.label, "", entry.url) for entry, text in said if all(word in text for word in words)]


@bp.get("/search")
@signed_in
def search() -> str:
    """Show what is called as the address says."""
    q = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST]
    groups = find(cast(User, current_user._get_current_object()), q)
    return page_or_part("search.html", "_search.html", q=q, groups=groups)


def init_app(app: Flask) -> None:
    """Serve the page, and put its field into the bar."""
    app.register_blueprint(bp)
    app.context_processor(lambda: {"search_url": "/search"})
