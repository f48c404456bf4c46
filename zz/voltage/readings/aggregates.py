"""Ready aggregates: one row for each area and day, counted by the metering system; judged by what it counted."""

from collections import Counter
from datetime import date

import polars as pl

from zz.voltage.models import MINUTES, POINTS
from zz.voltage.readings import judging
from zz.voltage.readings.cleaning import LONGEST, count_odd, day_of, true_in
from zz.voltage.readings.columns import AREA, DAY, SPELLINGS, Layout
from zz.voltage.rulebook import Effective
from zz.voltage.vocabulary import DayState, Dirt, RuleKind, Severity

TEXTS = ("lowest_meter", "highest_meter", "lowest_time", "highest_time")
VALUES = [name for name in SPELLINGS if name not in (AREA, DAY, "meter", "kind", "phase")]
HUNDREDTHS = ("outlet_min", "outlet_max", "lowest", "highest", "unbalance", "current_unbalance")
RATES = ("outlet_rate", "customer_rate")
COUNTS = ("meters", "low_customers", "low_minutes", "high_customers", "high_minutes", "outlet_low_minutes",
          "outlet_high_minutes", "unbalance_minutes")  # fmt: skip
MINUTES_OF = {
    RuleKind.OUTLET_OVERVOLTAGE: "outlet_high_minutes", RuleKind.OUTLET_UNDERVOLTAGE: "outlet_low_minutes",
    RuleKind.CUSTOMER_UNDERVOLTAGE: "low_minutes", RuleKind.CUSTOMER_OVERVOLTAGE: "high_minutes",
    RuleKind.UNBALANCE: "unbalance_minutes",
}  # fmt: skip
WORST_OF = {
    RuleKind.OUTLET_OVERVOLTAGE: "outlet_max", RuleKind.OUTLET_UNDERVOLTAGE: "outlet_min",
    RuleKind.CUSTOMER_UNDERVOLTAGE: "lowest", RuleKind.CUSTOMER_OVERVOLTAGE: "highest",
    RuleKind.UNBALANCE: "current_unbalance",
}  # fmt: skip
CUSTOMERS_OF = {RuleKind.CUSTOMER_UNDERVOLTAGE: "low_customers", RuleKind.CUSTOMER_OVERVOLTAGE: "high_customers"}


def identified(batch: pl.DataFrame, areas: pl.DataFrame, day: date | None) -> pl.DataFrame:
    """Say of each row which area and day it is; null where that is not clear."""
    return batch.with_columns(
        pl.col(AREA).cast(pl.String).str.strip_chars().alias("code"),
        (day_of(pl.col(DAY)) if DAY in batch.columns else pl.lit(day, pl.Date)).alias("day"),
    ).join(areas, on="code", how="left", maintain_order="left")


def sorted_out(rows: pl.DataFrame, counts: Counter[Dirt], unknown: set[str], day: date | None) -> pl.DataFrame:
    """Keep the rows that can be taken in, and count the others."""
    counts[Dirt.BAD_ROW] += true_in(rows["day"].is_null())
    rows = rows.filter(pl.col("day").is_not_null())
    if day is not None:
        counts[Dirt.OTHER_DAY] += rows.select((pl.col("day") != day).sum()).item()
        rows = rows.filter(pl.col("day") == day)
    strangers = rows.filter(pl.col("area_id").is_null())
    counts[Dirt.UNKNOWN_AREA] += strangers.height
    unknown.update(strangers["code"].drop_nulls().unique().to_list())
    return rows.filter(pl.col("area_id").is_not_null())


def compact(rows: pl.DataFrame, layout: Layout, counts: Counter[Dirt]) -> pl.DataFrame:
    """Return day, area_id, phases and our integer columns; what is no number is counted and left out."""
    numbers = []
    for name in VALUES:
        if name in TEXTS:
            numbers.append(_text(name) if name in layout.columns else pl.lit(None, pl.String).alias(name))
            continue
        if name in layout.columns:
            _count(rows[name], counts)
        scale = 1 if name in COUNTS else 100 if name in HUNDREDTHS else 1_000 if name in RATES else 100
        value = pl.col(name).cast(pl.String).str.strip_chars().str.strip_suffix("%").cast(pl.Float64, strict=False)
        whole = (value.fill_nan(None) * scale).round().cast(pl.Int32, strict=False)
        numbers.append((whole if name in layout.columns else pl.lit(None, pl.Int32)).alias(name))
    cleaned = rows.select("day", "area_id", "phases", "customers", *numbers)
    return cleaned.with_columns(
        pl.when(pl.col(name).is_between(0, 100 * (1_000 if name in RATES else 100))).then(name).alias(name)
        for name in (*RATES, "completeness")
    )


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).str.strip_chars().str.head(LONGEST).alias(name)


def _count(values: pl.Series, counts: Counter[Dirt]) -> None:
    text = values.cast(pl.String).str.strip_chars()
    numbers = text.str.strip_suffix("%").cast(pl.Float64, strict=False).fill_nan(None)
    count_odd(text.filter(numbers.is_null()), counts)


def _point(name: str) -> pl.Expr:
    """Return the point (1…96) of a time such as 19:30."""
    parts = pl.col(name).str.extract_groups(r"(\d{1,2}):(\d{2})").struct
    hours, minutes = (parts.field(part).cast(pl.Int16, strict=False) for part in ("1", "2"))
    return pl.when((hours < 24) & (minutes < 60)).then(hours * 4 + minutes // MINUTES + 1)


def day_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of `DailyVoltage`: points are worked out from rates and completeness."""
    meters = pl.coalesce("meters", "customers", pl.lit(0)).cast(pl.Int32)
    complete = pl.col("completeness").fill_null(0)
    frame = rows.with_columns(
        meters.alias("meters"), complete.alias("completeness"),
        (pl.col("phases") * POINTS).cast(pl.Int32).alias("outlet_expected"),
        (meters * POINTS).alias("customer_expected"),
        _point("lowest_time").alias("lowest_point"), _point("highest_time").alias("highest_point"),
        *(pl.col(name).fill_null(0) for name in ("low_customers", "low_minutes", "high_customers", "high_minutes")),
    )  # fmt: skip
    for side in ("outlet", "customer"):
        valid = (pl.col(f"{side}_expected").cast(pl.Int64) * pl.col("completeness") * 2 + 10_000) // 20_000
        frame = frame.with_columns(valid.cast(pl.Int32).alias(f"{side}_valid"))
        share = pl.col(f"{side}_rate").fill_null(0).cast(pl.Int64)
        qualified = (pl.col(f"{side}_valid") * share * 2 + 100_000) // 200_000
        frame = frame.with_columns(qualified.cast(pl.Int32).alias(f"{side}_qualified"))
    return frame


def judge(rows: pl.DataFrame, rules: Effective) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return days and findings of some areas on one day."""
    days = day_rows(rows)
    areas = days["area_id"].to_list()
    found, lacking = [], pl.lit(False)
    for kind in RuleKind:
        days_of_kind = days.join(judging.nearest(rules, kind, areas), on="area_id", maintain_order="left")
        enough = pl.col("completeness") >= pl.col("min_completeness")
        if kind is not RuleKind.UNBALANCE:
            days = days.with_columns(days_of_kind.select(~enough).to_series().alias(f"lacks_{kind}"))
            lacking = lacking | pl.col(f"lacks_{kind}")
        found.append(_findings(days_of_kind.filter(enough), kind))
    every = pl.concat(found)
    abnormal = pl.col("area_id").is_in(every["area_id"].unique().implode())
    state = (
        pl.when(abnormal).then(pl.lit(DayState.ABNORMAL.value))
        .when(lacking).then(pl.lit(DayState.INSUFFICIENT.value)).otherwise(pl.lit(DayState.NORMAL.value))
    )  # fmt: skip
    return days.with_columns(state.alias("state")), every


def _findings(days: pl.DataFrame, kind: RuleKind) -> pl.DataFrame:
    """Return the findings of one rule: its minutes reach its length, and its customers are there."""
    minutes, worst = pl.col(MINUTES_OF[kind]), pl.col(WORST_OF[kind])
    lasting = minutes >= pl.col("length") * MINUTES
    if kind.of_customers:
        customers = pl.col(CUSTOMERS_OF[kind])
        broken = (customers > 0) & lasting
    else:
        customers = pl.lit(0)
        broken = lasting & judging.beyond(kind, worst, pl.col("threshold")).fill_null(True)
    severe = judging.beyond(kind, worst, pl.col("severe")).fill_null(False)
    side = {"lowest": "lowest", "highest": "highest"}.get(WORST_OF[kind])
    return days.filter(broken.fill_null(False)).select(
        pl.col("area_id").cast(pl.Int32), pl.col("rule_id").cast(pl.Int32), pl.lit(kind.value).alias("kind"),
        pl.when(severe).then(pl.lit(Severity.SEVERE.value)).otherwise(pl.lit(Severity.ORDINARY.value))
        .alias("severity"),
        customers.cast(pl.Int32).alias("customers"), minutes.cast(pl.Int32).alias("minutes"),
        worst.cast(pl.Int32).alias("worst"),
        (pl.col(f"{side}_meter").fill_null("") if side else pl.lit("")).alias("meter"), pl.lit("").alias("phase"),
        (pl.col(f"{side}_point") if side else pl.lit(None)).cast(pl.Int16).alias("point"),
    )  # fmt: skip


def deduplicated(rows: pl.DataFrame, counts: Counter[Dirt]) -> pl.DataFrame:
    """Keep the last row of an area and day; tell those that agree from those that do not."""
    once, distinct = rows.unique(["day", "area_id"]).height, rows.unique().height
    counts[Dirt.CONFLICT] += distinct - once
    counts[Dirt.DUPLICATE] += rows.height - distinct
    return rows.unique(["day", "area_id"], keep="last", maintain_order=True)
