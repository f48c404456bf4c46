"""Reading jobs: one's own; the system administrator sees all."""

from datetime import datetime

from sqlalchemy import select

from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.db import db
from zz.jobs.models import Job, JobState


def visible(job_id: int, user: User) -> Job | None:
    """Return the job if it is the user's, or the user administers the system."""
    job = db.session.get(Job, job_id)
    if job is None or (job.owner_id != user.id and Role.ADMIN not in user.roles):
        return None
    return job


def asked_since(kind: str, instant: datetime) -> bool:
    """Tell whether a job of `kind` was asked for at or after `instant` (the program's clock)."""
    query = select(Job.id).where(Job.kind == kind, Job.at >= instant).limit(1)
    return db.session.scalar(query) is not None


def waiting(kind: str) -> bool:
    """Tell whether a job of `kind` waits in the queue."""
    query = select(Job.id).where(Job.kind == kind, Job.state == JobState.QUEUED).limit(1)
    return db.session.scalar(query) is not None
