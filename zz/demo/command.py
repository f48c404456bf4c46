"""`demo [--reset]`: make the demo county."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect, select

from zz import calendar, clock, config, schema
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.clock import SHANGHAI
from zz.db import db, writing
from zz.demo import (
    approvals,
    children,
    county,
    enrolment,
    ledger,
    past,
    placing,
    problems,
    sites,
    voltage,
    voltage_plans,
)
from zz.demo.clock import set_out
from zz.voltage import rulebook

LISTED = datetime(2023, 1, 9, 10, 0, tzinfo=SHANGHAI)  # when the year's list was drawn up
MORNING = datetime(2023, 9, 14, 8, 30, tzinfo=SHANGHAI)


def has_users() -> bool:
    """Tell whether the database is migrated and somebody works in it."""
    if not inspect(db.engine).has_table(User.__tablename__):
        return False
    return db.session.scalar(select(User.id).limit(1)) is not None


def load() -> None:
    """Migrate an empty database and load the demo county into it, on its own morning."""
    schema.upgrade()
    with clock.frozen(MORNING), writing():
        calendar.seed(at=MORNING)
        rulebook.seed(at=MORNING)
        people = county.build(at=MORNING)
        ledger.load(people, at=LISTED)
        sites.permit()
        past.load(listed=LISTED, until=MORNING.date())
        problems.load(people, until=MORNING)
        approvals.load(people)
        enrolment.load(people)
        children.load(people)
        placing.load(people)
        set_out(MORNING)
    with clock.frozen(MORNING):
        drawn = sites.draw(sites.newest_visits())
        with writing():
            sites.hang(drawn)
        voltage.load(people, at=MORNING)
        voltage_plans.load(people)


def accounts() -> str:
    """Return the demo's accounts, one a line, and their password."""
    lines = [
        f"  {row['username']:<14}{Role(row['role']).label}　{row['name']}　{row['unit']}" for row in county.accounts()
    ]
    return "\n".join([f"演示账号（密码都是 {county.PASSWORD}）：", *lines])


@click.command()
@click.option("--reset", is_flag=True, help="drop everything in the database first")
@with_appcontext
def demo(reset: bool) -> None:
    """Load the demo: the county of the newspaper page, with accounts for every role."""
    config.write_missing_secrets(current_app.config["INSTANCE"])
    kept = config.read_secrets(current_app.config["INSTANCE"])
    current_app.config["FIELD_KEY"] = current_app.config["FIELD_KEY"] or kept.get("ZZ_FIELD_KEY")
    if reset:
        db.session.remove()
        with db.engine.begin() as connection:
            db.metadata.reflect(connection)
            db.metadata.drop_all(connection)
    elif has_users():
        raise click.ClickException("这个数据库里已有用户：演示数据只装进空数据库。要清空重来，请加 --reset。")
    load()
    click.echo(accounts())
