"""The menu: packages register entries, a reader sees those that he may use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from sqlalchemy import Select, select

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db, remembered
from zz.web.htmx import is_part

BUBBLES = "bubbles"


@dataclass(frozen=True)
class MenuEntry:
    """One entry. It is current where its `prefix` fits the address best; `count` selects the number in its bubble.

    `shows(user)` tells whether there is anything behind it for one who may use it.
    """

    label: str
    endpoint: str
    prefix: str
    permissions: tuple[Permission, ...]
    order: int
    values: tuple[tuple[str, str], ...] = ()
    count: Callable[[User], Select[Any]] | None = None
    shows: Callable[[User], bool] = lambda user: True


@dataclass(frozen=True)
class ShownEntry:
    """An entry as its reader sees it."""

    name: str
    label: str
    url: str
    current: bool
    count: int


def register(app: Flask, entry: MenuEntry) -> None:
    """Add an entry to the menu of `app`."""
    app.extensions.setdefault("zz_menu", []).append(entry)


def cover(app: Flask, endpoint: str, prefix: str) -> None:
    """Let the entry of `endpoint` be the current one also where the address starts with `prefix`."""
    app.extensions.setdefault("zz_menu_covers", []).append((endpoint, prefix))


def _prefixes(entry: MenuEntry) -> list[str]:
    covers = current_app.extensions.get("zz_menu_covers", [])
    return [entry.prefix, *(prefix for endpoint, prefix in covers if endpoint == entry.endpoint)]


def shown() -> list[ShownEntry]:
    """Return the entries that the current user may use, in order (one query for all their bubbles)."""
    mine = _mine()
    fits = [(len(p), e.endpoint) for e in mine for p in _prefixes(e) if request.path.startswith(p)]
    here = max(fits, default=(0, None))[1]
    counts = remembered(BUBBLES, lambda: _count(_bubbles())) if mine else {}
    return [
        ShownEntry(e.endpoint.replace(".", "-"), e.label, _url(e), e.endpoint == here, counts.get(e.endpoint, 0))
        for e in mine
    ]


def _url(entry: MenuEntry) -> str:
    values: dict[str, Any] = dict(entry.values)
    return url_for(entry.endpoint, **values)


def counted(more: Mapping[str, Select[Any]]) -> dict[str, int]:
    """Count what each of `more` selects, in the statement that counts the bubbles too: the menu asks no more."""
    bubbles = {} if is_part() else _bubbles()
    found = _count({**bubbles, **more})
    if bubbles:
        remembered(BUBBLES, lambda: {name: found[name] for name in bubbles})
    return {name: found[name] for name in more}


def _mine() -> list[MenuEntry]:
    if not current_user.is_authenticated:
        return []
    entries = sorted(current_app.extensions.get("zz_menu", []), key=lambda e: e.order)
    return [e for e in entries if any(current_user.has(p) for p in e.permissions) and e.shows(current_user)]


def _bubbles() -> dict[str, Select[Any]]:
    """Return what selects the numbers in the bubbles, by endpoint."""
    return {e.endpoint: e.count(current_user) for e in _mine() if e.count}


def _count(selects: Mapping[str, Select[Any]]) -> dict[str, int]:
    columns = [query.scalar_subquery() for query in selects.values()]
    return dict(zip(selects, db.session.execute(select(*columns)).one(), strict=True)) if columns else {}
