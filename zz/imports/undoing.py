"""Take a batch back row by row, by compensating events; what was changed or used since stays and is named."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Table, bindparam, select, update

from zz.accounts.models import User
from zz.db import Base, db, table_of, writing
from zz.imports.kinds import Applied, Desk, Kind
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.staging import chunks, desk_of
from zz.imports.verbs import IMPORT_UNDONE
from zz.imports.vocabulary import BATCHES, BatchAction, Outcome
from zz.jobs import Progress
from zz.journal import record

CHUNK = 500
LONGEST = 200


def undo(kind: Kind, batch: ImportBatch, *, by: User | None, at: datetime, progress: Progress | None = None) -> None:
    """Take back the rows of a batch, the last first, so that a child goes before its parent."""
    desk = desk_of(kind, batch)
    rows = _applied(batch.id)
    done = 0
    for part in chunks(iter(rows), CHUNK):
        _take_back(desk, part, since=batch.committed_at or batch.created_at, by=by, at=at)
        done += len(part)
        if progress:
            progress.set(done, len(rows), f"已处理 {done} 行，共 {len(rows)} 行")
    _finish(batch.id, by=by, at=at)


def _applied(batch_id: int) -> list[Applied]:
    query = (
        select(ImportRow)
        .where(ImportRow.batch_id == batch_id, ImportRow.applied, ImportRow.undone.is_(False), ImportRow.kept == "")
        .order_by(ImportRow.id.desc())
    )
    found = [
        Applied(r.id, r.subject_id or 0, r.outcome == Outcome.CREATE, r.changes, r.title)
        for r in db.session.scalars(query)
    ]
    db.session.rollback()
    return found


def _take_back(desk: Desk, part: list[Applied], *, since: datetime, by: User | None, at: datetime) -> None:
    change = (
        update(table_of(ImportRow))
        .where(table_of(ImportRow).c.id == bindparam("row"))
        .values(undone=bindparam("gone"), kept=bindparam("why"))
    )
    with writing():
        kept = desk.undo(part, since=since, by=by, at=at)
        rows = [{"row": r.row_id, "gone": r.row_id not in kept, "why": kept.get(r.row_id, "")[:LONGEST]} for r in part]
        db.session.connection().execute(change, rows)


def _finish(batch_id: int, *, by: User | None, at: datetime) -> None:
    with writing():
        batch = db.session.get_one(ImportBatch, batch_id, with_for_update=True)
        rows = list(
            db.session.execute(
                select(ImportRow.title, ImportRow.kept, ImportRow.undone).where(
                    ImportRow.batch_id == batch_id, ImportRow.applied
                )
            )
        )
        batch.undone_at = at
        BATCHES.move(batch, BatchAction.TAKE_BACK)
        record(
            IMPORT_UNDONE, batch, by=by, at=at, kind=batch.kind, filename=batch.filename,
            taken_back=sum(1 for row in rows if row.undone), kept=[row.title for row in rows if row.kept][:100],
        )  # fmt: skip


def used(table: str, ids: Iterable[int], *, but: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield (id, table) for every row of another table that refers to one of `ids`, by a key or as its subject.

    New tables are covered as they come; `but` names those that belong to the row itself.
    """
    wanted = list(ids)
    for other in Base.metadata.sorted_tables:
        if other.name not in but:
            yield from _references(other, table, wanted)


def _references(other: Table, table: str, ids: list[int]) -> Iterator[tuple[int, str]]:
    for key in other.foreign_keys:
        if key.column.table.name == table:
            found = db.session.scalars(select(key.parent).where(key.parent.in_(ids)).distinct())
            yield from ((subject, other.name) for subject in found)
    if {"subject_type", "subject_id"} <= {*other.columns.keys()}:
        column = other.c.subject_id
        found = db.session.scalars(select(column).where(other.c.subject_type == table, column.in_(ids)).distinct())
        yield from ((subject, other.name) for subject in found)
