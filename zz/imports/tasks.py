"""The long work of imports as jobs, and the sweep of old files."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from zz.db import db, writing
from zz.imports import committing, kinds, staging, undoing
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.operations import data_of
from zz.imports.vocabulary import BatchState, Outcome
from zz.jobs import Failed, Progress, Result, handler, on_tick

GONE = "这批导入的原文件已经清理：请重新上传文件。"
UNFINISHED = timedelta(days=14)
OLD = timedelta(days=180)


def _batch(batch_id: int) -> tuple[ImportBatch, bytes]:
    batch, data = db.session.get(ImportBatch, batch_id), data_of(batch_id)
    if batch is None or data is None:
        raise Failed(GONE)
    db.session.rollback()
    return batch, data


@handler("import.preview", "比对文件")
def preview(progress: Progress, batch_id: int) -> Result:
    """Plan a batch."""
    batch, data = _batch(batch_id)
    staging.stage(kinds.get(batch.kind), batch, data, progress)
    return Result("比对完成")


@handler("import.commit", "导入")
def commit(progress: Progress, batch_id: int) -> Result:
    """Write a batch; a batch that is written already is left alone."""
    batch, data = _batch(batch_id)
    if batch.state == BatchState.COMMITTING:
        committing.commit(kinds.get(batch.kind), batch, data, by=progress.by, at=progress.at, progress=progress)
    return Result("导入完成")


@handler("import.undo", "撤销导入")
def undo(progress: Progress, batch_id: int) -> Result:
    """Take a batch back."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None:
        raise Failed(GONE)
    db.session.rollback()
    if batch.state == BatchState.UNDOING:
        undoing.undo(kinds.get(batch.kind), batch, by=progress.by, at=progress.at, progress=progress)
    return Result("撤销完成")


@on_tick
def sweep(now: datetime) -> dict[str, int]:
    """Forget batches that were never committed, and the bytes of old ones."""
    unfinished = (BatchState.READ, BatchState.PLANNED, BatchState.DISCARDED)
    with writing():
        gone = select(ImportBatch.id).where(
            ImportBatch.state.in_(unfinished), ImportBatch.created_at < now - UNFINISHED
        )
        db.session.execute(delete(ImportRow).where(ImportRow.batch_id.in_(gone)))
        db.session.execute(
            delete(ImportBatch).where(ImportBatch.state.in_(unfinished), ImportBatch.created_at < now - UNFINISHED)
        )
        old = select(ImportBatch.id).where(ImportBatch.created_at < now - OLD)
        db.session.execute(update(ImportBatch).where(ImportBatch.id.in_(old)).values(data=None, corrected=None))
        private = (ImportBatch.kind.in_(kinds.private_keys()), ImportBatch.created_at < now - UNFINISHED)
        db.session.execute(update(ImportBatch).where(*private).values(data=None, corrected=None))
        db.session.execute(
            delete(ImportRow).where(
                ImportRow.batch_id.in_(old), ImportRow.outcome.in_([Outcome.SKIP, Outcome.UNCHANGED])
            )
        )
    return {}
