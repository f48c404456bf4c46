"""The watched folder `voltage/inbox` of the instance: at every tick, what lies there is taken in and put away.

Ticks of two processes pass one by one under the tick's lease. A process that dies leaves the file where it is: the next
tick takes it again, under the batch that was begun.
"""

import logging
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from zz import clock
from zz.db import db, writing
from zz.jobs import on_tick
from zz.jobs.lease import LeaseTaken
from zz.voltage import operations, receiving, wording
from zz.voltage.models import ReadingBatch
from zz.voltage.vocabulary import ReadingSource, ReadingState

log = logging.getLogger(__name__)

BROKE = "系统没能处理这个文件，原因已记入运行日志：请检查文件后重新放入；再次出现时请联系系统管理员。"
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
        batch = _taken(path, at)
        refused = batch.state == ReadingState.REFUSED
        sentence = batch.sentence if refused else "\n".join(wording.report(batch))
        receiving.put_away(path, batch.id, refused=refused, sentence=sentence)
        total += batch.areas
    return {"judged": total}


def _taken(path: Path, at: datetime) -> ReadingBatch:
    """Take one file in; what breaks on it is written down and refuses it, so that it does not stand in the way."""
    from zz.voltage.readings import intake  # polars

    batch_id = _begun(path, at)
    try:
        return intake.take(batch_id, path, at=at)
    except (DBAPIError, LeaseTaken):
        raise  # not the file's fault: the next tick tries again
    except Exception:
        log.exception("%s could not be taken in", path.name)
        with writing():
            operations.refuse(batch_id, BROKE, by=None, at=at)
        return db.session.get_one(ReadingBatch, batch_id)
