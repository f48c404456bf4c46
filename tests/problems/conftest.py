"""The county with its problems, and signing in as one of its people."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.conftest import start_session
from tests.problems import world as w
from zz.db import db


@pytest.fixture
def county(session: Session) -> w.World:
    return w.world()


@pytest.fixture
def login(app: Flask, county: w.World) -> Callable[[str], FlaskClient]:
    def login(who: str) -> FlaskClient:
        db.session.commit()
        client = app.test_client()
        start_session(client, county[who].username)
        return client

    return login
