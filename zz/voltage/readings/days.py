"""One row for each area of a day, from its measured rows and from what the rules found. All values are integers."""

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from zz.voltage.models import MISSING, POINTS
from zz.voltage.readings import judging, unbalance
from zz.voltage.readings.measures import NONE_HIGH, Limits, measured
from zz.voltage.rulebook import Effective
from zz.voltage.vocabulary import DayState, RuleKind

VOLTAGE_KINDS = tuple(kind for kind in RuleKind if kind is not RuleKind.UNBALANCE)
SUSTAINED = {
    "sustained_outlet_low": RuleKind.OUTLET_UNDERVOLTAGE, "sustained_outlet_high": RuleKind.OUTLET_OVERVOLTAGE,
    "sustained_customer_low": RuleKind.CUSTOMER_UNDERVOLTAGE, "sustained_customer_high": RuleKind.CUSTOMER_OVERVOLTAGE,
}  # fmt: skip


WORST = {"area_id": pl.Int32, "meter": pl.String, "phase": pl.String, "minutes": pl.Int32}


@dataclass
class Judged:
    """What became of some areas of a day.

    `days` has the columns of `DailyVoltage`, `found` of `Finding`; `rows` are the measured rows, `worst` (area_id,
    meter, phase, minutes) the customers that broke a rule. `lacking` tells by area what could not be judged.
    """

    days: pl.DataFrame
    rows: pl.DataFrame
    lacking: pl.DataFrame
    found: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=judging.FOUND))
    worst: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WORST))


def judge(rows: pl.DataFrame, areas: pl.DataFrame, rules: Effective, limits: Limits) -> Judged:
    """Judge the curves of some areas on one day (`store.curves`). `areas` has area_id, phases, kva."""
    here = areas.filter(pl.col("area_id").is_in(rows["area_id"].unique().implode())).sort("area_id")
    rows = measured(rows, limits)
    judged = Judged(_counted(rows, here), rows, pl.DataFrame({"area_id": here["area_id"], "lacks": False}))
    for kind in VOLTAGE_KINDS:
        _judge_kind(judged, kind, rules, (rows, rows))
    loaded = _by_currents(rows, here, rules, judging.general)
    nearest = _by_currents(rows, here, rules, judging.nearest) if rules.nearer[RuleKind.UNBALANCE] else loaded
    _judge_kind(judged, RuleKind.UNBALANCE, rules, (loaded, nearest))
    days = _with_extremes(judged.days, rows, rules).join(unbalance.of_voltages(rows), on="area_id", how="left")
    judged.days = _with_state(_with_load(days, loaded, rules), judged.found, judged.lacking)
    return judged


def _judge_kind(judged: Judged, kind: RuleKind, rules: Effective, sources: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """Judge by one rule: the general one counts the customers, the nearest to each area finds what is found."""
    areas = judged.days["area_id"].to_list()
    usual = judging.general(rules, kind, areas)
    nearer = judging.nearest(rules, kind, areas) if rules.nearer[kind] else usual
    by_usual = judging.with_minutes(judging.fired(sources[0], kind, usual), kind)
    broken = by_usual
    if rules.nearer[kind]:
        broken = judging.with_minutes(judging.fired(sources[1], kind, nearer), kind)
    enough = judging.complete(judged.days, kind, nearer)
    kept = judging.findings(broken, kind).join(enough.filter("enough"), on="area_id", how="semi")
    judged.found = pl.concat([judged.found, kept])
    if kind.of_customers:
        judged.days = _with_customers(judged.days, kind, judging.findings(by_usual, kind))
        judged.worst = pl.concat([judged.worst, broken.select(*WORST)])
    if kind is not RuleKind.UNBALANCE:
        lacks = pl.col("lacks") | ~enough["enough"].fill_null(True)
        judged.lacking = judged.lacking.with_columns(lacks)


def _by_currents(
    rows: pl.DataFrame, areas: pl.DataFrame, rules: Effective, which: Callable[..., pl.DataFrame]
) -> pl.DataFrame:
    return unbalance.of_currents(rows, areas, which(rules, RuleKind.UNBALANCE, areas["area_id"].to_list()))


def _rate(part: str, whole: str, scale: int) -> pl.Expr:
    """Return part ÷ whole × `scale`, rounded half up; null where there is nothing."""
    share = (pl.col(part).cast(pl.Int64) * 2 * scale + pl.col(whole)) // (2 * pl.col(whole).cast(pl.Int64))
    return pl.when(pl.col(whole) > 0).then(share)


def _counted(rows: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """Return area_id and the counts of points, their rates and completeness."""
    sides = {"outlet": pl.col("outlet"), "customer": ~pl.col("outlet")}
    counts = [
        pl.col(name).filter(which).sum().cast(pl.Int32).alias(f"{side}_{name}")
        for side, which in sides.items()
        for name in ("valid", "qualified")
    ]
    found = rows.group_by("area_id").agg(
        *counts,
        *(which.sum().cast(pl.Int32).alias(f"{side}_rows") for side, which in sides.items()),
        pl.col("meter").filter(~pl.col("outlet")).n_unique().cast(pl.Int32).alias("meters"),
        pl.col("phase").filter("outlet").n_unique().alias("outlet_phases"),
    )
    found = areas.select("area_id", "phases").join(found, on="area_id", maintain_order="left")
    expected = pl.max_horizontal(pl.col("phases").cast(pl.Int32), "outlet_rows") * POINTS
    found = found.with_columns(
        expected.alias("outlet_expected"), (pl.col("customer_rows") * POINTS).alias("customer_expected")
    ).with_columns(
        (pl.col("outlet_valid") + pl.col("customer_valid")).alias("all_valid"),
        (pl.col("outlet_expected") + pl.col("customer_expected")).alias("all_expected"),
    )
    return found.with_columns(
        _rate("outlet_qualified", "outlet_valid", 100_000).alias("outlet_rate"),
        _rate("customer_qualified", "customer_valid", 100_000).alias("customer_rate"),
        _rate("all_valid", "all_expected", 10_000).alias("completeness"),
    )


def missing_phases(days: pl.DataFrame) -> int:
    """Count the areas whose outlet brought fewer phases than it has (no outlet at all counts too)."""
    return days.filter(pl.col("outlet_expected") > pl.col("outlet_rows") * POINTS).height


def _with_customers(days: pl.DataFrame, kind: RuleKind, found: pl.DataFrame) -> pl.DataFrame:
    side = "high" if kind.over else "low"
    counted = found.select("area_id", *(pl.col(n).alias(f"{side}_{n}") for n in ("customers", "minutes")))
    return days.join(counted, on="area_id", how="left", maintain_order="left").with_columns(
        pl.col(f"{side}_customers", f"{side}_minutes").fill_null(0)
    )


def _with_extremes(days: pl.DataFrame, rows: pl.DataFrame, rules: Effective) -> pl.DataFrame:
    """Add the lowest and highest of all meters with where they were, those of the outlet, and the sustained ones."""
    for highest in (False, True):
        days = days.join(_extreme(rows, highest=highest), on="area_id", how="left", maintain_order="left")
    outlet = rows.filter(pl.col("outlet") & ~pl.col("line"))
    low, high = pl.col("low_1"), pl.col("high_1")
    extremes = outlet.group_by("area_id").agg(
        low.filter(low < MISSING).min().cast(pl.Int32).alias("outlet_min"),
        high.filter(high > NONE_HIGH).max().cast(pl.Int32).alias("outlet_max"),
    )
    days = days.join(extremes, on="area_id", how="left", maintain_order="left")
    for name, kind in SUSTAINED.items():
        days = days.join(_sustained(rows, name, kind, rules), on="area_id", how="left", maintain_order="left")
    return days


def _extreme(rows: pl.DataFrame, *, highest: bool) -> pl.DataFrame:
    """Return area_id and the furthest value of all its meters, with its point, meter and phase."""
    name, column, none = ("highest", "high_1", NONE_HIGH) if highest else ("lowest", "low_1", MISSING)
    share = pl.col(column).cast(pl.Int32) * pl.when("line").then(11).otherwise(19)
    there = rows.filter(pl.col(column) != none).with_columns(share.alias("share"))
    end = pl.col("share").max() if highest else pl.col("share").min()
    ranked = judging.extreme_point(there.filter(pl.col("share") == end.over("area_id")), highest=highest)
    first = ranked.sort("point", "meter", "phase").group_by("area_id").agg(
        pl.col("worst", "point", "meter", "phase").first()
    )  # fmt: skip
    return first.rename({"worst": name, **{part: f"{name}_{part}" for part in ("point", "meter", "phase")}})


def _sustained(rows: pl.DataFrame, name: str, kind: RuleKind, rules: Effective) -> pl.DataFrame:
    """Return area_id and what its worst meter stayed beyond for the general rule's length, in single-phase volts."""
    column = f"{'high' if kind.over else 'low'}_{rules.general[kind].consecutive}"
    none = NONE_HIGH if kind.over else MISSING
    value = pl.col(column).cast(pl.Int32)
    single = pl.when("line").then((value * 22 + 19) // 38).otherwise(value)
    chosen = rows.filter((pl.col("outlet") != kind.of_customers) & (pl.col(column) != none))
    return chosen.group_by("area_id").agg((single.max() if kind.over else single.min()).alias(name))


def _with_load(days: pl.DataFrame, loaded: pl.DataFrame, rules: Effective) -> pl.DataFrame:
    """Add the highest load and the unbalance of currents that stood under it."""
    column = f"high_{rules.general[RuleKind.UNBALANCE].consecutive}"
    found = loaded.group_by("area_id").agg(
        pl.col(column).max().cast(pl.Int32).alias("current_unbalance"), pl.col("load").max()
    )  # fmt: skip
    return days.join(found, on="area_id", how="left", maintain_order="left")


def _with_state(days: pl.DataFrame, found: pl.DataFrame, lacking: pl.DataFrame) -> pl.DataFrame:
    """Say of each area whether a rule was broken, else whether one could not be judged."""
    abnormal = pl.col("area_id").is_in(found["area_id"].unique().implode())
    state = (
        pl.when(abnormal).then(pl.lit(DayState.ABNORMAL.value))
        .when("lacks").then(pl.lit(DayState.INSUFFICIENT.value)).otherwise(pl.lit(DayState.NORMAL.value))
    )  # fmt: skip
    return days.join(lacking, on="area_id", maintain_order="left").with_columns(state.alias("state"))
