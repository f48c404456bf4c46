"""A worker process that is killed in the middle of a job."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.conftest import MORNING
from zz import clock, jobs
from zz.jobs import JobState, Lease

WORKER = """
import time
from zz import create_app, jobs

@jobs.handler("probe")
def work(progress):
    progress.set(1, 2, "half")
    print("running", flush=True)
    time.sleep(60)

with create_app().app_context():
    jobs.run_pending()
"""


def test_the_job_of_a_killed_worker_is_done_by_the_next(
    app: Flask, session: Session, handle: Callable[[str, Callable[..., Any]], None], tmp_path: Path
) -> None:
    handle("probe", lambda progress: "第二次完成")
    job = jobs.enqueue("probe", {}, by=None, at=MORNING)
    session.commit()
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    settings = {"DATABASE_URL": url, "ZZ_INSTANCE": str(tmp_path), "SECRET_KEY": "x", "ZZ_FIELD_KEY": "x"}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None and worker.stdout.readline() == "running\n"
    assert jobs.run_pending() == 0, "the lease is the other's"
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    session.refresh(job)
    assert (job.state, job.text, job.attempts) == (JobState.RUNNING, "half", 1)
    session.execute(update(Lease).values(expires_at=clock.real_now()))  # half a minute later
    assert jobs.run_pending() == 1
    assert (job.state, job.text, job.attempts) == (JobState.DONE, "第二次完成", 2)
