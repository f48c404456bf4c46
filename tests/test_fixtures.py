"""The fixtures keep what they promise: clean databases, requests that share nothing, a stopped clock."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_login import current_user
from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session

from tests.builders import make_user
from zz import clock
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_starts_from_an_empty_database(session: Session, app: Flask, turn: int) -> None:
    assert session.scalar(select(func.count()).select_from(User)) == 0
    assert list(app.config["INSTANCE"].iterdir()) == []
    assert make_user(Role.CENTRE).id == 1
    session.commit()
    (app.config["INSTANCE"] / "photo.jpg").touch()


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_starts_from_the_schema_of_the_migrations(session: Session, turn: int) -> None:
    connection = session.connection()
    assert {"ix_event_subject"} <= {index["name"] for index in inspect(connection).get_indexes("event")}
    connection.exec_driver_sql("DROP INDEX ix_event_subject")
    session.commit()


@pytest.mark.parametrize("turn", [1, 2])
def test_large_tables_are_emptied_too(session: Session, turn: int) -> None:
    assert session.scalar(select(func.count()).select_from(Unit)) == 0
    rows = [{"name": f"{'长' * 60}{n}", "short_name": "", "kind": UnitKind.BUREAU, "path": "/"} for n in range(2000)]
    session.execute(insert(Unit), rows)
    session.commit()


def test_it_is_the_morning_of_the_newspaper(app: Flask) -> None:
    assert clock.today() == date(2023, 9, 14)
    assert clock.local(clock.now()).hour == 9


def test_clients_are_signed_in_apart(app: Flask, session: Session, sign_in: Callable[[FlaskClient, str], None]) -> None:
    make_user(Role.CENTRE, username="one")
    make_user(Role.ADMIN, username="two")
    session.commit()
    seen: list[str] = []

    def see() -> None:
        assert "left_behind" not in g
        g.left_behind = True
        seen.append(getattr(current_user, "username", "nobody"))

    app.before_request_funcs.setdefault(None, []).append(see)
    try:
        first, second = app.test_client(), app.test_client()
        sign_in(first, "one")
        sign_in(second, "two")
        for client in (first, second, app.test_client(), first):
            client.get("/healthz")
    finally:
        app.before_request_funcs[None].remove(see)
    assert seen == ["one", "two", "nobody", "one"]
