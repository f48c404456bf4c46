"""The migrations lead to the models, up and down again, on both engines."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Index, inspect

from tests.conftest import Installation
from zz.db import db


def shape(index: Index) -> tuple[object, ...]:
    """Return name, table, uniqueness and columns of an index, whatever the order of its NULLs.

    The model asks for NULLS FIRST by `postgresql_ops`, since SQLite refuses the words: there the database gives
    back an expression where the model has a column.
    """
    columns = [getattr(column, "element", column) for column in index.expressions]
    assert index.table is not None
    return index.name, index.table.name, index.unique, *(getattr(c, "name", str(c)) for c in columns)


def differences() -> list[object]:
    """Return what autogenerate would still change in the database."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = list(compare_metadata(context, db.metadata))
    removed, added = ({shape(d[1]) for d in found if d[0] == kind} for kind in ("remove_index", "add_index"))
    same = removed & added
    return [d for d in found if d[0] not in {"remove_index", "add_index"} or shape(d[1]) not in same]


@pytest.mark.usefixtures("session")
def test_models_are_what_the_migrations_make() -> None:
    assert differences() == []


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    "change",
    [
        ("DROP TABLE login_throttle",),
        ("DROP INDEX ix_project_stage_lag",),
        ("DROP INDEX ix_project_stage_lag", "CREATE INDEX ix_project_stage_lag ON project (stage, id, lag)"),
    ],
    ids=["table", "index", "columns of an index"],
)
def test_a_difference_is_noticed(change: tuple[str, ...]) -> None:
    with db.engine.begin() as connection:
        for statement in change:
            connection.exec_driver_sql(statement)
    assert differences() != []


def test_every_step_can_be_taken_back(installation: Installation) -> None:
    with installation.app.app_context():
        flask_migrate.downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        flask_migrate.upgrade()
        assert differences() == []
