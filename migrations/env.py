"""Run migrations on SQLite and PostgreSQL through the application's engine."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import TypeDecorator

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write a column type of ours as the plain type beneath it, so that a migration does not depend on the program."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def run() -> None:
    """Migrate. On SQLite a batch rebuild of a parent would empty its children, so foreign keys are off meanwhile."""
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection, target_metadata=db.metadata, render_as_batch=True, compare_type=True,
            render_item=render_item,
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"foreign keys broken by a migration: {broken[:5]}")


run()
