"""The long work of the desk as jobs."""

from zz.db import db
from zz.jobs import Failed, Progress, Result, handler
from zz.voltage import receiving, wording
from zz.voltage.models import ReadingBatch
from zz.voltage.operations import JOB
from zz.voltage.vocabulary import ReadingState

GONE = "这个文件已经清理：请重新上传。"


@handler(JOB, "接收电压数据")
def take(progress: Progress, batch_id: int) -> Result:
    """Take an uploaded file in; a file that was taken in already is left alone."""
    from zz.voltage.readings import intake  # polars

    batch, path = db.session.get_one(ReadingBatch, batch_id), receiving.kept(batch_id)
    if batch.state == ReadingState.WAITING and path is None:
        raise Failed(GONE)
    if batch.state == ReadingState.WAITING and path is not None:
        batch = intake.take(batch_id, path, at=progress.at, by=progress.by, say=progress.set)
    if path is not None:
        path.unlink(missing_ok=True)
    if batch.state == ReadingState.REFUSED:
        raise Failed(batch.sentence)
    return Result(next(iter(wording.report(batch))), f"/voltage/readings/{batch.id}")
