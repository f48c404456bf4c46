"""Saved views and the choice of columns: read in one query, written by their owner alone."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Integer, String, cast, literal, null, or_, select, union_all

from zz.accounts.models import User
from zz.db import db
from zz.projects.readers import Reader
from zz.projects.records import ColumnChoice, SavedView
from zz.projects.vocabulary import Stage

VIEW, COLUMNS = "view", "columns"
NOTHING = (cast(null(), String), cast(null(), Integer), cast(null(), Integer))


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


def selects(reader: Reader, stage: Stage) -> list[Any]:
    """Select views and column choice as rows of (kind, id, label, query, owner, unit), to be read with other lists."""
    units = [m.unit.id for m in reader.memberships]
    readable = or_(SavedView.user_id == reader.id, SavedView.unit_id.in_(units))
    views = select(
        literal(VIEW), SavedView.id, SavedView.name, SavedView.query, SavedView.user_id, SavedView.unit_id
    ).where(SavedView.stage == stage, readable)
    columns = select(literal(COLUMNS), cast(null(), Integer), cast(ColumnChoice.columns, String), *NOTHING).where(
        ColumnChoice.user_id == reader.id, ColumnChoice.stage == stage
    )
    return [views, columns]


def gathered(user_id: int, stage: Stage, rows: Iterable[Any]) -> Keep:
    """Return what the rows of `selects` say."""
    views: list[View] = []
    keys: list[str] | None = None
    for kind, number, label, address, owner, unit in rows:
        if kind == COLUMNS:
            keys = json.loads(label)
        elif kind == VIEW:
            views.append(View(number, label, address, owner == user_id, unit is not None, stage))
    return Keep(sorted(views, key=lambda view: (not view.mine, view.name, view.id)), keys)


def kept(user: User, stage: Stage) -> Keep:
    """Return the user's views and columns for a table (one query)."""
    query: CompoundSelect[Any] = union_all(*selects(Reader.of(user), stage))
    return gathered(user.id, stage, db.session.execute(query))


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
