"""Reading the database as it was at the end of a day.

Within `as_of` every SELECT of the session finds, under the names of the tables that are offered here, their rows of
then: the pages of today run on the ledger as it was. A day that is over never changes, so the large tables are laid out
for it once, when somebody first asks, and are read like today's from then on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    CompoundSelect,
    Date,
    Index,
    PrimaryKeyConstraint,
    Select,
    Table,
    delete,
    event,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column
from sqlalchemy.sql.visitors import iterate

from zz import clock
from zz.db import Base, Instant, Model, db, table_of, writing
from zz.history import Tracked

KEPT = 40  # days stay laid out; one that is asked for again later is laid out again
ONE = timedelta(days=1)
Past = Callable[[date], Select[Any]]

_pasts: dict[str, Past] = {}
_days: list[tuple[Table, Past]] = []
_day: ContextVar[date | None] = ContextVar("as_of", default=None)


class LaidOutDay(Model):
    """A day for which the large tables have been laid out."""

    __tablename__ = "laid_out_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    laid_out_at: Mapped[datetime] = mapped_column(Instant)


def end_of(day: date) -> datetime:
    """Return the instant at which `day` is over in Asia/Shanghai."""
    return clock.midnight(day + ONE)


def offer(tracked: Tracked) -> None:
    """Read the table of a model from its versions: for tables that are asked for a few rows by an index."""
    _pasts[tracked.versions.name.removesuffix("_version")] = lambda day: tracked.valid(end_of(day))


def day_table(model: type[Base], *indexes: tuple[str, ...]) -> Table:
    """Return a table of the rows of `model` on many days, found within a day by the columns of `indexes`."""
    source = table_of(model)
    name = f"{source.name}_day"
    return Table(
        name,
        source.metadata,
        Column("day", Date, nullable=False),
        *(Column(column.name, column.type, nullable=column.nullable) for column in source.columns),
        PrimaryKeyConstraint("day", "id"),
        *(Index(f"ix_{name}_{'_'.join(columns[:2])}", "day", *columns) for columns in indexes),
    )


def lay_out_in(days: Table, past: Past) -> None:
    """Read a table from `days`, which is filled by `past(day)` when a day is first asked for."""
    columns = [column for column in days.columns if column.name != "day"]
    _days.append((days, past))
    _pasts[days.name.removesuffix("_day")] = lambda day: select(*columns).where(days.c.day == day)


def _lay_out(day: date) -> None:
    """Fill the tables of a day within the transaction, unless another has done it; let the oldest one go."""
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    mark = dialect.insert(LaidOutDay).values(day=day, laid_out_at=clock.real_now()).on_conflict_do_nothing()
    if not db.session.connection().execute(mark).rowcount:
        return
    oldest = select(LaidOutDay.day).order_by(LaidOutDay.laid_out_at.desc()).offset(KEPT)
    gone = list(db.session.scalars(oldest))
    for days, past in _days:
        columns = [column.name for column in days.columns if column.name != "day"]
        rows = past(day).subquery()
        filled = select(literal(day, Date), *(rows.c[name] for name in columns)).order_by(rows.c.id)
        db.session.connection().execute(insert(days).from_select(["day", *columns], filled, include_defaults=False))
        db.session.execute(delete(days).where(days.c.day.in_(gone)))
    db.session.execute(delete(LaidOutDay).where(LaidOutDay.day.in_(gone)))


@contextmanager
def as_of(day: date | None) -> Iterator[None]:
    """Read as it was at the end of `day`, which is over, within the block; as it is for None."""
    if day is not None and db.session.get(LaidOutDay, day) is None:
        with writing():
            _lay_out(day)
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)


def day_read() -> date | None:
    """Return the day as of which is read; None for the present."""
    return _day.get()


@lru_cache(maxsize=128)
def _stand_ins(day: date, tables: frozenset[str], dialect: Any) -> tuple[CTE, ...]:
    """Return the rows of then under the names of tables, as texts: no statement has the time to put them together."""
    found: list[CTE] = []
    for table, past in _pasts.items():
        if table not in tables:
            continue
        sql = str(past(day).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        rows: Any = text(sql.replace(":", "\\:"))
        found.append(rows.columns().cte(table).prefix_with("NOT MATERIALIZED"))
    return tuple(found)


def _named(state: ORMExecuteState) -> frozenset[str]:
    """Return which of the tables a statement may read; all of them where options bring others in."""
    if state.user_defined_options:
        return frozenset(_pasts)
    asked: Any = state.statement
    return frozenset(part.name for part in iterate(asked) if isinstance(part, Table) and part.name in _pasts)


@event.listens_for(Session, "do_orm_execute")
def _read_as_of(state: ORMExecuteState) -> None:
    """Put the rows of then under the tables' own names: a name in WITH goes before that of a table."""
    day = _day.get()
    if day is not None and state.is_select and (tables := _named(state)):
        asked: Any = state.statement
        union = isinstance(state.statement, CompoundSelect)  # it mistakes the columns of what is added for its own
        plain: Any = select(asked.subquery()) if union else asked
        state.statement = plain.add_cte(*_stand_ins(day, tables, db.engine.dialect))
