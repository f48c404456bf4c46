"""Put judged days into the database, some thousand areas at a time: none of the transactions lasts a second."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Integer, String, TableClause, case, column, delete, func, insert, select, table

from zz.db import Base, EnumText, db, table_of
from zz.voltage.models import Curve, DailyVoltage, Finding, MonthlyVoltage, Scaled, pack
from zz.voltage.readings.store import points
from zz.voltage.vocabulary import DayState, PointKind

CURVES_KEPT = 3  # customers of an abnormal area whose curve is kept
SUMS = (
    "outlet_expected", "outlet_valid", "outlet_qualified", "customer_expected", "customer_valid", "customer_qualified",
    "low_minutes", "high_minutes",
)  # fmt: skip


def raw(model: type[Base]) -> TableClause:
    """Return a model's table with its decimals as the integers and its words as the texts that they are kept as."""

    def plain(kind: Any) -> Any:
        if isinstance(kind, Scaled):
            return Integer()
        return String() if isinstance(kind, EnumText) else kind

    return table(model.__tablename__, *(column(c.name, plain(c.type)) for c in table_of(model).columns))


DAILY, MONTHLY, FINDINGS, CURVES = raw(DailyVoltage), raw(MonthlyVoltage), raw(Finding), raw(Curve)
DAY_COLUMNS = [name for name in DAILY.c.keys() if name not in ("day", "batch_id")]  # noqa: SIM118


def batches_of(day: date, areas: Sequence[int]) -> dict[int, int | None]:
    """Return by area the file that its day came from."""
    query = select(DailyVoltage.area_id, DailyVoltage.batch_id).where(
        DailyVoltage.day == day, DailyVoltage.area_id.in_(areas)
    )
    return dict(db.session.execute(query).all())


def write(
    day: date, days: pl.DataFrame, found: pl.DataFrame, curves: list[dict[str, Any]], batch_id: int | None
) -> None:
    """Put the days of some areas in the place of what was there (in `writing()`).

    Without `batch_id` the days are judged again, and stay those of the file they came from.
    """
    areas = days["area_id"].to_list()
    known = {} if batch_id is not None else batches_of(day, areas)
    connection = db.session.connection()
    for place in (FINDINGS, CURVES, DAILY):
        connection.execute(delete(place).where(place.c.day == day, place.c.area_id.in_(areas)))
    missing = [pl.lit(None).alias(name) for name in DAY_COLUMNS if name not in days.columns]
    rows = days.with_columns(*missing).select(DAY_COLUMNS).to_dicts()
    for row in rows:
        row["day"], row["batch_id"] = day, batch_id if batch_id is not None else known.get(row["area_id"])
    connection.execute(insert(DAILY), rows)
    if not found.is_empty():
        connection.execute(insert(FINDINGS), [{"day": day, **row} for row in found.to_dicts()])
    if curves:
        connection.execute(insert(CURVES), curves)
    roll_up(day.replace(day=1), areas)


def kept_curves(day: date, rows: pl.DataFrame, worst: pl.DataFrame, found: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of `Curve`: outlets and worst customers of the areas where something was found."""
    abnormal = found.select("area_id").unique()
    order = worst.sort("minutes", "meter", "phase", descending=[True, False, False])
    customers = order.unique(["area_id", "meter", "phase"], keep="first", maintain_order=True)
    customers = customers.group_by("area_id", maintain_order=True).head(CURVES_KEPT)
    here = rows.join(abnormal, on="area_id", how="semi")
    of_customers = here.filter(~pl.col("outlet")).join(customers, on=["area_id", "meter", "phase"], how="semi")
    chosen = pl.concat([here.filter("outlet"), of_customers])
    return [
        {
            "day": day, "area_id": area, "meter": meter, "phase": phase, "packed": pack(points(curve)),
            "kind": PointKind.OUTLET.value if outlet else PointKind.CUSTOMER.value,
        }
        for area, meter, phase, outlet, curve in chosen.select("area_id", "meter", "phase", "outlet", "u").iter_rows()
    ]  # fmt: skip


def _rate(part: Any, whole: Any, scale: int) -> Any:
    """Return part ÷ whole × `scale`, rounded half up, in whole numbers of the database."""
    return case((whole > 0, (part * (2 * scale) + whole) // (2 * whole)))


def roll_up(month: date, areas: Sequence[int]) -> None:
    """Sum the days of a month anew for some areas (in `writing()`)."""
    day = DAILY.c
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    total: dict[str, Any] = {name: func.sum(day[name]) for name in SUMS}
    count = {
        "days": func.count(), "abnormal_days": _days(day.state == DayState.ABNORMAL.value),
        "insufficient_days": _days(day.state == DayState.INSUFFICIENT.value), "low_days": _days(day.low_customers > 0),
        "high_days": _days(day.high_customers > 0), "low_customers": func.max(day.low_customers),
        "high_customers": func.max(day.high_customers), "lowest": func.min(day.lowest),
        "highest": func.max(day.highest), "unbalance": func.max(day.unbalance),
        "outlet_rate": _rate(total["outlet_qualified"], total["outlet_valid"], 100_000),
        "customer_rate": _rate(total["customer_qualified"], total["customer_valid"], 100_000),
        "completeness": func.coalesce(
            _rate(
                total["outlet_valid"] + total["customer_valid"], total["outlet_expected"] + total["customer_expected"],
                10_000,
            ),
            0,
        ),
    }  # fmt: skip
    columns = {"area_id": day.area_id, **total, **count}
    query = select(*columns.values()).where(day.day >= month, day.day < following, day.area_id.in_(areas))
    rows = db.session.connection().execute(query.group_by(day.area_id)).all()
    db.session.connection().execute(
        delete(MONTHLY).where(MONTHLY.c.month == month, MONTHLY.c.area_id.in_(areas))
    )  # fmt: skip
    if rows:
        db.session.connection().execute(
            insert(MONTHLY), [{"month": month, **dict(zip(columns, row, strict=True))} for row in rows]
        )  # fmt: skip


def _days(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
