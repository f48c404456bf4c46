"""What is done to a batch: begin, choose columns and options, commit, undo, discard."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import delete, select

from zz.accounts.models import User
from zz.db import db
from zz.imports import kinds
from zz.imports.kinds import Kind
from zz.imports.models import ColumnMemory, ImportBatch
from zz.imports.reading import layout
from zz.imports.verbs import COLUMNS_REMEMBERED
from zz.imports.vocabulary import BATCHES, BatchAction, BatchState
from zz.jobs import enqueue
from zz.journal import record
from zz.sealed import seal, unseal
from zz.sheets.ledger import Workbook

LONGEST = 200


def begin(
    kind: Kind, workbook: Workbook, data: bytes, filename: str, *,
    unit_id: int, options: Mapping[str, Any], by: User | None, at: datetime,
) -> ImportBatch:  # fmt: skip
    """Keep a file whose tables have been recognised; of a private kind encrypted, under a name that tells nothing."""
    kept, name = (seal(data), f"{kind.label}{PurePath(filename).suffix}") if kind.private else (data, filename)
    batch = ImportBatch(
        kind=kind.key, unit_id=unit_id, filename=name[-LONGEST:], data=kept, size=len(data), state=BatchState.READ,
        options=dict(options), layout=layout(kind, unit_id, workbook), counts={},
        warnings=[], created_by_id=by.id if by else None, created_at=at,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def choose(
    kind: Kind, batch: ImportBatch, workbook: Workbook, choices: list[dict[str, Any]], options: Mapping[str, Any], *,
    by: User, at: datetime,
) -> None:  # fmt: skip
    """Take the clerk's columns, units and options, and remember the columns for headings of the same shape."""
    batch.options = dict(options)
    for block, old, new in zip(workbook.blocks, batch.layout, choices, strict=True):
        if {k: old[k] for k in ("columns", "units")} != new:
            _remember(kind, batch, block.signature, block.headings.texts, new, by=by, at=at)
    signatures = [block.signature for block in workbook.blocks]
    batch.layout = [{"signature": s, "known": True, **new} for s, new in zip(signatures, choices, strict=True)]


def _remember(
    kind: Kind, batch: ImportBatch, signature: str, headings: tuple[str, ...], choice: dict[str, Any], *,
    by: User, at: datetime,
) -> None:  # fmt: skip
    db.session.execute(
        delete(ColumnMemory).where(
            ColumnMemory.kind == kind.key, ColumnMemory.unit_id == batch.unit_id, ColumnMemory.signature == signature
        )
    )
    db.session.add(ColumnMemory(kind=kind.key, unit_id=batch.unit_id, signature=signature, choice=choice, saved_at=at))
    record(COLUMNS_REMEMBERED, batch, by=by, at=at, kind=kind.key, headings=[text for text in headings if text])


def preview_later(batch: ImportBatch, *, by: User, at: datetime) -> None:
    """Have a large file compared in the background."""
    batch.job_id = enqueue("import.preview", {"batch_id": batch.id}, by=by, at=at).id


def commit_later(batch: ImportBatch, *, by: User, at: datetime) -> None:
    """Have the previewed rows written in the background."""
    BATCHES.move(batch, BatchAction.COMMIT)
    batch.job_id = enqueue("import.commit", {"batch_id": batch.id}, by=by, at=at).id


def undo_later(batch: ImportBatch, *, by: User, at: datetime) -> None:
    """Have the batch taken back in the background."""
    BATCHES.move(batch, BatchAction.UNDO)
    batch.job_id = enqueue("import.undo", {"batch_id": batch.id}, by=by, at=at).id


def discard(batch: ImportBatch) -> None:
    """Give a batch up that has written nothing; its file goes."""
    BATCHES.move(batch, BatchAction.DISCARD)
    batch.data = batch.corrected = None


def data_of(batch_id: int) -> bytes | None:
    """Return the bytes of a batch's file as they came; None where they are gone."""
    row = db.session.execute(select(ImportBatch.data, ImportBatch.kind).where(ImportBatch.id == batch_id)).first()
    if row is None or row.data is None:
        return None
    return unseal(row.data) if kinds.get(row.kind).private else row.data


def retry_later(batch: ImportBatch, *, by: User, at: datetime) -> None:
    """Have the work that a failed job left undone taken up again: what it has written stays written."""
    kinds = {
        BatchState.READ: "import.preview", BatchState.COMMITTING: "import.commit", BatchState.UNDOING: "import.undo",
    }  # fmt: skip
    if (kind := kinds.get(batch.state)) is not None:
        batch.job_id = enqueue(kind, {"batch_id": batch.id}, by=by, at=at).id
