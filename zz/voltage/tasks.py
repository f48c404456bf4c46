"""The long work of the desk as jobs."""

from zz import clock
from zz.db import db, writing
from zz.jobs import Failed, Progress, Result, handler
from zz.voltage import receiving, wording
from zz.voltage.models import ReadingBatch, RuleTrial
from zz.voltage.operations import JOB
from zz.voltage.ruling import outcome
from zz.voltage.ruling.operations import JOB as TRIAL
from zz.voltage.vocabulary import ReadingState

GONE = "这个文件已经清理：请重新上传。"


@handler(TRIAL, "规则试算")
def try_rule(progress: Progress, trial_id: int) -> Result:
    """Try a change of a rule over the last weeks; a trial that is done is left alone."""
    from zz.voltage.readings import trial as trials  # polars

    trial = db.session.get_one(RuleTrial, trial_id)
    if trial.result is None:
        draft, areas, today = outcome.draft_of(trial), outcome.areas_of(trial), clock.local(progress.at).date()
        found = trials.run(draft, today, areas, progress.set)
        with writing():
            held = db.session.get_one(RuleTrial, trial_id, with_for_update=True)
            held.result = outcome.outcome(held, found, today)
    return Result("试算完成", f"/voltage/rules/trials/{trial_id}")


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
