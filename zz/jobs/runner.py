"""Doing jobs one by one under the lease; a job whose worker died is tried once more, then given up."""

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, select, update

from zz import clock
from zz.db import db
from zz.jobs.flow import JobAction, moved
from zz.jobs.lease import LeaseTaken, apart, holding
from zz.jobs.models import Job, JobState
from zz.jobs.operations import registered
from zz.jobs.progress import Failed, JobLost, Progress, Result

log = logging.getLogger(__name__)

WORKER = "worker"
ATTEMPTS = 2
DIED = "处理这项任务的程序两次中断，任务已停止，已完成的部分保留。请重新提交；再次出现时请联系系统管理员。"
BROKE = "系统没有完成这项任务，原因已记入运行日志。请稍后重新提交；再次出现时请把时间告诉系统管理员。"
GONE = "这类任务已不再支持，请从页面重新提交。"


def recover(worker: str) -> None:
    """Put the jobs of workers that are gone back into the queue, or give them up: the lease is now `worker`'s."""
    dead = update(Job).where(Job.state == JobState.RUNNING, Job.worker != worker)
    again = {**moved(JobState.RUNNING, JobAction.PUT_BACK), "worker": ""}
    given_up = {**moved(JobState.RUNNING, JobAction.FAIL), "text": DIED, "finished_at": clock.real_now(), "worker": ""}
    with apart() as connection:
        connection.execute(dead.where(Job.attempts < ATTEMPTS).values(**again))
        connection.execute(dead.where(Job.attempts >= ATTEMPTS).values(**given_up))


def _claim(worker: str) -> Row[Any] | None:
    """Take the oldest job of the queue (id, kind, params, owner_id); None where there is none."""
    query = select(Job.id, Job.kind, Job.params, Job.owner_id).where(Job.state == JobState.QUEUED)
    job = db.session.execute(query.order_by(Job.id).limit(1)).first()
    db.session.rollback()
    if job is None:
        return None
    taken = {"worker": worker, "attempts": Job.attempts + 1, "started_at": clock.real_now()}
    with apart() as connection:
        change = update(Job).where(Job.id == job.id, Job.state == JobState.QUEUED)
        change = change.values(**taken, **moved(JobState.QUEUED, JobAction.TAKE))
        return job if connection.execute(change).rowcount else None


def _do(job: Row[Any], progress: Progress) -> tuple[JobAction, Result]:
    """Run the job's function; return how it ended and what to say."""
    _, function = registered(job.kind)
    if function is None:
        return JobAction.FAIL, Result(GONE)
    try:
        found = function(progress, **job.params)
    except JobLost:
        raise
    except Failed as error:
        return JobAction.FAIL, Result(str(error))
    except Exception:
        log.exception("job %s (%s) broke", job.id, job.kind)
        return JobAction.FAIL, Result(BROKE)
    finally:
        db.session.rollback()
    return JobAction.FINISH, found if isinstance(found, Result) else Result(found or "")


def _run(job: Row[Any], worker: str) -> None:
    progress = Progress(job.id, worker, job.owner_id)
    try:
        action, result = _do(job, progress)
        end = {"text": result.text, "result_url": result.url, "finished_at": clock.real_now()}
        progress.write(**end, **moved(JobState.RUNNING, action))
    except JobLost:
        log.warning("job %s was taken over by another worker", job.id)


def run_queue(worker: str, stop: Callable[[], bool]) -> int:
    """Do what is in the queue until it is empty or `stop()`; return how many were done. The caller holds the lease."""
    count = 0
    while not stop() and (job := _claim(worker)) is not None:
        _run(job, worker)
        count += 1
    return count


def run_pending() -> int:
    """Do the queue here and now (tests, commands); return how many jobs ran, 0 where a worker is at it."""
    db.session.commit()
    try:
        with holding(WORKER) as (worker, lost):
            recover(worker)
            return run_queue(worker, lost.is_set)
    except LeaseTaken:
        return 0
    finally:
        db.session.expire_all()
