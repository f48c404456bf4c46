"""The server is killed in the middle of a post: nothing is half done, and what was done is not done twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import start_session
from tests.problems import world as w
from zz import clock
from zz.assignments import operations
from zz.assignments.models import Assignment
from zz.journal import Event
from zz.notices import Notice

ROOT = Path(__file__).resolve().parents[2]
POST = """
import os, signal, sys
from tests.conftest import MORNING, start_session
from zz import clock, create_app
from zz.assignments import views
from zz.db import db

where, username, address, version = sys.argv[1:]
perform = views.perform

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def flushed(*args, **kwargs):
    perform(*args, **kwargs)
    db.session.flush()
    die()

if where == "before the commit":
    views.perform = flushed
else:
    views.redirect_to = die
app = create_app()
app.config["WTF_CSRF_ENABLED"] = False
with clock.frozen(MORNING):
    client = app.test_client()
    start_session(client, username)
    print(client.post(address, data={"version": version, "text": "已办结"}).status_code)
"""


def told(session: Session) -> list[int]:
    """Return how many replies, events and notices there are."""
    session.rollback()
    replied = select(func.count()).select_from(Assignment).where(Assignment.replied_at.is_not(None))
    return [session.scalar(q) or 0 for q in (replied, *(select(func.count()).select_from(m) for m in (Event, Notice)))]


@pytest.mark.parametrize("where", ["before the commit", "before the answer"])
def test_a_killed_reply_is_whole_or_not_there(app: Flask, session: Session, tmp_path: Path, where: str) -> None:
    county = w.world()
    duty = w.duty(county, w.opened(county), county.land)
    operations.sign(duty, by=county["land"], at=clock.now())
    session.commit()
    before, address, version = told(session), f"/assignments/{duty.id}/reply", str(duty.version)
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    settings = {"DATABASE_URL": url, "ZZ_INSTANCE": str(tmp_path), "SECRET_KEY": "x", "ZZ_FIELD_KEY": "x"}
    command = [sys.executable, "-c", POST, where, county["land"].username, address, version]
    killed = subprocess.run(command, env={**os.environ, **settings}, cwd=ROOT, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    after = told(session)
    assert (after == before) is (where == "before the commit")
    client = app.test_client()
    start_session(client, county["land"].username)  # he sends it again: his browser got no answer
    answer = client.post(address, data={"version": version, "text": "已办结"})
    assert answer.status_code == (303 if after == before else 409)
    once = told(session)
    assert once[0] == before[0] + 1
    assert once[1] > before[1] and once[2] > before[2]
    assert after in (before, once)
