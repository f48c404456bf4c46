"""Writing saved views and the choice of columns."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from zz.accounts.models import User
from zz.db import db
from zz.journal import record, verb
from zz.projects.filters import ProjectFilter
from zz.projects.records import ColumnChoice, SavedView
from zz.projects.vocabulary import Stage

VIEW_SAVED = verb("view_saved", "保存视图", "name", "stage", "query", "shared_with")
VIEW_RENAMED = verb("view_renamed", "修改视图", "before", "after", "shared_with")
VIEW_DELETED = verb("view_deleted", "删除视图", "name", "stage", "query")


def _shared_with(user: User, share: bool) -> int | None:
    return user.unit.id if share and user.unit else None


def save_view(filter: ProjectFilter, *, name: str, share: bool, by: User, at: datetime) -> SavedView:
    """Keep a filter under a name, for its owner or for the owner's unit."""
    unit_id = _shared_with(by, share)
    view = SavedView(user_id=by.id, unit_id=unit_id, stage=filter.stage, name=name, query=filter.query, created_at=at)
    db.session.add(view)
    db.session.flush()
    record(VIEW_SAVED, view, by=by, at=at, name=name, stage=filter.stage, query=view.query, shared_with=unit_id)
    return view


def rename_view(view: SavedView, *, name: str, share: bool, by: User, at: datetime) -> None:
    """Give a view another name, and share it or stop sharing it."""
    before, view.name, view.unit_id = view.name, name, _shared_with(by, share)
    record(VIEW_RENAMED, view, by=by, at=at, before=before, after=name, shared_with=view.unit_id)
    db.session.flush()


def delete_view(view: SavedView, *, by: User, at: datetime) -> None:
    """Remove a view."""
    record(VIEW_DELETED, view, by=by, at=at, name=view.name, stage=view.stage, query=view.query)
    db.session.delete(view)
    db.session.flush()


def choose_columns(stage: Stage, keys: Sequence[str], *, by: User) -> None:
    """Keep which columns a user wants in a table, in order; none brings back the table's own."""
    db.session.execute(delete(ColumnChoice).where(ColumnChoice.user_id == by.id, ColumnChoice.stage == stage))
    if keys:
        db.session.add(ColumnChoice(user_id=by.id, stage=stage, columns=list(keys)))
    db.session.flush()
