"""Fixtures for every test: a migrated, clean installation on SQLite and on PostgreSQL, at a fixed instant.

A test that asks for `app`, `client` or `session` runs twice, once per engine, and starts from the database
that `flask db upgrade` makes of an empty one. It is the morning of 2023-09-14 in Shanghai.
"""

import os
import shutil
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.databases import Cluster, PostgresStore, SqliteStore, Store, postgres_programs
from zz import clock, create_app, schema
from zz.accounts import sessions
from zz.accounts.login import TOKEN
from zz.accounts.models import User
from zz.db import db, writing

MORNING = datetime(2023, 9, 14, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
EMPTY = "empty"
UNHURRIED = [hypothesis.HealthCheck.too_slow]  # a busy machine is no fault of a test
hypothesis.settings.register_profile("unhurried", deadline=None, suppress_health_check=UNHURRIED)
hypothesis.settings.load_profile("unhurried")
FIELD_KEY = urlsafe_b64encode(b"for tests only".ljust(32)).decode()  # one for all processes: they share a demo


class Client(FlaskClient):
    """Gives each request an application context of its own, also when the test stands in one.

    Otherwise `flask.g`, and with it the signed-in user, would leak from one request to the next. What the
    test has flushed is committed first, so that the request sees it; what it holds is read anew afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return response


@dataclass(frozen=True)
class Installation:
    """An application, its database and its folder; `reset` makes it as good as new."""

    app: Flask
    store: Store
    folder: Path

    def reset(self, snapshot: str = EMPTY) -> None:
        self.release()
        self.store.reset(snapshot)
        for entry in self.folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if self._kept(snapshot).exists():
            shutil.copytree(self._kept(snapshot), self.folder, dirs_exist_ok=True)

    def keep(self, snapshot: str) -> None:
        """Remember the database and the files of attachments under a name."""
        self.release()
        self.store.keep(snapshot)
        shutil.copytree(self.folder, self._kept(snapshot))

    def _kept(self, snapshot: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}-{snapshot}")

    def release(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def install(store: Store, folder: Path, **config: Any) -> Installation:
    """Create an application, migrate its database as `flask db upgrade` does, and keep that as EMPTY."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "TESTING": True,
        "SECRET_KEY": "for tests only",
        "FIELD_KEY": FIELD_KEY,
        "WTF_CSRF_ENABLED": False,
        "INSTANCE": folder,
        "SQLALCHEMY_DATABASE_URI": store.url,
    }
    app = create_app(settings | config)
    app.test_client_class = Client
    with app.app_context():
        schema.upgrade()
    installation = Installation(app, store, folder)
    installation.keep(EMPTY)
    return installation


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason how many tests were left out."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, number in reasons.items():
        terminalreporter.write_line(f"LEFT OUT {number}: {reason.removeprefix('Skipped: ')}")


def missing(reason: str) -> NoReturn:
    """Leave the test out, with the reason in the summary; in CI, where everything can be had, fail."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    programs = postgres_programs()
    if programs is None:
        missing("PostgreSQL's server programs (initdb, pg_ctl) are not installed")
    cluster = Cluster(programs)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def installation_on(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Installation]:
    """Return the one installation that the tests of this process share on an engine."""
    made: dict[str, Installation] = {}

    def get(engine: str) -> Installation:
        if engine not in made:
            folder = tmp_path_factory.mktemp(engine)
            store: Store = (
                SqliteStore(folder) if engine == "sqlite" else PostgresStore(request.getfixturevalue("cluster"), "zz")
            )
            made[engine] = install(store, folder / "instance")
        return made[engine]

    return get


@pytest.fixture
def frozen() -> Iterator[datetime]:
    """Stop the clock at 09:00 in Shanghai on 2023-09-14."""
    with clock.frozen(MORNING):
        yield MORNING


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def installation(
    engine: str, installation_on: Callable[[str], Installation], frozen: datetime
) -> Iterator[Installation]:
    installation = installation_on(engine)
    installation.reset()
    config = dict(installation.app.config)
    yield installation
    installation.app.config.clear()
    installation.app.config.update(config)
    installation.release()


@pytest.fixture
def app(installation: Installation) -> Flask:
    return installation.app


@pytest.fixture
def engine_url(installation: Installation) -> str:
    return installation.store.url


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """Return `db.session` in an application context that lasts for the test."""
    with app.app_context():
        yield db.session()
        db.session.remove()


def start_session(client: FlaskClient, username: str) -> None:
    """Sign a client in: a session as the sign-in page starts it, without a password."""
    with client.application.app_context(), writing():
        user = db.session.scalars(select(User).where(User.username == username)).one()
        token = sessions.start(user, at=clock.real_now(), address="127.0.0.1", agent="tests")
        user_id = user.get_id()
    with client.session_transaction() as cookie:
        cookie.update({TOKEN: token, "_user_id": user_id, "_fresh": True})


@pytest.fixture
def sign_in(session: Session) -> Callable[[FlaskClient, str], None]:
    """Return `start_session`, which sees what the test has flushed so far."""

    def sign_in(client: FlaskClient, username: str) -> None:
        session.commit()
        start_session(client, username)

    return sign_in


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    """Return the SQL statements that the database is sent from now on: clear it, act, count."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
