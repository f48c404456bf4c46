"""What rows were: a version of every change of the tables that are tracked.

The commit that changes a row writes its version, so that no operation can forget it; whoever changes rows by statements
calls `write`. `zz.as_of` reads what is kept here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Select,
    Table,
    bindparam,
    event,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from zz import clock
from zz.db import Base, Instant, table_of

PENDING = "zz_changed_rows"
IN_ONE = 500
SAME: Mapping[str, str] = {}


@dataclass(frozen=True)
class Tracked:
    """A model and the table of its versions; `pairs` are (column, column of the version), `key` those of the id."""

    model: type[Base]
    versions: Table
    key: tuple[ColumnElement[int], ColumnElement[int]]
    pairs: Sequence[tuple[ColumnElement[Any], ColumnElement[Any]]]
    holds: Callable[[Any], bool]

    def valid(self, instant: datetime) -> Select[Any]:
        """Select the rows as they were just before `instant`, under the names of the model's columns."""
        columns = [kept.label(column.name) for column, kept in self.pairs]
        moment = bindparam("as_of", instant, type_=Instant(), unique=True)
        begun, ended = self.versions.c.valid_from, self.versions.c.valid_to
        return select(*columns).where(begun < moment, or_(ended.is_(None), ended >= moment))


_tracked: dict[type[Base], Tracked] = {}


def version_table(model: type[Base], *index: str) -> Table:
    """Return a table that can hold versions of the rows of `model`; `index` are the columns by which they are found."""
    source = table_of(model)
    return Table(
        f"{source.name}_version",
        source.metadata,
        Column("version_id", Integer, primary_key=True),
        *(Column(column.name, column.type, nullable=column.nullable) for column in source.columns),
        Column("valid_from", Instant, nullable=False),
        Column("valid_to", Instant),
        Index(f"ix_{source.name}_version_row", "id", "valid_to"),
        Index(f"ix_{source.name}_version_of", *index, "valid_from", "valid_to"),
    )


def track(
    model: type[Base],
    versions: Table,
    *,
    names: Mapping[str, str] = SAME,
    holds: Callable[[Any], bool] = lambda _row: True,
) -> Tracked:
    """Write a version of every change of `model`, of the rows that `holds` is true for, into `versions`.

    `names` are the columns of `versions` that are called otherwise; those it has not are not kept.
    """
    source = table_of(model)
    named = ((column, names.get(column.name, column.name)) for column in source.columns)
    pairs = [(column, versions.c[name]) for column, name in named if name in versions.c]
    key = (source.c.id, versions.c[names.get("id", "id")])
    _tracked[model] = Tracked(model, versions, key, pairs, holds)
    return _tracked[model]


def write(session: Session, model: type[Base], ids: Iterable[int]) -> None:
    """Close the open versions of rows and open those of what stands in the table now, set-based.

    The commit does it for rows that the session has changed; whoever changes rows by statements calls it.
    """
    kept, wanted, connection = _tracked[model], sorted(ids), session.connection()
    key, kept_key = kept.key
    now = clock.now()
    at = bindparam("at", now, type_=Instant())
    names = [version.name for _, version in kept.pairs]
    for start in range(0, len(wanted), IN_ONE):
        some = wanted[start : start + IN_ONE]
        open_ = kept_key.in_(some), kept.versions.c.valid_to.is_(None)
        connection.execute(update(kept.versions).where(*open_).values(valid_to=now))
        rows = select(*(column for column, _ in kept.pairs), at).where(key.in_(some)).order_by(key)
        connection.execute(insert(kept.versions).from_select([*names, "valid_from"], rows, include_defaults=False))


def write_pending(session: Session) -> None:
    """Write the versions of what the session has changed so far, at the clock's instant."""
    session.flush()
    for model, ids in session.info.pop(PENDING, {}).items():
        write(session, model, ids)


@event.listens_for(Session, "after_flush")
def _remember(session: Session, _context: Any) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in [*session.new, *changed, *session.deleted]:
        found = _tracked.get(type(row))
        if found is not None and found.holds(row):
            session.info.setdefault(PENDING, {}).setdefault(found.model, set()).add(row.id)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    write_pending(session)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(PENDING, None)
