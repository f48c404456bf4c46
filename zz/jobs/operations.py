"""Asking for work: who handles which kind, and putting a job into the queue."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from zz.db import db
from zz.jobs.models import Job
from zz.jobs.progress import Result
from zz.journal import Actor
from zz.journal.operations import plain

Handler = Callable[..., Result | str | None]
ANY = "后台任务"

_handlers: dict[str, tuple[str, Handler]] = {}


def handler(kind: str, label: str = ANY) -> Callable[[Handler], Handler]:
    """Have the function do jobs of `kind`; `label` is the title of their page.

    It is called as `fn(progress, **params)` outside any transaction, opens `writing()` itself (chunk by chunk), and may
    return a `Result` or a sentence. It must bear being run twice: a worker can die after its last commit.
    """

    def keep(fn: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"job kind {kind} is handled twice")
        _handlers[kind] = (label, fn)
        return fn

    return keep


def registered(kind: str) -> tuple[str, Handler | None]:
    """Return label and function of a kind of job; no function where the code is gone."""
    return _handlers.get(kind, (ANY, None))


def enqueue(kind: str, params: dict[str, Any] | None = None, *, by: Actor | None, at: datetime) -> Job:
    """Add a job to the current transaction; its page is `jobs.show`, `job_id=job.id`.

    Raises:
        ValueError: nothing handles `kind`.
    """
    if kind not in _handlers:
        raise ValueError(f"no handler for job kind {kind}")
    job = Job(kind=kind, params=plain(params or {}), owner_id=by.id if by else None, at=at)
    db.session.add(job)
    db.session.flush()
    return job
