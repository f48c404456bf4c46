"""What is measured of a curve: valid and qualified points, and what it stood beyond for a run of points.

A sustained low of n points is the lowest value that a run of n consecutive points, ending in the day, stayed at or
below: a rule of n points fires where it is below the threshold. Runs may begin the day before; a missing point ends
one. It answers for every threshold, so a changed rule can be tried without the curves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from zz.voltage.models import MISSING, POINTS
from zz.voltage.readings.store import TAIL
from zz.voltage.rulebook import LENGTHS

WIDE = TAIL + POINTS
NONE_HIGH = 0  # stands for a missing point where the highest is looked for
BUILT = {2: (1, 1), 3: (2, 1), 4: (2, 2), 6: (4, 2), 8: (4, 4), 12: (8, 4), 16: (8, 8)}  # n = a + b points


@dataclass(frozen=True)
class Limits:
    """The limits of the qualified rate, both included, in hundredths of a volt."""

    phase_low: int
    phase_high: int
    line_low: int
    line_high: int


def with_day_before(rows: pl.DataFrame, column: str = "u", before: str = "before") -> pl.Series:
    """Return the tails of the day before and the day, end to end, row by row: `WIDE` points a row."""
    return rows.select(pl.concat_arr(before, column)).to_series().explode()


def in_day(rows: int) -> pl.Series:
    """Tell of each of `WIDE` points a row whether it belongs to the day itself."""
    return pl.select(pl.int_range(rows * WIDE, dtype=pl.Int32) % WIDE >= TAIL).to_series()


def windows(values: pl.Series, worst: Callable[..., pl.Expr], missing: int) -> Iterator[tuple[int, pl.Series]]:
    """Yield (n, the worst of the n points that end at each point), for every length of run.

    A row reaches back over its tail only, so that no window of the day itself touches the row before.
    """
    made = {1: values}
    for length in LENGTHS:
        if length > 1:
            first, second = BUILT[length]
            frame = pl.DataFrame({"a": made[first], "b": made[second]})
            earlier = pl.col("b").shift(first, fill_value=missing)
            made[length] = frame.select(worst("a", earlier)).to_series()
        yield length, made[length]


def _sustained(rows: pl.DataFrame, values: pl.Series, *, low: bool, missing: int) -> Iterator[pl.Series]:
    """Yield `low_n` (or `high_n`) for every length, `missing` where no such run has only valid points."""
    day = in_day(rows.height)
    worst = pl.max_horizontal if low else pl.min_horizontal
    for length, window in windows(values, worst, missing):
        frame = pl.DataFrame({"w": window, "day": day})
        masked = frame.select(pl.when("day").then("w").otherwise(pl.lit(missing, window.dtype))).to_series()
        table = masked.reshape((rows.height, WIDE))
        name = f"{'low' if low else 'high'}_{length}"
        yield (table.arr.min() if low else table.arr.max()).rename(name)


def lows_and_highs(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the sustained lows (65535: none) and highs (0: none) of every row."""
    values = with_day_before(rows)
    zeroed = values.to_frame("v").select(
        pl.when(pl.col("v") == MISSING).then(pl.lit(NONE_HIGH, pl.UInt16)).otherwise("v")
    )  # fmt: skip
    lows = _sustained(rows, values, low=True, missing=MISSING)
    highs = _sustained(rows, zeroed.to_series(), low=False, missing=NONE_HIGH)
    return pl.DataFrame([*lows, *highs])


def _counted(rows: pl.DataFrame, low: int, high: int) -> pl.Series:
    """Count the points of every row within low…high."""
    values = rows["u"].explode().to_frame("v")
    within = values.select(pl.col("v").is_between(low, high).cast(pl.UInt8)).to_series()
    return within.reshape((rows.height, POINTS)).arr.sum().cast(pl.Int32)


def measured(rows: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Return the rows with `valid`, `qualified`, `low_n` and `high_n` (n of `LENGTHS`), in their order."""
    qualified = _counted(rows, limits.phase_low, limits.phase_high)
    if rows["line"].any():
        of_lines = _counted(rows, limits.line_low, limits.line_high)
        qualified = pl.select(pl.when(rows["line"]).then(of_lines).otherwise(qualified)).to_series()
    valid = _counted(rows, 0, MISSING - 1)
    counts = rows.with_columns(valid.alias("valid"), qualified.alias("qualified"))
    return counts.hstack(lows_and_highs(rows))
