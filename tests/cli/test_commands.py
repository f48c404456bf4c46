import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import MORNING
from zz import calendar, clock, config
from zz.accounts import passwords
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.db import db
from zz.demo import clock as demo_clock

Run = Callable[..., Result]


@pytest.fixture
def demo(app: Flask, session: Session) -> Iterator[None]:
    """Have a demo whose clock runs (it is not frozen) and stands at the morning."""
    demo_clock.set_out(MORNING)
    session.commit()
    frozen, clock._frozen = clock._frozen, None
    demo_clock.resume(app)
    yield
    clock._frozen = frozen
    clock.shift(timedelta(0))
    app.extensions["zz_demo"] = False


def test_init_makes_one_administrator_and_may_be_run_again(
    app: Flask, run: Run, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("ZZ_FIELD_KEY", raising=False)
    first = run("init")
    assert first.exit_code == 0
    found = re.search(r"一次性密码：(\S+)（", first.output)
    assert found is not None
    user = session.scalars(select(User)).one()
    assert (user.username, user.roles, user.must_change_password) == ("admin", {Role.ADMIN}, True)
    assert passwords.verify(user.password_hash, found[1])
    assert set(config.read_secrets(app.config["INSTANCE"])) == {"SECRET_KEY", "ZZ_FIELD_KEY"}
    assert calendar.covered_until() is not None
    again = run("init")
    assert again.exit_code == 0 and "一次性密码" not in again.output
    assert len(session.scalars(select(User)).all()) == 1


def test_tick_says_what_it_did_and_nothing_when_there_was_nothing_to_do(run: Run) -> None:
    for _ in range(2):
        result = run("tick")
        assert result.exit_code == 0
        assert result.output.splitlines()[-1] == "reminders 0 cards 0 escalated 0 digests 0 judged 0"


def test_tick_moves_the_clock_of_a_demo_only_and_only_forward(run: Run, session: Session) -> None:
    refused = run("tick", "--now", "2023-09-20T08:00")
    assert refused.exit_code == 1 and "只有演示数据库" in refused.output
    assert "Traceback" not in refused.output


@pytest.mark.usefixtures("demo")
def test_tick_moves_the_clock_of_a_demo(run: Run) -> None:
    assert run("tick", "--now", "2023-09-20T08:00").exit_code == 0
    assert clock.local(clock.now()).strftime("%F %H:%M") == "2023-09-20 08:00"
    back = run("tick", "--now", "2023-09-19")
    assert back.exit_code == 1 and "演示时间只能向前" in back.output
    nonsense = run("tick", "--now", "tomorrow")
    assert nonsense.exit_code == 1 and "不是 ISO 格式" in nonsense.output


def test_the_journal_holds_until_somebody_changes_it_behind_its_back(
    run: Run, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar.set_day(MORNING.date(), False, by=None, at=MORNING, reason="放假")
    session.commit()
    later = clock.real_now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert run("audit-verify").output == "sealed 0 unsealed 1\n"
    run("tick")
    assert run("audit-verify").output == "sealed 1 unsealed 0\n"
    off = (
        "DROP TRIGGER event_no_update"
        if db.engine.dialect.name == "sqlite"
        else "ALTER TABLE event DISABLE TRIGGER USER"
    )
    session.execute(text(off))
    session.execute(text("UPDATE event SET actor_name = '别人'"))
    session.commit()
    result = run("audit-verify")
    assert result.exit_code == 1 and "第 1 号封签不符" in result.output


def test_routes_names_every_route_and_who_may_use_it(app: Flask, run: Run) -> None:
    output = run("routes").output
    assert re.search(r"^GET +/healthz +public$", output, re.M)
    assert re.search(r"^GET +/jobs/<int:job_id> +signed in$", output, re.M)
    assert len(output.splitlines()) == len(list(app.url_map.iter_rules()))


def test_the_routes_of_flask_itself_are_ours_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "routes"],
        env={**os.environ, "ZZ_INSTANCE": str(tmp_path), "FLASK_RUN_FROM_CLI": "true"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0
    assert re.search(r"^GET +/healthz +public$", done.stdout, re.M), done.stderr


def test_a_command_without_a_database_says_what_to_do(app: Flask, run: Run) -> None:
    with app.app_context():
        db.drop_all()
    result = run("tick")
    assert result.exit_code == 1 and "flask --app app init" in result.output


def test_a_backup_brings_back_rows_and_files(app: Flask, run: Run, session: Session, tmp_path: Path) -> None:
    make_user(username="before")
    session.commit()
    stored = app.config["INSTANCE"] / "files" / "ab" / "scan"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"content")
    file = tmp_path / "backup.zip"
    made = run("backup", str(file))
    assert made.exit_code == 0 and "1 个文件" in made.output
    assert file.stat().st_mode & 0o077 == 0
    make_user(username="after")
    session.commit()
    stored.write_bytes(b"changed")
    (stored.parent / "new").write_bytes(b"new")
    assert run("restore", str(file)).exit_code == 1
    restored = run("restore", str(file), "--yes")
    assert restored.exit_code == 0, restored.output
    assert list(db.session.scalars(select(User.username))) == ["before"]
    assert stored.read_bytes() == b"content" and not (stored.parent / "new").exists()


def test_a_backup_made_with_another_key_is_refused(app: Flask, run: Run, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    run("backup", str(file))
    app.config["FIELD_KEY"] = "another"
    result = run("restore", str(file), "--yes")
    assert result.exit_code == 1 and "字段密钥与本系统不同" in result.output


@pytest.mark.parametrize("content", [b"no zip", None])
def test_a_file_that_is_no_backup_is_refused(run: Run, session: Session, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "x.zip"
    if content:
        file.write_bytes(content)
    result = run("restore", str(file), "--yes")
    assert result.exit_code != 0 and "Traceback" not in result.output
