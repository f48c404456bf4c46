"""Curves of the last weeks as Parquet beside the database: one file a day, sorted by area, replaced as a whole."""

import os
import re
from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from flask import current_app

from zz.voltage.models import MISSING, POINTS
from zz.voltage.readings.cleaning import SCHEMA
from zz.voltage.rulebook import LENGTHS
from zz.voltage.vocabulary import Dirt

TAIL = max(LENGTHS) - 1  # points of the day before that a run can reach back to
ROW_GROUP = 30_000
CURVES, MEASURES = "curves", "measures"
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\.parquet")
KEY = ["area_id", "outlet", "meter", "phase"]
END = pl.Array(pl.UInt16, TAIL)
KEPT = {name: kind for name, kind in SCHEMA.items() if name != "day"} | {"tail": END, "i_tail": END}
BEFORE = {"before": "tail", "i_before": "i_tail"}


def folder() -> Path:
    """Return the folder of everything that lies beside the database for this desk."""
    return Path(current_app.config["INSTANCE"]) / "voltage"


def path(what: str, day: date) -> Path:
    """Return where the curves or measures of a day lie, whether they are there or not."""
    return folder() / what / f"{day.isoformat()}.parquet"


def days(what: str = CURVES) -> list[date]:
    """Return the days that are kept, in order."""
    names = (DAY.fullmatch(entry.name) for entry in (folder() / what).glob("*.parquet"))
    return sorted(date.fromisoformat(match[1]) for match in names if match)


def write(what: str, day: date, frame: pl.DataFrame) -> None:
    """Write a day beside its place and put it there at once, so that no reader finds half a file."""
    target = path(what, day)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    frame.write_parquet(partial, compression="zstd", compression_level=1, row_group_size=ROW_GROUP)
    partial.replace(target)


def replace(day: date, rows: pl.DataFrame, counts: Counter[Dirt]) -> None:
    """Put the rows of a day in the place of what its areas had; areas that do not come again keep theirs."""
    fresh = rows.with_columns(_end(rows["u"]).alias("tail"), _end(rows["i"]).alias("i_tail")).select(*KEPT)
    before = path(CURVES, day)
    if before.exists():
        areas = fresh["area_id"].unique()
        old = pl.read_parquet(before)
        again = old.filter(pl.col("area_id").is_in(areas.implode()))
        same = _alike(again, fresh)
        counts[Dirt.SAME] += same
        counts[Dirt.REPLACED] += again["area_id"].n_unique() - same
        counts[Dirt.FEWER_METERS] += _fewer(again, fresh)
        fresh = pl.concat([old.filter(~pl.col("area_id").is_in(areas.implode())), fresh])
    write(CURVES, day, fresh.sort(*KEY, descending=[False, True, False, False]))


def _end(curves: pl.Series) -> pl.Series:
    """Return the last points of every curve; null where there is none."""
    if curves.is_null().all():
        return pl.Series([None], dtype=END).new_from_index(0, curves.len())
    nothing = pl.lit(pl.Series([[MISSING] * POINTS], dtype=curves.dtype)).first()
    filled = curves.to_frame("c").select(pl.col("c").fill_null(nothing)).to_series()
    ends = pl.DataFrame({"end": filled.arr.tail(TAIL, as_array=True), "none": curves.is_null()})
    return ends.select(pl.when(~pl.col("none")).then("end")).to_series()


def _alike(before: pl.DataFrame, after: pl.DataFrame) -> int:
    """Count areas whose rows are the same, to the last value."""
    marks = [
        frame.group_by("area_id").agg(pl.struct(*KEY, "u", "i").hash().sum().alias("mark"), pl.len().alias("rows"))
        for frame in (before, after)
    ]
    return marks[0].join(marks[1], on=["area_id", "mark", "rows"]).height


def drop(day: date, areas: Collection[int]) -> None:
    """Forget the curves of some areas on a day: aggregates have taken their place."""
    if path(CURVES, day).exists():
        kept = pl.read_parquet(path(CURVES, day)).filter(~pl.col("area_id").is_in(list(areas)))
        write(CURVES, day, kept)


def _fewer(before: pl.DataFrame, after: pl.DataFrame) -> int:
    """Count areas that bring fewer meters than they did."""
    counted = [frame.group_by("area_id").agg(pl.len().alias("rows")) for frame in (before, after)]
    both = counted[0].join(counted[1], on="area_id", suffix="_after")
    return both.filter(pl.col("rows_after") < pl.col("rows")).height


def area_ids(day: date) -> list[int]:
    """Return the areas that have curves on a day, in order."""
    if not path(CURVES, day).exists():
        return []
    found = pl.scan_parquet(path(CURVES, day)).select(pl.col("area_id").unique().sort()).collect()
    return found.to_series().to_list()


def curves(day: date, areas: Collection[int]) -> pl.DataFrame:
    """Return the rows of some areas on a day, with the last points of the day before: `before`, `i_before`."""
    if not areas or not path(CURVES, day).exists():
        return pl.DataFrame(schema=KEPT | dict.fromkeys(BEFORE, END))
    found = _part(day, areas).collect()
    yesterday = day - timedelta(days=1)
    nothing = pl.lit(pl.Series([[MISSING] * TAIL], dtype=END)).first()
    if not path(CURVES, yesterday).exists():
        return found.with_columns(nothing.alias(name) for name in BEFORE)
    tails = _part(yesterday, areas).select(*KEY, **{name: pl.col(end) for name, end in BEFORE.items()}).collect()
    joined = found.join(tails, on=KEY, how="left", maintain_order="left")
    return joined.with_columns(pl.col(name).fill_null(nothing) for name in BEFORE)


def _part(day: date, areas: Collection[int]) -> pl.LazyFrame:
    """Scan the rows of some areas; the file is sorted by area, so only their row groups are read."""
    wanted = pl.col("area_id").is_between(min(areas), max(areas))
    return pl.scan_parquet(path(CURVES, day)).filter(wanted & pl.col("area_id").is_in(list(areas)))


def forget_old(keep_days: int) -> None:
    """Drop what is older than `keep_days` before the newest day."""
    for what in (CURVES, MEASURES):
        kept = days(what)
        for day in kept:
            if day <= kept[-1] - timedelta(days=keep_days):
                path(what, day).unlink(missing_ok=True)


def points(row: tuple[int, ...] | list[int]) -> list[int | None]:
    """Return the 96 values of a stored curve, None for a missing one."""
    return [None if value == MISSING else value for value in row]
