"""Judge the measured rows of a day by the versions of the rules that hold for their areas."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from zz.voltage.models import MINUTES, MISSING, POINTS, VoltageRule
from zz.voltage.readings.measures import NONE_HIGH, WIDE, in_day, windows, with_day_before
from zz.voltage.rulebook import LENGTHS, Effective
from zz.voltage.vocabulary import RuleKind, Severity

RULES = {
    "rule_id": pl.Int32, "threshold": pl.Int32, "line_threshold": pl.Int32, "severe": pl.Int32, "line_severe": pl.Int32,
    "length": pl.Int32, "min_completeness": pl.Int32, "load": pl.Int32,
}  # fmt: skip
FOUND = {
    "area_id": pl.Int32, "rule_id": pl.Int32, "kind": pl.String, "severity": pl.String, "customers": pl.Int32,
    "minutes": pl.Int32, "worst": pl.Int32, "meter": pl.String, "phase": pl.String, "point": pl.Int16,
}  # fmt: skip


def hundredths(value: Decimal | None) -> int | None:
    """Return a limit as curves are kept."""
    return None if value is None else int((value * 100).to_integral_value())


def _line(value: Decimal | None, of_phase: Decimal | None) -> int | None:
    """Return a limit of three-phase meters: its own, else the single-phase one by 380 to 220."""
    if value is None and of_phase is not None:
        value = (of_phase * 19 / 11).quantize(Decimal("0.01"))
    return hundredths(value)


def _values(rule: VoltageRule) -> tuple[int | None, ...]:
    return (
        rule.id, hundredths(rule.threshold), _line(rule.line_threshold, rule.threshold), hundredths(rule.severe),
        _line(rule.line_severe, rule.severe), rule.consecutive, hundredths(rule.min_completeness),
        hundredths(rule.load),
    )  # fmt: skip


def general(rules: Effective, kind: RuleKind, areas: Sequence[int]) -> pl.DataFrame:
    """Return the general rule of a kind for each of the areas: area_id and `RULES`."""
    return _frame(dict.fromkeys(areas, rules.general[kind]))


def nearest(rules: Effective, kind: RuleKind, areas: Sequence[int]) -> pl.DataFrame:
    """Return the rule that judges each of the areas: area_id and `RULES`."""
    return _frame({area: rules.rule(kind, area) for area in areas})


def _frame(judging: dict[int, VoltageRule]) -> pl.DataFrame:
    known = {id(rule): _values(rule) for rule in {id(rule): rule for rule in judging.values()}.values()}
    rows = [(area, *known[id(rule)]) for area, rule in judging.items()]
    return pl.DataFrame(rows, schema={"area_id": pl.Int32, **RULES}, orient="row")


def beyond(kind: RuleKind, value: pl.Expr, limit: pl.Expr) -> pl.Expr:
    """Tell whether a value is beyond a limit: strictly, and a missing one (65535, or 0) never is."""
    return value > limit if kind.over else value < limit


def sustained(rows: pl.DataFrame, kind: RuleKind) -> pl.DataFrame:
    """Return the rows with `sustained`: what each stood beyond for as long as its rule's `length` asks."""
    side, none = ("high", NONE_HIGH) if kind.over else ("low", MISSING)
    chosen = pl.lit(none, pl.UInt16)
    for length in LENGTHS:
        chosen = pl.when(pl.col("length") == length).then(f"{side}_{length}").otherwise(chosen)
    return rows.with_columns(chosen.alias("sustained"))


def fired(rows: pl.DataFrame, kind: RuleKind, rules: pl.DataFrame) -> pl.DataFrame:
    """Return the measured rows that break their area's rule, with `limit`, `is_severe` and `sustained`."""
    judged = rows.filter(pl.col("outlet") != kind.of_customers).join(rules, on="area_id", maintain_order="left")
    limit = pl.when("line").then("line_threshold").otherwise("threshold")
    severe = pl.when("line").then("line_severe").otherwise("severe")
    judged = sustained(judged, kind).with_columns(limit.alias("limit"))
    broken = judged.filter(beyond(kind, pl.col("sustained"), pl.col("limit")))
    return broken.with_columns(beyond(kind, pl.col("sustained"), severe).fill_null(False).alias("is_severe"))


def with_minutes(rows: pl.DataFrame, kind: RuleKind) -> pl.DataFrame:
    """Return fired rows with `minutes`: those points of the day that stand in runs which reach the rule's length."""
    parts = [_minutes(part, kind) for part in rows.partition_by("length", maintain_order=True)]
    return pl.concat(parts) if parts else rows.with_columns(pl.lit(0, pl.Int32).alias("minutes"))


def _minutes(rows: pl.DataFrame, kind: RuleKind) -> pl.DataFrame:
    """Count for rows of one length: a point stands in such a run where a window of the day over it is all beyond."""
    length = rows["length"][0]
    missing, worst = (NONE_HIGH, pl.min_horizontal) if kind.over else (MISSING, pl.max_horizontal)
    values = with_day_before(rows)
    if kind.over:
        values = values.replace(MISSING, NONE_HIGH)
    window = dict(windows(values, worst, missing))[length]
    limits = rows["limit"].repeat_by(WIDE).explode()
    points = pl.DataFrame({"w": window, "limit": limits, "day": in_day(rows.height)})
    ends = points.select(beyond(kind, pl.col("w"), pl.col("limit")) & pl.col("day")).to_series().to_frame("e")
    reached = pl.any_horizontal(pl.col("e").shift(-back, fill_value=False) for back in range(length))
    stands = ends.select(reached & points["day"]).to_series().cast(pl.UInt8).reshape((rows.height, WIDE))
    return rows.with_columns((stands.arr.sum() * MINUTES).cast(pl.Int32).alias("minutes"))


def extreme_point(rows: pl.DataFrame, *, highest: bool) -> pl.DataFrame:
    """Return the rows with `worst` (hundredths of a volt) and `point` (1…96, the first) of their own extreme."""
    if highest:
        values = rows["u"].explode().replace(MISSING, NONE_HIGH).reshape((rows.height, POINTS))
        found, where = values.arr.max(), values.arr.arg_max()
    else:
        found, where = rows["u"].arr.min(), rows["u"].arr.arg_min()
    return rows.with_columns(found.cast(pl.Int32).alias("worst"), (where + 1).cast(pl.Int16).alias("point"))


def by_share(highest: bool) -> tuple[list[pl.Expr], list[bool]]:
    """Return what puts the furthest value first: its share of the rated voltage, then time, meter and phase."""
    share = pl.col("worst") * pl.when("line").then(11).otherwise(19)
    return [share, pl.col("point"), pl.col("meter"), pl.col("phase")], [highest, False, False, False]


def findings(rows: pl.DataFrame, kind: RuleKind) -> pl.DataFrame:
    """Return one row (`FOUND`) for each area of fired rows that have their minutes."""
    if rows.is_empty():
        return pl.DataFrame(schema=FOUND)
    order, descending = by_share(kind.over)
    ranked = extreme_point(rows, highest=kind.over).sort(order, descending=descending, maintain_order=True)
    of_meter = ranked.group_by("area_id", "meter").agg(pl.col("minutes").max())
    total = pl.col("minutes").sum() if kind.of_customers else pl.col("minutes").max()
    minutes = of_meter.group_by("area_id").agg(total, pl.len().alias("meters"))
    first = ranked.group_by("area_id", maintain_order=True).agg(
        pl.col("rule_id", "worst", "meter", "phase", "point").first(), pl.col("is_severe").any()
    )  # fmt: skip
    found = first.join(minutes, on="area_id").with_columns(
        pl.lit(kind.value).alias("kind"),
        pl.when("is_severe").then(pl.lit(Severity.SEVERE.value)).otherwise(pl.lit(Severity.ORDINARY.value))
        .alias("severity"),
        (pl.col("meters") if kind.of_customers else pl.lit(0)).alias("customers"),
    )  # fmt: skip
    return found.select(pl.col(name).cast(dtype) for name, dtype in FOUND.items())


def complete(days: pl.DataFrame, kind: RuleKind, rules: pl.DataFrame) -> pl.DataFrame:
    """Return area_id and `enough`: whether the points that a rule judges are complete enough for it.

    An area without customers' meters is not judged by the customers' rules, and lacks nothing for it (`enough` null).
    """
    side = "customer" if kind.of_customers else "outlet"
    valid, expected = pl.col(f"{side}_valid"), pl.col(f"{side}_expected")
    enough = pl.when(expected > 0).then(valid * 10_000 >= pl.col("min_completeness") * expected)
    return days.join(rules, on="area_id", maintain_order="left").select("area_id", enough.alias("enough"))
