"""Leases: of several processes one does the work; where it dies, another takes over half a minute later."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import Connection, insert, or_, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from zz import clock
from zz.db import db
from zz.jobs.models import Lease

log = logging.getLogger(__name__)

TERM = timedelta(seconds=30)
RENEW_EVERY = 8.0  # seconds: three tries within a term
RETRY_EVERY = 0.2


class LeaseTaken(Exception):
    """Another process holds the lease."""


@contextmanager
def apart() -> Iterator[Connection]:
    """Open a short write transaction of its own, beside whatever the session is doing."""
    with db.engine.connect().execution_options(zz_write=True) as connection, connection.begin():
        yield connection


def new_holder() -> str:
    """Return a name for one thread of one process of one machine."""
    return f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"


def take(name: str, holder: str) -> bool:
    """Take or renew the lease `name`; False where another holds it."""
    now = clock.real_now()
    mine = or_(Lease.holder == holder, Lease.expires_at <= now)
    change = update(Lease).where(Lease.name == name, mine).values(holder=holder, expires_at=now + TERM)
    try:
        with apart() as connection:
            if not connection.execute(change).rowcount:
                connection.execute(insert(Lease).values(name=name, holder=holder, expires_at=now + TERM))
    except IntegrityError:
        return False
    return True


def release(name: str, holder: str) -> None:
    """Let the next one have the lease at once."""
    with apart() as connection:
        change = update(Lease).where(Lease.name == name, Lease.holder == holder)
        connection.execute(change.values(expires_at=clock.real_now()))


def _keep(app: Flask, name: str, holder: str, over: threading.Event, lost: threading.Event) -> None:
    """Renew until the block is over or another has the lease."""
    with app.app_context():
        while not over.wait(RENEW_EVERY):
            try:
                if not take(name, holder):
                    lost.set()
                    return
            except SQLAlchemyError:
                log.warning("lease %s not renewed this time", name, exc_info=True)


@contextmanager
def holding(name: str, *, wait: float = 0) -> Iterator[tuple[str, threading.Event]]:
    """Hold the lease `name` for the block, renewed by a thread; yield (holder, event set when it is lost).

    Raises:
        LeaseTaken: another process still holds it after `wait` seconds.
    """
    holder, until = new_holder(), time.monotonic() + wait
    while not take(name, holder):
        if time.monotonic() >= until:
            raise LeaseTaken(name)
        time.sleep(RETRY_EVERY)
    over, lost = threading.Event(), threading.Event()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_keep, args=(app, name, holder, over, lost), name=f"lease-{name}", daemon=True)
    thread.start()
    try:
        yield holder, lost
    finally:
        over.set()
        thread.join()
        release(name, holder)
