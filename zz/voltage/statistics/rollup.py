"""Keep the sums by station up to date: a judged day is summed up anew."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, delete, func, insert, select

from zz.db import db, table_of, writing
from zz.voltage.models import Area, DailyVoltage
from zz.voltage.statistics.models import StationDay
from zz.voltage.vocabulary import DayState

SUMMED = (
    "outlet_valid", "outlet_qualified", "customer_valid", "customer_qualified", "low_customers", "high_customers",
)  # fmt: skip
COLUMNS = ("day", "station_id", "areas", "abnormal", "insufficient", *SUMMED)


def sums() -> Select[Any]:
    """Return the query that sums days up by station, its columns those of COLUMNS."""
    day = DailyVoltage

    def counted(state: DayState) -> Any:
        return func.sum(case((day.state == state, 1), else_=0))

    return (
        select(
            day.day, Area.station_id, func.count(), counted(DayState.ABNORMAL), counted(DayState.INSUFFICIENT),
            *(func.sum(getattr(day, name)) for name in SUMMED),
        )
        .join(Area, Area.id == day.area_id)
        .group_by(day.day, Area.station_id)
    )  # fmt: skip


def sum_up(days: Sequence[date]) -> None:
    """Sum these days up within the current transaction, in the place of what stood there."""
    table = table_of(StationDay)
    db.session.execute(delete(table).where(table.c.day.in_(days)))
    query = sums().where(DailyVoltage.day.in_(days))
    db.session.execute(insert(table).from_select(COLUMNS, query))


def after_judged(days: Sequence[date], _at: datetime) -> None:
    """Sum judged days up, in a transaction of its own."""
    with writing():
        sum_up(days)
