"""Migrations of the schema: `flask db …`, and `upgrade()`; alembic is large, and loaded where it is used only."""

from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo

from zz.db import db

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def prepare(app: Flask) -> None:
    """Give the application to Flask-Migrate, which adds the real group `db`."""
    if "migrate" not in app.extensions:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)


def upgrade() -> None:
    """Bring the schema of the current application to the newest version."""
    prepare(current_app._get_current_object())  # type: ignore[attr-defined]
    from flask_migrate import upgrade

    upgrade(directory=str(FOLDER))


class Migrations(click.Command):
    """Stands for the group `db`, and hands over to the real one when it is called."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        app = click.get_current_context().ensure_object(ScriptInfo).load_app()
        prepare(app)
        return app.cli.commands["db"].make_context(info_name, args, parent, **extra)


def init_app(app: Flask) -> None:
    """Offer `flask db`."""
    app.cli.add_command(Migrations("db", help="Perform database migrations."))
