"""Saved views and the choice of columns: read in one query, written by their owner alone."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, String, cast, literal, null, or_, select, union_all

from zz.accounts.models import User
from zz.db import db
from zz.projects.records import ColumnChoice, SavedView
from zz.projects.vocabulary import Stage


@dataclass(frozen=True)
class View:
    """A saved view as a link: `mine` may be renamed and deleted."""

    id: int
    name: str
    query: str
    mine: bool
    shared: bool
    stage: Stage

    @property
    def url(self) -> str:
        """The address of the table under this view."""
        return f"/projects/{self.stage.slug}" + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class Keep:
    """What a user keeps for a table: views in order of name, and columns (None: the stage's own)."""

    views: list[View]
    columns: list[str] | None


def _readable(user: User) -> Any:
    units = [m.unit_id for m in user.memberships]
    return or_(SavedView.user_id == user.id, SavedView.unit_id.in_(units))


def kept(user: User, stage: Stage) -> Keep:
    """Return the user's views and columns for a table (one query)."""
    views = select(
        SavedView.id, SavedView.name, SavedView.query, SavedView.user_id, SavedView.unit_id,
        cast(null(), String).label("columns"),
    ).where(SavedView.stage == stage, _readable(user))  # fmt: skip
    columns = select(
        literal(0), literal(""), literal(""), literal(0), null(), cast(ColumnChoice.columns, String)
    ).where(ColumnChoice.user_id == user.id, ColumnChoice.stage == stage)
    query: CompoundSelect[Any] = union_all(views, columns)
    found: list[View] = []
    keys: list[str] | None = None
    for number, name, address, owner, unit, text in db.session.execute(query):
        if text is not None:
            keys = json.loads(text)
        else:
            found.append(View(number, name, address, owner == user.id, unit is not None, stage))
    return Keep(sorted(found, key=lambda view: (not view.mine, view.name, view.id)), keys)


def own(user: User, stage: Stage) -> list[SavedView]:
    """Return the views that `user` may rename and delete, by name."""
    query = select(SavedView).where(SavedView.user_id == user.id, SavedView.stage == stage)
    return list(db.session.scalars(query.order_by(SavedView.name, SavedView.id)))


def find_own(user: User, view_id: int) -> SavedView | None:
    """Return a view if it belongs to `user`."""
    query = select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user.id)
    return db.session.scalars(query).first()


def taken(user: User, stage: Stage, name: str, but: int | None = None) -> bool:
    """Tell whether another view of the user's has this name in this table."""
    query = select(SavedView.id).where(SavedView.user_id == user.id, SavedView.stage == stage, SavedView.name == name)
    return any(found != but for found in db.session.scalars(query))
