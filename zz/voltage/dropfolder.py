"""The watched folder `voltage/inbox` of the instance: at every tick, what lies there is taken in and put away.

Ticks of two processes pass one by one under the tick's lease. A process that dies leaves the file where it is: the next
tick takes it again, under the batch that was begun.
"""

import logging
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from zz import clock
from zz.db import db, writing
from zz.jobs import on_tick
from zz.voltage import operations, receiving, wording
from zz.voltage.models import ReadingBatch
from zz.voltage.vocabulary import ReadingSource, ReadingState

log = logging.getLogger(__name__)

SETTLED = 10.0  # seconds since a file was last written: before that it may still be on its way
UNFINISHED = {".part", ".tmp", ".crdownload", ".filepart"}


def waiting() -> list[Path]:
    """Return the files that lie in the folder and are complete, the oldest name first."""
    now = clock.real_now().timestamp()
    found = sorted(path for path in receiving.folder(receiving.INBOX).iterdir() if path.is_file())
    return [p for p in found if not _unfinished(p) and now - p.stat().st_mtime >= SETTLED]


def _unfinished(path: Path) -> bool:
    return path.name.startswith((".", "~")) or path.suffix.lower() in UNFINISHED


def _begun(path: Path, at: datetime) -> int:
    """Return the batch of a file: the one begun before, where a process died over it."""
    query = select(ReadingBatch.id).where(
        ReadingBatch.filename == path.name, ReadingBatch.source == ReadingSource.FOLDER,
        ReadingBatch.state == ReadingState.WAITING,
    )  # fmt: skip
    with writing():
        known = db.session.scalars(query.order_by(ReadingBatch.id.desc())).first()
        if known is not None:
            return known
        return operations.begin(path.name, path.stat().st_size, ReadingSource.FOLDER, by=None, at=at).id


@on_tick
def watch(at: datetime) -> dict[str, int]:
    """Take in what has been dropped; count the area-days that were judged."""
    total = 0
    for path in waiting():
        from zz.voltage.readings import intake  # polars

        batch = intake.take(_begun(path, at), path, at=at)
        refused = batch.state == ReadingState.REFUSED
        sentence = batch.sentence if refused else "\n".join(wording.report(batch))
        receiving.put_away(path, batch.id, refused=refused, sentence=sentence)
        total += batch.areas
    return {"judged": total}
