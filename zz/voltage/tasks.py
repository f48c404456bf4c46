"""The long work of the desk as jobs."""

from zz.jobs import Failed, Progress, Result, handler
from zz.voltage import receiving, wording
from zz.voltage.operations import JOB
from zz.voltage.vocabulary import ReadingState

GONE = "这个文件已经清理：请重新上传。"


@handler(JOB, "接收电压数据")
def take(progress: Progress, batch_id: int) -> Result:
    """Take an uploaded file in; a file that was taken in already is left alone."""
    from zz.voltage.readings import intake  # polars

    path = receiving.kept(batch_id)
    if path is None:
        raise Failed(GONE)
    batch = intake.take(batch_id, path, at=progress.at, by=progress.by, say=progress.set)
    path.unlink(missing_ok=True)
    if batch.state == ReadingState.REFUSED:
        raise Failed(batch.sentence)
    return Result(next(iter(wording.report(batch))), f"/voltage/readings/{batch.id}")
