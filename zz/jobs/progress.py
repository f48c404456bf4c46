"""What a running job has in hand: to say how far it is, and what it ends with."""

import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from zz import clock
from zz.accounts.models import User
from zz.accounts.sessions import load_user
from zz.db import db
from zz.jobs.lease import apart
from zz.jobs.models import Job, JobState

WRITE_EVERY = 0.3  # seconds: the page looks once a second


class Failed(Exception):
    """A job cannot go on; the text is the sentence that its owner reads."""


class JobLost(Exception):
    """Another worker has taken the job over: stop without a trace."""


@dataclass(frozen=True)
class Result:
    """What a job ends with: a sentence, and where to see it."""

    text: str
    url: str = ""


def _writing() -> bool:
    """Tell whether the session stands in a write transaction: another connection would wait for it in vain."""
    session = db.session()
    return session.in_transaction() and bool(session.connection().get_execution_options().get("zz_write"))


class Progress:
    """The progress of one job; every `set` is a short transaction of its own."""

    def __init__(self, job_id: int, worker: str, owner_id: int | None) -> None:
        self.job_id, self.worker, self._owner_id = job_id, worker, owner_id
        self._written = 0.0

    @property
    def by(self) -> User | None:
        """The user who asked for the job, for operations; None where it was the system."""
        return load_user(self._owner_id) if self._owner_id else None

    @property
    def at(self) -> datetime:
        """The program's instant, for operations."""
        return clock.now()

    def set(self, done: int, total: int = 0, text: str = "") -> None:
        """Say that `done` of `total` is done (0: not known) and what was found so far.

        Call it between transactions: within `writing()` it is seen at the commit like everything else.

        Raises:
            JobLost: this worker was taken for dead.
        """
        now = time.monotonic()
        if now - self._written < WRITE_EVERY and done != total:
            return
        self._written = now
        self.write(done=done, total=total, text=text)

    def write(self, **columns: object) -> None:
        """Change the job's row, if it is still this worker's."""
        mine = (Job.id == self.job_id, Job.worker == self.worker, Job.state == JobState.RUNNING)
        change = update(Job).where(*mine).values(**columns)
        if _writing():
            found = db.session.connection().execute(change).rowcount
        else:
            with apart() as connection:
                found = connection.execute(change).rowcount
        if not found:
            raise JobLost(self.job_id)
