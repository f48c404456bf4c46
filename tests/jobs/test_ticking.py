from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import MORNING
from zz import calendar, clock, jobs, journal
from zz.jobs import lease, ticking


def test_tick_adds_up_what_was_done_and_knows_every_counter(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[datetime] = []

    def second(at: datetime) -> dict[str, int]:
        seen.append(at)
        return {"reminders": 1, "lights": 4}

    monkeypatch.setattr(ticking, "_tickers", [])
    jobs.on_tick(lambda at: {"reminders": 2})
    jobs.on_tick(second)
    total = jobs.tick(MORNING)
    assert (total["reminders"], total["cards"], total["lights"]) == (3, 0, 4)
    assert seen == [MORNING]


def test_tick_seals_the_journal(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar.set_day(MORNING.date(), False, by=None, at=MORNING, reason="放假")
    session.commit()
    later = clock.real_now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    jobs.tick(MORNING)
    assert journal.verify() == (1, 0, None)


def test_two_ticks_at_once_are_one_after_the_other(app: Flask, session: Session) -> None:
    with lease.holding(ticking.TICK), pytest.raises(lease.LeaseTaken):
        jobs.tick(MORNING)
    jobs.tick(MORNING)


def test_what_breaks_does_not_keep_the_rest_from_being_done(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[datetime] = []

    def breaks(at: datetime) -> dict[str, int]:
        raise RuntimeError("no such card")

    def works(at: datetime) -> dict[str, int]:
        done.append(at)
        return {}

    monkeypatch.setattr(ticking, "_tickers", [breaks, works])
    with pytest.raises(ticking.TickBroken, match="breaks"):
        jobs.tick(MORNING)
    assert done == [MORNING]
    assert "no such card" in caplog.text
