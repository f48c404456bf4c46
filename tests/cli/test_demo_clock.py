from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.conftest import MORNING
from zz import calendar, clock
from zz.db import db
from zz.demo import clock as demo_clock
from zz.demo.clock import DemoClock


class Machine:
    """The machine's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def machine(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Have a demo database, and a machine whose clock stands still between steps."""
    machine = Machine()
    monkeypatch.setattr(clock, "_frozen", None)
    monkeypatch.setattr(clock, "real_now", lambda: machine.now)
    demo_clock.set_out(MORNING)
    session.commit()
    demo_clock.resume(app)
    yield machine
    clock.shift(timedelta(0))
    app.extensions["zz_demo"] = False


def row() -> DemoClock:
    db.session.expire_all()
    found = db.session.get(DemoClock, 1)
    assert found is not None
    return found


def test_a_fresh_demo_opens_on_its_morning_whenever_it_is_opened(app: Flask, machine: Machine) -> None:
    machine.pass_(days=400)
    demo_clock.resume(app)
    assert clock.now() == MORNING


def test_time_runs_on_while_it_is_served_and_stands_still_while_not(app: Flask, machine: Machine) -> None:
    demo_clock.beat()
    machine.pass_(minutes=10)
    assert clock.now() == MORNING + timedelta(minutes=10)
    demo_clock.beat()
    machine.pass_(days=3)
    demo_clock.resume(app)
    assert clock.now() == MORNING + timedelta(minutes=10)


def test_a_server_that_is_stopped_keeps_its_instant_to_the_second(app: Flask, machine: Machine) -> None:
    demo_clock.beat()
    machine.pass_(seconds=30)
    demo_clock.stand_still()
    machine.pass_(seconds=20)
    demo_clock.resume(app)
    assert clock.now() == MORNING + timedelta(seconds=30)


def test_a_process_started_meanwhile_shares_the_running_clock(app: Flask, machine: Machine) -> None:
    demo_clock.beat()
    machine.pass_(seconds=100)
    demo_clock.resume(app)
    assert clock.now() == MORNING + timedelta(seconds=100)


def test_after_a_crash_it_does_not_go_behind_what_was_already_journalled(app: Flask, machine: Machine) -> None:
    demo_clock.beat()
    machine.pass_(seconds=40)
    calendar.set_day(MORNING.date(), False, by=None, at=clock.now(), reason="放假")
    db.session.commit()
    machine.pass_(hours=1)
    demo_clock.resume(app)
    assert clock.now() == MORNING + timedelta(seconds=40)


def test_a_running_server_follows_when_another_process_moves_the_clock(app: Flask, machine: Machine) -> None:
    demo_clock.beat()
    server = clock._offset
    demo_clock.move(MORNING + timedelta(days=2))
    assert row().beat_at == machine.now
    clock.shift(server)
    machine.pass_(seconds=15)
    demo_clock.beat()
    assert clock.now() == MORNING + timedelta(days=2, seconds=15)


def test_the_clock_is_not_written_more_than_about_once_a_minute(app: Flask, machine: Machine) -> None:
    demo_clock.beat()
    machine.pass_(seconds=15)
    demo_clock.beat()
    assert row().instant == MORNING


@pytest.mark.usefixtures("machine")
def test_a_demo_answers_its_own_machine_alone_and_says_that_it_is_one(client: FlaskClient) -> None:
    there = client.get("/login", environ_base={"REMOTE_ADDR": "192.168.1.7"})
    assert there.status_code == 403 and "只能在运行它的那台电脑上打开" in there.text
    here = client.get("/login", environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert here.status_code == 200 and "演示时间 2023年9月14日 09:00" in here.text


def test_a_real_installation_has_the_machines_clock(app: Flask, session: Session) -> None:
    demo_clock.resume(app)
    assert app.extensions["zz_demo"] is False
    assert clock._offset == timedelta(0)
