"""The menu: packages register entries, a reader sees those that he may use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from sqlalchemy import Select, select

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db


@dataclass(frozen=True)
class MenuEntry:
    """One entry. It is current where its `prefix` fits the address best; `count` selects the number in its bubble."""

    label: str
    endpoint: str
    prefix: str
    permissions: tuple[Permission, ...]
    order: int
    values: tuple[tuple[str, str], ...] = ()
    count: Callable[[User], Select[Any]] | None = None


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
    if not current_user.is_authenticated:
        return []
    entries = sorted(current_app.extensions.get("zz_menu", []), key=lambda e: e.order)
    mine = [e for e in entries if any(current_user.has(p) for p in e.permissions)]
    fits = [(len(p), e.endpoint) for e in mine for p in _prefixes(e) if request.path.startswith(p)]
    here = max(fits, default=(0, None))[1]
    counts = _counts(mine)
    return [
        ShownEntry(
            e.endpoint.replace(".", "-"), e.label, url_for(e.endpoint, **dict(e.values)), e.endpoint == here,
            counts.get(e.endpoint, 0),
        )
        for e in mine
    ]  # fmt: skip


def _counts(entries: list[MenuEntry]) -> dict[str, int]:
    """Return the numbers in the bubbles by endpoint."""
    counted = {e.endpoint: e.count(current_user).scalar_subquery() for e in entries if e.count}
    return dict(zip(counted, db.session.execute(select(*counted.values())).one(), strict=True)) if counted else {}
