"""Work behind the pages: jobs with progress, run once by one worker under a lease, and the timer's `tick`."""

from flask import Flask

from zz.jobs.models import Job, JobState, Lease
from zz.jobs.operations import enqueue, handler, registered
from zz.jobs.progress import Failed, JobLost, Progress, Result
from zz.jobs.runner import run_pending
from zz.jobs.ticking import on_tick, tick
from zz.jobs.turns import in_turns

__all__ = [
    "Failed", "Job", "JobLost", "JobState", "Lease", "Progress", "Result", "enqueue", "handler", "in_turns", "on_tick",
    "registered", "run_pending", "tick",
]  # fmt: skip


def init_app(app: Flask) -> None:
    """Serve the progress pages."""
    from zz.jobs.views import bp

    app.register_blueprint(bp)
