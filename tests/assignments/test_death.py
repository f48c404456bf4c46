"""`tick` is killed in the middle: what it had committed stays, the rest is done by the next, nothing twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.assignments.loop import ISSUED, assign, county, shanghai
from zz import calendar, clock
from zz.assignments.models import LadderStep
from zz.jobs import Lease
from zz.jobs.ticking import tick
from zz.journal import Event
from zz.notices.models import Notice

NUMBER, BATCH = 18, 10
AT = shanghai(8, 30)  # nobody has signed: one working day late
TICK = f"""
import os, signal
import tests.assignments.loop  # it registers the subject
from zz import clock, create_app
from zz.assignments import climbing
from zz.jobs.ticking import tick
from datetime import datetime

climbing.BATCH, done, batches = {BATCH}, climbing._climb_batch, []

def dying(due, people, at):
    found = done(due, people, at)
    batches.append(due)
    if len(batches) == 2:  # all its rows are written and none of them is committed
        climbing.db.session.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    return found

climbing._climb_batch = dying
at = datetime.fromisoformat("{AT.isoformat()}")
with create_app().app_context(), clock.frozen(at):
    tick(at)
"""


def urged(session: Session) -> tuple[int, int, int]:
    """Return how many steps were taken, told in the journal, and sent to somebody."""
    session.rollback()
    steps = select(func.count()).select_from(LadderStep).where(LadderStep.merged.is_(False))
    events = select(func.count()).select_from(Event).where(Event.verb == "assignment_urged")
    notices = select(func.count()).select_from(Notice).where(Notice.text.startswith("催办"))  # not the morning digest
    return tuple(session.scalar(query) or 0 for query in (steps, events, notices))  # type: ignore[return-value]


def test_a_killed_tick_does_nothing_twice(app: Flask, session: Session, tmp_path: Path) -> None:
    calendar.seed(at=ISSUED)
    people = county()
    for number in range(NUMBER):
        assign(people, subject=number + 1)
    session.commit()
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    settings = {"DATABASE_URL": url, "ZZ_INSTANCE": str(tmp_path), "SECRET_KEY": "x", "ZZ_FIELD_KEY": "x"}
    root = Path(__file__).resolve().parents[2]
    killed = subprocess.run([sys.executable, "-c", TICK], env={**os.environ, **settings}, cwd=root, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert urged(session) == (BATCH, BATCH, BATCH)
    session.execute(update(Lease).values(expires_at=clock.real_now()))  # half a minute later
    session.commit()
    assert tick(AT)["reminders"] == NUMBER - BATCH
    assert tick(AT)["reminders"] == 0
    assert urged(session) == (NUMBER, NUMBER, NUMBER)
