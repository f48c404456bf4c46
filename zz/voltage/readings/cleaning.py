"""Turn the rows of a file into compact curves, and count what is wrong with them: nothing is silently averaged in.

A compact row is (day, area_id, outlet, meter, phase, line, u, i): `u` are 96 voltages in hundredths of a volt, `i` 96
currents in tenths of an ampere, both 65535 where there is no valid value; `line` tells that voltages between phases
(380 V) were measured, `i` is null where the file brings no currents.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from zz.voltage.models import MISSING, POINTS
from zz.voltage.readings.columns import AREA, CURRENTS, DAY, KIND, METER, PHASE, VOLTAGES, Layout
from zz.voltage.vocabulary import Dirt

CURVE = pl.Array(pl.UInt16, POINTS)
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "day": pl.Date, "area_id": pl.Int32, "outlet": pl.Boolean, "meter": pl.String, "phase": pl.String,
    "line": pl.Boolean, "u": CURVE, "i": CURVE,
}  # fmt: skip
OUTLETS = ["出口", "台区出口", "出口总表", "总表", "考核", "台区考核", "台区总表", "配变", "公变", "OUTLET"]
CUSTOMERS = ["用户", "户表", "低压用户", "居民", "非居民", "CUSTOMER", "USER"]
PHASES = {
    "1": "A",
    "2": "B",
    "3": "C",
    "ABC": "三相",
    "三相四线": "三相",
    "三相三线": "三相",
    "单相": "",
    "380": "三相",
}
LINES = ["AB", "BC", "CA", "三相"]
NULLS, DASHES = ["NULL", "NAN", "NONE", "N/A", "#N/A", "(NULL)"], ["-", "--", "—", "——", "－", "/"]
SENTINEL = 655.34  # V: what lies above stands for “no value”
DATE_FORMATS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
)
LONGEST = 32


@dataclass(frozen=True)
class Bounds:
    """What counts as a value of a single-phase meter, in V; three-phase meters by 380 to 220."""

    outage: Decimal
    suspect: Decimal
    implausible: Decimal


def day_of(column: pl.Expr) -> pl.Expr:
    """Return a column's days, whatever way they are written; null where it is none."""
    text = column.cast(pl.String).str.strip_chars()
    written = pl.coalesce(text.str.to_date(form, strict=False) for form in DATE_FORMATS)
    serial = text.str.replace(r"\.0+$", "").cast(pl.Int32, strict=False)
    excel = pl.date(1899, 12, 30) + pl.duration(days=pl.when(serial.is_between(36_526, 73_050)).then(serial))
    return pl.coalesce(written, excel.cast(pl.Date))


def identified(batch: pl.DataFrame, areas: pl.DataFrame, day: date | None) -> pl.DataFrame:
    """Say of each row whose it is: day, area_id, outlet, meter, phase, line; null where that is not clear.

    `areas` has code, area_id, phases. A file without days belongs to `day`.
    """
    kind = pl.col(KIND).cast(pl.String).str.strip_chars().str.to_uppercase()
    phase = pl.col(PHASE).cast(pl.String).str.to_uppercase().str.replace_all(r"[相\s]", "").fill_null("")
    phase = pl.when(phase == "三").then(pl.lit("三相")).otherwise(phase.replace(PHASES))
    found = batch.with_columns(
        pl.col(AREA).cast(pl.String).str.strip_chars().alias("code"),
        (day_of(pl.col(DAY)) if DAY in batch.columns else pl.lit(day, pl.Date)).alias("day"),
        pl.when(kind.is_in(OUTLETS)).then(True).when(kind.is_in(CUSTOMERS)).then(False).alias("outlet"),
        pl.col(METER).cast(pl.String).str.strip_chars().str.head(LONGEST).alias("meter"),
        phase.alias("phase"),
    )
    found = found.with_columns(pl.col("phase").is_in(LINES).alias("line"))
    return found.join(areas.select("code", "area_id"), on="code", how="left", maintain_order="left")


def clear(outlet: str = "outlet") -> pl.Expr:
    """Tell whether a row says what it is: a meter, a kind, a day, and a phase that there is (an outlet's is named)."""
    known = pl.col("phase").is_in(["A", "B", "C", *LINES]) | ((pl.col("phase") == "") & ~pl.col(outlet))
    named = pl.col("meter").str.len_chars() > 0
    return (known & named & pl.col("day").is_not_null() & pl.col(outlet).is_not_null()).fill_null(False)


def sorted_out(rows: pl.DataFrame, counts: Counter[Dirt], unknown: set[str], day: date | None) -> pl.DataFrame:
    """Keep the rows that can be taken in, and count the others."""
    good = clear()
    counts[Dirt.BAD_ROW] += rows.select((~good).sum()).item()
    rows = rows.filter(good)
    if day is not None:
        counts[Dirt.OTHER_DAY] += rows.select((pl.col("day") != day).sum()).item()
        rows = rows.filter(pl.col("day") == day)
    strangers = rows.filter(pl.col("area_id").is_null())
    counts[Dirt.UNKNOWN_AREA] += strangers.height
    unknown.update(strangers["code"].unique().to_list())
    return rows.filter(pl.col("area_id").is_not_null())


def compact(rows: pl.DataFrame, layout: Layout, bounds: Bounds, counts: Counter[Dirt]) -> pl.DataFrame:
    """Return identified rows with their curves packed; every value that is none is counted by its kind."""
    voltages = _long(rows, VOLTAGES)
    line = _repeated(rows["line"])
    u = _voltages(voltages, line, bounds, counts).reshape((rows.height, POINTS))
    currents = _currents(_long(rows, CURRENTS)).reshape((rows.height, POINTS)) if layout.currents else None
    i = pl.lit(None, CURVE) if currents is None else currents
    kept = [name for name in SCHEMA if name not in ("u", "i")]
    return rows.select(*kept, u.alias("u"), i.alias("i")).cast(SCHEMA)  # type: ignore[arg-type]


def _long(rows: pl.DataFrame, names: list[str]) -> pl.Series:
    """Return the named columns as one series, row by row."""
    kind = pl.String if any(rows.schema[name] == pl.String for name in names) else pl.Float64
    return rows.select(pl.concat_arr([pl.col(name).cast(kind) for name in names])).to_series().explode()


def _repeated(flags: pl.Series) -> pl.Series:
    """Return each flag once for every point of its row."""
    return flags.repeat_by(POINTS).explode() if flags.any() else pl.repeat(False, flags.len() * POINTS, eager=True)


def true_in(flags: pl.Series) -> int:
    """Count what is true."""
    return int(flags.sum() or 0)


def count_odd(odd: pl.Series, counts: Counter[Dirt]) -> None:
    """Count texts that are no numbers by how they are written."""
    odd = odd.fill_null("").str.to_uppercase()
    blank, null, dash = true_in(odd == ""), true_in(odd.is_in(NULLS)), true_in(odd.is_in(DASHES))
    for dirt, number in ((Dirt.BLANK, blank), (Dirt.NULL, null), (Dirt.DASH, dash)):
        counts[dirt] += number
    counts[Dirt.TEXT] += odd.len() - blank - null - dash


def _numbers(values: pl.Series, counts: Counter[Dirt]) -> pl.Series:
    """Read numbers, and count what is none by how it is written."""
    if values.dtype != pl.String:
        counts[Dirt.BLANK] += true_in(values.is_null())
        counts[Dirt.NULL] += true_in(values.is_nan())
        return values.fill_nan(None)
    text = values.str.strip_chars()
    numbers = text.cast(pl.Float64, strict=False).fill_nan(None)
    count_odd(text.filter(numbers.is_null()), counts)
    return numbers


def _voltages(values: pl.Series, line: pl.Series, bounds: Bounds, counts: Counter[Dirt]) -> pl.Series:
    """Return voltages in hundredths of a volt, and count those that are none."""
    v, share = pl.col("v"), pl.when("line").then(380 / 220).otherwise(1.0)
    frame = pl.DataFrame({"v": _numbers(values, counts), "line": line})
    tests = {
        Dirt.ZERO: v == 0,
        Dirt.SENTINEL: (v > SENTINEL) | (v < 0),
        Dirt.OUTAGE: (v > 0) & (v < float(bounds.outage)),
        Dirt.SUSPECT: ((v >= float(bounds.outage)) & (v < float(bounds.suspect) * share))
        | ((v > float(bounds.implausible) * share) & (v <= SENTINEL)),
    }
    found = frame.select(**{dirt: test.fill_null(True) for dirt, test in tests.items()}, none=v.is_null())
    for dirt in tests:
        counts[dirt] += int(found.select((pl.col(dirt) & ~pl.col("none")).sum()).item())
    bad = pl.any_horizontal(*tests, "none")
    hundredths = (frame["v"] * 100).round().cast(pl.UInt16, strict=False)
    return found.select(pl.when(bad).then(pl.lit(MISSING, pl.UInt16)).otherwise(hundredths)).to_series()


def _currents(values: pl.Series) -> pl.Series:
    """Return currents in tenths of an ampere; what is no number, negative or beyond 6,553 A is missing."""
    numbers = values.cast(pl.Float64, strict=False)
    return (numbers.fill_nan(None) * 10).round().cast(pl.UInt16, strict=False).fill_null(MISSING)


def deduplicated(rows: pl.DataFrame, counts: Counter[Dirt]) -> pl.DataFrame:
    """Keep the last of rows of one meter, phase and day; tell those that agree from those that do not."""
    key = ["day", "area_id", "outlet", "meter", "phase"]
    if not (twice := rows.select(pl.struct(key).is_duplicated()).to_series()).any():
        return rows
    several = rows.filter(twice)
    different = several.unique([*key, "u"]).height - several.unique(key).height
    counts[Dirt.CONFLICT] += different
    counts[Dirt.DUPLICATE] += several.height - several.unique(key).height - different
    return rows.unique(key, keep="last", maintain_order=True)


def said(counts: Mapping[Dirt, int]) -> dict[str, int]:
    """Return the counts that are not 0, for a batch."""
    return {str(dirt): int(counts[dirt]) for dirt in Dirt if counts.get(dirt)}
