"""The worker: a thread of a serving process. Whoever holds the lease does jobs and ticks; the others stand by."""

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy.exc import DBAPIError

from zz import clock
from zz.jobs import runner, ticking
from zz.jobs.lease import LeaseTaken, holding

log = logging.getLogger(__name__)

POLL_EVERY = 0.5  # seconds between looks at the queue
STAND_BY = 5.0
TICK_EVERY = 60.0
PULSE_EVERY = 2.0  # a demo moved by `tick --now` shows it at once

_pulses: list[Callable[[], None]] = []


def on_pulse(fn: Callable[[], None]) -> Callable[[], None]:
    """Call `fn()` every two seconds in every serving process, in an application context."""
    _pulses.append(fn)
    return fn


class Worker:
    """The two threads of a serving process: one works, one keeps the pulse while the other is busy."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(self._work, STAND_BY), name="worker", daemon=True),
            threading.Thread(target=self._repeat, args=(self._pulse, PULSE_EVERY), name="pulse", daemon=True),
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the present job and let another process have the lease."""
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=10)

    def _repeat(self, step: Callable[[], None], every: float) -> None:
        while not self._over.is_set():
            self._once(step)
            self._over.wait(every)

    def _once(self, step: Callable[[], None]) -> None:
        """Take one step; whatever breaks is written down, the thread lives on."""
        try:
            with self.app.app_context():
                step()
        except LeaseTaken:
            log.debug("another process is at it")
        except DBAPIError as error:
            log.warning("the database does not answer the worker: %s", error.orig)
        except Exception:
            log.exception("the worker stumbled")

    def _pulse(self) -> None:
        for fn in _pulses:
            fn()

    def _work(self) -> None:
        """Hold the lease; do jobs as they come and tick every minute, until stopped or the lease is lost."""
        with holding(runner.WORKER) as (worker, lost):
            runner.recover(worker)
            next_tick = 0.0
            while not (self._over.is_set() or lost.is_set()):
                self._once(lambda: self._jobs(worker, lost))
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + TICK_EVERY
                    self._once(self._tick)
                self._over.wait(POLL_EVERY)

    def _jobs(self, worker: str, lost: threading.Event) -> None:
        runner.run_queue(worker, lambda: self._over.is_set() or lost.is_set())

    def _tick(self) -> None:
        ticking.tick(clock.now())
