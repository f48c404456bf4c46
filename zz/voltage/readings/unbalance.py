"""Unbalance of an outlet's three phases from magnitudes alone (幅值法): of voltages, and of currents under load."""

import polars as pl

from zz.voltage.models import MISSING, POINTS
from zz.voltage.readings.measures import lows_and_highs
from zz.voltage.readings.store import TAIL

PHASES = ("A", "B", "C")


def three_phases(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each outlet meter that has all three phases: its curves as u_A … i_before_C."""
    outlets = rows.filter(pl.col("outlet") & ~pl.col("line"))
    found: pl.DataFrame | None = None
    for phase in PHASES:
        names = {name: f"{name}_{phase}" for name in ("u", "i", "before", "i_before")}
        one = outlets.filter(pl.col("phase") == phase).select("area_id", "meter", *names).rename(names)
        found = one if found is None else found.join(one, on=["area_id", "meter"], maintain_order="left")
    assert found is not None  # noqa: S101  (there are three phases)
    return found


def _side_by_side(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return a, b, c of every point as numbers, row after row, and whether all three are there."""
    frame = pl.DataFrame(
        {phase: rows[f"{column}_{phase}"].explode().cast(pl.Int64) for phase in PHASES}
    ).fill_null(MISSING)  # fmt: skip
    return frame.with_columns(pl.all_horizontal(pl.col(p) != MISSING for p in PHASES).alias("there"))


def of_voltages(rows: pl.DataFrame) -> pl.DataFrame:
    """Return area_id and `unbalance`: the most (hundredths of a percent of the mean) that a phase was off it."""
    three = three_phases(rows)
    total = pl.sum_horizontal(PHASES)
    off = pl.max_horizontal(3 * pl.max_horizontal(PHASES) - total, total - 3 * pl.min_horizontal(PHASES))
    points = _side_by_side(three, "u").select(
        pl.when("there").then((off * 20_000 + total) // (2 * total)).otherwise(-1).cast(pl.Int32)
    )  # fmt: skip
    highest = points.to_series().reshape((three.height, POINTS)).arr.max()
    found = three.select("area_id", highest.alias("unbalance")).filter(pl.col("unbalance") >= 0)
    return found.group_by("area_id").agg(pl.col("unbalance").max())


def of_currents(rows: pl.DataFrame, areas: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each outlet that brings currents, shaped like measured rows, and `load`.

    Its `u` are no voltages but (highest − lowest) ÷ highest of the phases' currents in hundredths of a percent, 0
    where the load is not above the rule's or a current is missing. The load is 220 V × the sum of the currents ÷ kVA.
    """
    three = three_phases(rows).filter(pl.all_horizontal(pl.col(f"i_{p}").is_not_null() for p in PHASES))
    three = three.join(areas.select("area_id", "kva"), on="area_id", maintain_order="left")
    three = three.join(rules.select("area_id", "load"), on="area_id", maintain_order="left", suffix="_rule")
    three = three.filter(pl.col("kva") > 0)
    today, before = _unbalances(three, "i", POINTS), _unbalances(three, "i_before", TAIL)
    shaped = three.select(
        "area_id", "meter", pl.lit(True).alias("outlet"), pl.lit("").alias("phase"), pl.lit(False).alias("line"),
        today["unbalance"].reshape((three.height, POINTS)).alias("u"),
        before["unbalance"].reshape((three.height, TAIL)).alias("before"),
        today["load_now"].reshape((three.height, POINTS)).arr.max().alias("load"),
    )  # fmt: skip
    return shaped.hstack(lows_and_highs(shaped))


def _unbalances(three: pl.DataFrame, column: str, width: int) -> pl.DataFrame:
    """Return `unbalance` and `load_now` (hundredths of a percent) of every point."""
    points = _side_by_side(three, column).with_columns(
        three["kva"].repeat_by(width).explode().cast(pl.Int64).alias("kva"),
        three["load"].repeat_by(width).explode().cast(pl.Int64).alias("wanted"),
    )
    highest, lowest = pl.max_horizontal(PHASES), pl.min_horizontal(PHASES)
    share = ((highest - lowest) * 20_000 + highest) // (2 * pl.max_horizontal(highest, pl.lit(1)))
    points = points.with_columns(
        pl.when("there").then((pl.sum_horizontal(PHASES) * 440 + pl.col("kva")) // (2 * pl.col("kva"))).otherwise(0)
        .alias("load_now")
    )  # fmt: skip
    loaded = pl.col("there") & (pl.col("load_now") > pl.col("wanted")) & (highest > 0)
    return points.select(
        pl.when(loaded).then(share).otherwise(0).cast(pl.UInt16).alias("unbalance"), pl.col("load_now").cast(pl.Int32)
    )
