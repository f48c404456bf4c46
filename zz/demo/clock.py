"""The demo's clock: it goes on from where it stood, stands still while nothing serves, and never runs back.

One row holds the demo's instant at the last heartbeat of a server, and the machine's instant then. A process that
starts within two minutes of it goes with the running clock; one that starts later takes up the instant that was kept.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from flask import Flask, current_app, request
from sqlalchemy import func, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import Forbidden

from zz import clock
from zz.db import Instant, Model, db, writing
from zz.jobs.worker import on_pulse
from zz.journal import Event

THE_ONE = 1
BEAT_EVERY = timedelta(seconds=50)
ALIVE = timedelta(minutes=2)
SLACK = timedelta(seconds=1)
ONLY_HERE = "这是演示系统，只能在运行它的那台电脑上打开，不对外提供访问。"


class Unmovable(Exception):
    """The clock cannot be moved so; the text says why."""


class DemoClock(Model):
    """The only row there is marks the database as a demo. `beat_at` None: no server has run since, or all stopped."""

    __tablename__ = "demo_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    instant: Mapped[datetime] = mapped_column(Instant)
    beat_at: Mapped[datetime | None] = mapped_column(Instant)


def is_demo() -> bool:
    """Tell whether the application serves a demo database (read once, when it starts)."""
    return bool(current_app.extensions.get("zz_demo"))


def set_out(at: datetime) -> None:
    """Mark the database as a demo whose clock stands at `at`; adds to the current transaction."""
    db.session.add(DemoClock(id=THE_ONE, instant=at, beat_at=None))
    db.session.flush()


def _offset(row: DemoClock, newest: datetime | None) -> timedelta:
    """Return how far the demo's clock is from the machine's, for a process that starts now."""
    now = clock.real_now()
    if row.beat_at and now - row.beat_at < ALIVE:
        return row.instant - row.beat_at
    return max(row.instant, newest or row.instant) - now


def resume(app: Flask) -> None:
    """Let the program's clock run as the application's database says: from the demo's row, else the machine's."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    app.extensions["zz_demo"] = False
    clock.shift(timedelta(0))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return  # connecting would make an empty database
    with app.app_context():
        try:
            row = db.session.get(DemoClock, THE_ONE)
            if row is not None:
                app.extensions["zz_demo"] = True
                clock.shift(_offset(row, db.session.scalar(select(func.max(Event.at)))))
        except SQLAlchemyError:
            return  # not there or not migrated: nobody is served from it
        finally:
            db.session.remove()
            db.engine.dispose()  # a server may fork from here on


@on_pulse
def beat() -> None:
    """Keep the demo's instant (a server calls it on every pulse); follow a clock that was moved forward."""
    if not is_demo():
        return
    row = db.session.get(DemoClock, THE_ONE)
    if row is None:
        return
    now = clock.real_now()
    theirs = row.instant - (row.beat_at or now)
    if theirs > clock.now() - now + SLACK:
        clock.shift(theirs)
    if row.beat_at is None or now - row.beat_at >= BEAT_EVERY:
        _keep(clock.now(), now)


def _keep(instant: datetime, beat_at: datetime | None) -> None:
    """Write the instant down, never an earlier one than is there."""
    with writing():
        change = update(DemoClock).where(DemoClock.id == THE_ONE, DemoClock.instant <= instant)
        db.session.execute(change.values(instant=instant, beat_at=beat_at))


def stand_still() -> None:
    """Keep the instant at which a server stops."""
    if is_demo():
        _keep(clock.now(), None)


def move(to: datetime) -> None:
    """Move the demo's clock forward to `to`; a running server follows at its next pulse.

    Raises:
        Unmovable: `to` is in the past, or this is no demo.
    """
    if not is_demo():
        raise Unmovable("只有演示数据库可以拨动时间。")
    if to < clock.now():
        raise Unmovable(f"演示时间只能向前：现在是 {clock.local(clock.now()):%Y-%m-%d %H:%M}。")
    now = clock.real_now()
    row = db.session.get(DemoClock, THE_ONE)
    running = row is not None and row.beat_at is not None and now - row.beat_at < ALIVE
    clock.shift(to - now)
    _keep(to, now if running else None)


def is_loopback(address: str | None) -> bool:
    """Tell whether an address (None: a local socket) is this machine's own."""
    if address in (None, "", "localhost"):
        return address != ""
    try:
        return ip_address(str(address)).is_loopback
    except ValueError:
        return False


def _only_here() -> None:
    if is_demo() and not is_loopback(request.remote_addr):
        error = Forbidden(ONLY_HERE)
        error.zz_own = True  # type: ignore[attr-defined]
        raise error


def init_app(app: Flask) -> None:
    """Start the clock of `app`, tell templates the demo's time, and keep a demo on its own machine."""
    app.before_request_funcs.setdefault(None, []).insert(0, _only_here)
    app.context_processor(lambda: {"demo_now": clock.local(clock.now()) if is_demo() else None})
    resume(app)
