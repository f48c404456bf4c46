import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import MORNING
from zz import clock, jobs
from zz.db import db, writing
from zz.jobs import Job, JobState, lease, runner

Handle = Callable[[str, Callable[..., Any]], None]


def job_of(kind: str = "probe", **params: Any) -> Job:
    return jobs.enqueue(kind, params, by=None, at=MORNING)


def test_a_job_runs_with_its_params_and_ends_with_a_sentence_and_a_link(session: Session, handle: Handle) -> None:
    user = make_user(name="李清")

    def work(progress: jobs.Progress, count: int) -> jobs.Result:
        assert progress.by is not None and progress.at == MORNING
        progress.set(count, count, "已处理两行")
        with writing():
            pass
        return jobs.Result(f"{progress.by.name}导入{count}行", "/projects/planning")

    handle("probe", work)
    job = jobs.enqueue("probe", {"count": 2}, by=user, at=MORNING)
    assert jobs.run_pending() == 1
    assert (job.state, job.text, job.result_url) == (JobState.DONE, "李清导入2行", "/projects/planning")
    assert (job.done, job.total, job.attempts) == (2, 2, 1)
    assert jobs.run_pending() == 0


def test_progress_is_seen_while_the_job_runs(session: Session, handle: Handle) -> None:
    seen: list[tuple[int, str]] = []

    def work(progress: jobs.Progress) -> None:
        progress.set(1, 4, "已发现 1 处重名")
        with db.engine.connect() as other:
            row = other.execute(db.select(Job.done, Job.total, Job.text)).one()
            seen.append((row.done * 100 // row.total, row.text))

    handle("probe", work)
    job_of()
    jobs.run_pending()
    assert seen == [(25, "已发现 1 处重名")]


def test_progress_within_a_write_does_not_wait_for_itself(session: Session, handle: Handle) -> None:
    def work(progress: jobs.Progress) -> None:
        with writing():
            progress.set(1, 1, "x")

    handle("probe", work)
    job = job_of()
    jobs.run_pending()
    assert job.state == JobState.DONE


def test_a_job_that_cannot_go_on_says_why_and_one_that_breaks_says_so_without_details(
    session: Session, handle: Handle, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(progress: jobs.Progress) -> None:
        raise jobs.Failed("文件第 3 行缺少项目名称，请补充后重新导入。")

    def stumble(progress: jobs.Progress) -> None:
        raise RuntimeError("secret detail")

    handle("refuse", refuse)
    handle("stumble", stumble)
    refused, broken = job_of("refuse"), job_of("stumble")
    assert jobs.run_pending() == 2
    assert (refused.state, refused.text) == (JobState.FAILED, "文件第 3 行缺少项目名称，请补充后重新导入。")
    assert (broken.state, broken.text) == (JobState.FAILED, runner.BROKE)
    assert "secret detail" in caplog.text


def test_a_job_whose_worker_died_is_tried_once_more_then_given_up(session: Session, handle: Handle) -> None:
    handle("probe", lambda progress: "好了")
    job, twice = job_of(), job_of()
    for row, attempts in ((job, 1), (twice, 2)):
        row.state, row.worker, row.attempts = JobState.RUNNING, "dead", attempts
    assert jobs.run_pending() == 1
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert (twice.state, twice.text) == (JobState.FAILED, runner.DIED)


def test_a_worker_taken_for_dead_leaves_no_trace(session: Session, handle: Handle) -> None:
    def slow(progress: jobs.Progress) -> str:
        with lease.apart() as connection:
            connection.execute(db.update(Job).values(worker="another"))
        return "never said"

    handle("probe", slow)
    job = job_of()
    jobs.run_pending()
    assert (job.state, job.text) == (JobState.RUNNING, "")


def test_several_workers_do_each_job_once(app: Flask, session: Session, handle: Handle) -> None:
    runs: Counter[int] = Counter()
    handle("probe", lambda progress, number: runs.update([number]))
    for number in range(12):
        job_of(number=number)
    session.commit()

    def work() -> None:
        with app.app_context(), lease.holding(runner.WORKER, wait=20) as (worker, _):
            runner.recover(worker)
            left = iter([False] * 5)
            runner.run_queue(worker, lambda: next(left, True))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs == Counter(range(12))


def test_a_claim_lost_to_another_worker_is_not_run(session: Session, handle: Handle) -> None:
    handle("probe", lambda progress: None)
    job_of()
    session.commit()
    assert runner._claim("one") is not None
    assert runner._claim("two") is None


def test_one_process_holds_a_lease_until_it_lets_go_or_its_term_ends(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lease.take("x", "one")
    assert lease.take("x", "one")
    assert not lease.take("x", "two")
    with pytest.raises(lease.LeaseTaken), lease.holding("x"):
        pass
    later = clock.real_now() + lease.TERM * 2
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert lease.take("x", "two")
    lease.release("x", "one")
    assert not lease.take("x", "one")
    lease.release("x", "two")
    assert lease.take("x", "one")


def test_work_that_nothing_handles_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="no handler"):
        jobs.enqueue("nonsense", {}, by=None, at=MORNING)
