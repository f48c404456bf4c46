"""What is dropped into the watched folder is taken in at a tick, once, and put away with a sentence."""

import os
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.voltage.builders import DAY, make_area, make_rules
from tests.voltage.files import write_csv
from zz import clock
from zz.jobs import tick
from zz.jobs.lease import LeaseTaken, holding
from zz.voltage import dropfolder, receiving
from zz.voltage.models import DailyVoltage, ReadingBatch
from zz.voltage.readings import intake
from zz.voltage.vocabulary import ReadingState

HOUR = 3600


def drop(name: str, text: str | None, area: str = "", *, age: float = HOUR) -> Path:
    """Put a file into the folder as if it had been there for `age` seconds."""
    path = receiving.folder(receiving.INBOX) / name
    if text is None:
        write_csv(path, area)
    else:
        path.write_text(text, encoding="utf-8")
    then = clock.real_now().timestamp() - age
    os.utime(path, (then, then))
    return path


def put_away(name: str) -> list[str]:
    return sorted(path.name for path in receiving.folder(name).iterdir())


def test_a_file_is_judged_once_and_put_away(session: Session) -> None:
    make_rules()
    area = make_area()
    session.commit()
    drop("台区电压.csv", None, area.code)
    drop("错的.csv", "姓名,电话\n张三,1\n")
    growing = drop("还在传.csv", None, area.code, age=1)
    partial = drop("下载.csv.part", None, area.code)
    assert tick(clock.now())["judged"] == 1
    assert tick(clock.now())["judged"] == 0
    assert growing.exists()
    assert partial.exists()
    batches = {b.filename: b for b in session.scalars(select(ReadingBatch))}
    assert {name: b.state for name, b in batches.items()} == {
        "台区电压.csv": ReadingState.JUDGED, "错的.csv": ReadingState.REFUSED,
    }  # fmt: skip
    good, bad = batches["台区电压.csv"].id, batches["错的.csv"].id
    assert put_away(receiving.DONE) == [f"{good}-台区电压.csv", f"{good}-台区电压.csv.txt"]
    said = (receiving.folder(receiving.REFUSED) / f"{bad}-错的.csv.txt").read_text(encoding="utf-8")
    assert said.startswith("认不出表头")
    assert session.scalar(select(func.count()).select_from(DailyVoltage).where(DailyVoltage.day == DAY)) == 1


def test_a_file_that_breaks_the_program_does_not_stand_in_the_way(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_rules()
    area = make_area()
    session.commit()
    drop("一.csv", None, area.code)
    drop("二.csv", None, area.code)
    take = intake.take
    monkeypatch.setattr(
        intake, "take", lambda i, path, **rest: 1 / 0 if path.name == "一.csv" else take(i, path, **rest)
    )
    assert dropfolder.watch(clock.now()) == {"judged": 1}
    assert "一.csv could not be taken in" in caplog.text
    states = {b.filename: b.state for b in session.scalars(select(ReadingBatch))}
    assert states == {"一.csv": ReadingState.REFUSED, "二.csv": ReadingState.JUDGED}


def test_two_processes_take_a_file_once(app: Flask, session: Session) -> None:
    make_rules()
    area = make_area()
    session.commit()
    drop("台区电压.csv", None, area.code)
    found: list[int] = []

    def one_process() -> None:
        with app.app_context():
            found.append(tick(clock.now(), wait=60)["judged"])

    both = [threading.Thread(target=one_process) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(found) == [0, 1]
    assert session.scalars(select(ReadingBatch.state)).all() == [ReadingState.JUDGED]


def test_while_another_file_is_taken_in_the_folder_waits(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rules()
    path = drop("台区电压.csv", None, make_area().code)
    session.commit()
    monkeypatch.setattr(intake, "WAIT", 0.0)
    with holding(intake.LEASE), pytest.raises(LeaseTaken):
        dropfolder.watch(clock.now())
    assert path.exists()


def test_a_process_that_dies_leaves_the_file_to_the_next(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rules()
    area = make_area()
    session.commit()
    path = drop("台区电压.csv", None, area.code)
    with monkeypatch.context() as dying:
        dying.setattr(intake, "take", lambda *_args, **_kwargs: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            dropfolder.watch(clock.now())
    assert path.exists()
    assert dropfolder.watch(clock.now()) == {"judged": 1}
    states = session.scalars(select(ReadingBatch.state)).all()
    assert states == [ReadingState.JUDGED]
