"""The database: engine settings, column types, and `writing()`, the only way to change a row."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Engine,
    MetaData,
    String,
    Table,
    TypeDecorator,
    event,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

FEN_PER_WAN = 1_000_000  # 1 万元 = 1,000,000 分

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "cache_size=-32000")

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base: every constraint has a name, so that a migration can drop it."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

T = TypeVar("T", bound=Base)
R = TypeVar("R")


class StaleVersion(Exception):
    """The row has been changed since the page was opened; `current` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__("stale version")
        self.current = current


class Money(TypeDecorator[Decimal]):
    """Money: integer 分 in the database, `Decimal` 万元 in Python."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> int | None:
        return None if value is None else int((Decimal(value) * FEN_PER_WAN).to_integral_value())

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / FEN_PER_WAN


class Quantity(Money):
    """A measured quantity (亩 …) with up to six decimals, kept as an integer like money."""

    cache_ok = True


class Instant(TypeDecorator[datetime]):
    """An instant: naive UTC in the database, aware UTC in Python."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum kept as its text value; `enum` is the class it comes back as."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else str(self.enum(value))

    def process_result_value(self, value: str | None, dialect: Any) -> StrEnum | None:
        return None if value is None else self.enum(value)


class Versioned:
    """A row that counts its changes, so that a stale click is refused (see `locked`)."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


@contextmanager
def writing() -> Iterator[None]:
    """Open the one write transaction of a request and commit it at the end.

    What was read before is dropped first, so that the block reads what it writes over. SQLite takes its write lock at
    once (BEGIN IMMEDIATE), so a read-then-write is never lost.
    """
    session = db.session
    session.rollback()
    session.connection(execution_options={"zz_write": True})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def locked(model: type[T], row_id: int, version: int | None = None) -> T | None:
    """Return the row to be changed, locked until the commit; None where there is none.

    The lock leaves others free to refer to the row (FOR NO KEY UPDATE): an event about a locked user does not wait.

    Raises:
        StaleVersion: `version` is given and the row has moved on.
    """
    pk = model.__mapper__.primary_key[0]
    found = db.session.scalars(
        select(model)
        .where(pk == row_id)
        .with_for_update(of=model, key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if found is not None and version is not None and getattr(found, "version", version) != version:
        raise StaleVersion(found)
    return found


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for statements over many rows.

    A bulk insert of the model itself falls apart into one statement for each pattern of None.
    """
    return cast(Table, model.__table__)


def remembered(name: str, read: Callable[[], R]) -> R:
    """Return what `read` found when it was first asked for `name` in this request, job or command."""
    kept = g.setdefault("zz_remembered", {})
    if name not in kept:
        kept[name] = read()
    return kept[name]  # type: ignore[no-any-return]


def forget(name: str) -> None:
    """Read `name` anew at the next question: it has changed."""
    g.setdefault("zz_remembered", {}).pop(name, None)


@event.listens_for(Engine, "connect")
def _configure(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # SQLAlchemy's "begin" event opens transactions, not the driver
        settings = [f"PRAGMA {pragma}" for pragma in PRAGMAS]
    else:
        settings = ["SET jit = off"]  # our queries take less than compiling them would
    for setting in settings:
        cursor.execute(setting)
    cursor.close()
    connection.commit()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        write = connection.get_execution_options().get("zz_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
