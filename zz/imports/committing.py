"""Commit a previewed batch: chunk by chunk worked out beforehand, then written set-based under a short lock.

Up to `CHUNK` rows it is one transaction. A larger batch is a row of such transactions, each of them whole and noted on
its rows in the same transaction: a job that died goes on where it stood, and an undo takes back what there is.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, select, update

from zz.accounts.models import User
from zz.db import db, table_of, writing
from zz.imports import correcting
from zz.imports.correcting import Read
from zz.imports.kinds import Desk, Kind, Moved, Plan
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.reading import blocks_of, lines
from zz.imports.staging import desk_of, names_in
from zz.imports.verbs import IMPORT_COMMITTED
from zz.imports.vocabulary import BATCHES, WRITTEN, BatchAction, Outcome
from zz.jobs import Progress
from zz.journal import record
from zz.sheets.import_table import ParsedRow

CHUNK = 1_000
TRIES = 5
CHANGED = "预览之后系统里的这一行已被改动，没有导入：请重新上传本行，核对新的差异。"

Waiting = Row[tuple[int, int, int, Outcome, int | None, dict[str, Any]]]


def commit(
    kind: Kind, batch: ImportBatch, data: bytes, *, by: User | None, at: datetime, progress: Progress | None = None
) -> None:
    """Write what the batch has planned and has not written yet."""
    desk = desk_of(kind, batch)
    blocks = blocks_of(kind, batch, data)
    desk.announce(names_in(blocks))
    total = _total(batch.id)
    done = 0
    read = correcting.reader(kind, batch)
    for staged, rows in _paired(kind, blocks, _waiting(batch.id), read):
        _write(desk, staged, rows, by=by, at=at)
        done += len(rows)
        if progress:
            progress.set(done, total, f"已写入 {done} 行，共 {total} 行")
    _finish(batch.id, by=by, at=at)


def _unwritten(batch_id: int) -> ColumnElement[bool]:
    return and_(ImportRow.batch_id == batch_id, ImportRow.outcome.in_(WRITTEN), ImportRow.applied.is_(False))


def _total(batch_id: int) -> int:
    return db.session.scalar(select(func.count()).where(_unwritten(batch_id))) or 0


def _waiting(batch_id: int) -> Iterator[Waiting]:
    """Yield the staged rows in the order of the file, in which they were staged, a page at a time."""
    columns = (ImportRow.id, ImportRow.block, ImportRow.number, ImportRow.outcome, ImportRow.subject_id)
    query = select(*columns).where(_unwritten(batch_id)).order_by(ImportRow.id).limit(CHUNK)
    last = 0
    while page := db.session.execute(query.where(ImportRow.id > last)).all():
        db.session.rollback()
        last = page[-1].id
        yield from page  # type: ignore[misc]


def _paired(
    kind: Kind, blocks: list[Any], waiting: Iterator[Waiting], read: Read
) -> Iterator[tuple[list[Waiting], list[ParsedRow]]]:
    """Yield chunks of staged rows, each with its line of the file."""
    both = _beside(kind, blocks, waiting, read)
    while part := list(islice(both, CHUNK)):
        yield [row for row, _ in part], [parsed for _, parsed in part]


def _beside(
    kind: Kind, blocks: list[Any], waiting: Iterator[Waiting], read: Read
) -> Iterator[tuple[Waiting, ParsedRow]]:
    row = next(waiting, None)
    for block, line in lines(kind, blocks):
        if row is None:
            return
        if (row.block, row.number) == (block, line.number):
            yield row, read(blocks, block, line)
            row = next(waiting, None)


def _write(desk: Desk, staged: list[Waiting], rows: list[ParsedRow], *, by: User | None, at: datetime) -> None:
    """Plan a chunk against the present, and write what is as it was previewed; try again where the ground shifts."""
    previewed = _previewed([row.id for row in staged])
    for attempt in range(TRIES):
        plans = desk.plan(rows)
        db.session.rollback()
        fates = [_fate(plan, previewed[row.id], row) for plan, row in zip(plans, staged, strict=True)]
        kept = [plan for plan, fate in zip(plans, fates, strict=True) if fate in WRITTEN]
        if any(plan.wanted.get("new_units") for plan in kept):
            with writing():
                desk.ready(kept, by=by, at=at)
        prepared = desk.prepare(kept)
        try:
            with writing():
                ids = iter(desk.apply(prepared, by=by, at=at))
                desk.finish(kept, by=by, at=at)
                _note(staged, fates, ids)
            return
        except Moved:
            if attempt == TRIES - 1:
                raise


def _previewed(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return the changes that the preview showed, by row."""
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), 500):
        query = select(ImportRow.id, ImportRow.changes).where(ImportRow.id.in_(ids[start : start + 500]))
        found.update(db.session.execute(query).all())
    return found


def _fate(plan: Plan, previewed: dict[str, Any], row: Waiting) -> Outcome:
    """Return what becomes of a row now: what was previewed, nothing where it is done, else it is refused."""
    if plan.outcome == Outcome.UNCHANGED:
        return Outcome.UNCHANGED
    same = plan.outcome == row.outcome and plan.subject_id == row.subject_id
    before = {key: pair[0] for key, pair in plan.changes.items()}
    shown = {key: pair[0] for key, pair in previewed.items()}
    return plan.outcome if same and before == shown else Outcome.REJECT


def _note(staged: list[Waiting], fates: list[Outcome], ids: Iterator[int]) -> None:
    """Mark the chunk's rows in the transaction that wrote them."""
    change = (
        update(table_of(ImportRow))
        .where(table_of(ImportRow).c.id == bindparam("row"))
        .values(applied=bindparam("done"), subject_id=bindparam("subject"), outcome=bindparam("fate"))
    )
    rows = []
    refused = []
    for row, fate in zip(staged, fates, strict=True):
        subject = next(ids) if fate in WRITTEN else row.subject_id
        rows.append({"row": row.id, "done": fate in WRITTEN, "subject": subject, "fate": fate})
        if fate == Outcome.REJECT:
            refused.append(row.id)
    db.session.connection().execute(change, rows)
    for start in range(0, len(refused), 500):
        some = ImportRow.id.in_(refused[start : start + 500])
        db.session.execute(update(ImportRow).where(some).values(reasons=[[None, CHANGED]]))


def _finish(batch_id: int, *, by: User | None, at: datetime) -> None:
    """Count what has become of the rows, and close the batch."""
    with writing():
        batch = db.session.get_one(ImportBatch, batch_id, with_for_update=True)
        counted = select(ImportRow.outcome, func.count()).where(ImportRow.batch_id == batch_id)
        batch.counts = {str(o): n for o, n in db.session.execute(counted.group_by(ImportRow.outcome))}
        batch.committed_at = at
        BATCHES.move(batch, BatchAction.FINISH)
        record(
            IMPORT_COMMITTED, batch, by=by, at=at, kind=batch.kind, filename=batch.filename, counts=batch.counts
        )  # fmt: skip
