"""The migrations lead to the models, up and down again, on both engines."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from tests.conftest import Installation
from zz.db import db


def differences() -> list[object]:
    """Return what autogenerate would still change in the database."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


@pytest.mark.usefixtures("session")
def test_models_are_what_the_migrations_make() -> None:
    assert differences() == []


@pytest.mark.usefixtures("session")
def test_a_difference_is_noticed() -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE login_throttle")
    assert differences() != []


def test_every_step_can_be_taken_back(installation: Installation) -> None:
    with installation.app.app_context():
        flask_migrate.downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        flask_migrate.upgrade()
        assert differences() == []
