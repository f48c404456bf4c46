"""The desk on which reports are tested."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.projects.reporting import Desk, SignIn, make_desk


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk()


@pytest.fixture
def as_owner(client: FlaskClient, sign_in: SignIn, desk: Desk) -> FlaskClient:
    sign_in(client, desk.owner.username)
    return client
