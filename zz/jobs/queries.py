"""Reading jobs: one's own; the system administrator sees all."""

from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.db import db
from zz.jobs.models import Job


def visible(job_id: int, user: User) -> Job | None:
    """Return the job if it is the user's, or the user administers the system."""
    job = db.session.get(Job, job_id)
    if job is None or (job.owner_id != user.id and Role.ADMIN not in user.roles):
        return None
    return job
