"""Try a changed rule over the last weeks, from what was measured of every meter: nothing is written.

Both the rules as they are and the rules as they would be judge the same days, so that only the change shows. Days of
ready aggregates have no measures and take no part.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from zz.voltage.models import POINTS, VoltageRule
from zz.voltage.readings import judging, store, unbalance
from zz.voltage.readings.running import AREAS_AT_ONCE, Say, area_frame, silent
from zz.voltage.rulebook import Effective, effective, in_force
from zz.voltage.vocabulary import RuleKind

DAYS = 30


@dataclass
class Trial:
    """On how many of `days` each area breaks the rule: `before` as it is, `after` as it would be."""

    days: list[date]
    before: Counter[int] = field(default_factory=Counter)
    after: Counter[int] = field(default_factory=Counter)


def with_draft(draft: VoltageRule, day: date) -> list[VoltageRule]:
    """Return the rules in force with the draft in the place of the one for the same scope."""
    others = [
        rule for rule in in_force(day)
        if (rule.kind, rule.unit_id, rule.area_id) != (draft.kind, draft.unit_id, draft.area_id)
    ]  # fmt: skip
    return [*others, draft]


def run(draft: VoltageRule, today: date, areas: Sequence[int] | None, say: Say = silent) -> Trial:
    """Try a draft on some areas (None: on all) over the kept days of the last `DAYS`."""
    known = area_frame(areas)
    rules = effective(today), effective(today, with_draft(draft, today))
    found = Trial(store.days(store.MEASURES)[-DAYS:])
    for number, day in enumerate(found.days, 1):
        for counter, judged in zip((found.before, found.after), rules, strict=True):
            counter.update(_broken(day, draft.kind, known, judged))
        say(number, len(found.days), f"正在试算 {day.month}月{day.day}日")
    return found


def _broken(day: date, kind: RuleKind, known: pl.DataFrame, rules: Effective) -> list[int]:
    """Return the areas that break a rule on a day, with points enough to say so."""
    measures = pl.read_parquet(store.path(store.MEASURES, day))
    measures = measures.filter(pl.col("area_id").is_in(known["area_id"].implode()))
    here = known.filter(pl.col("area_id").is_in(measures["area_id"].unique().implode()))
    nearest = judging.nearest(rules, kind, here["area_id"].to_list())
    enough = judging.complete(_counted(measures, here), kind, nearest).filter("enough")
    rows = _by_currents(day, here, nearest) if kind is RuleKind.UNBALANCE else measures
    broken = judging.fired(rows, kind, nearest).join(enough, on="area_id", how="semi")
    return broken["area_id"].unique().to_list()


def _counted(measures: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """Return area_id with the valid and expected points of outlet and customers."""
    outlet, valid = pl.col("outlet"), pl.col("valid")
    counted = measures.group_by("area_id").agg(
        valid.filter(outlet).sum().alias("outlet_valid"), valid.filter(~outlet).sum().alias("customer_valid"),
        outlet.sum().cast(pl.Int32).alias("rows"), ((~outlet).sum().cast(pl.Int32) * POINTS).alias("customer_expected"),
    )  # fmt: skip
    expected = pl.max_horizontal("phases", "rows") * POINTS
    return counted.join(areas, on="area_id").with_columns(expected.alias("outlet_expected"))


def _by_currents(day: date, areas: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Return the outlets' unbalance of currents, measured anew: it depends on the rule's load."""
    ids = areas["area_id"].sort().to_list()
    parts = [
        unbalance.of_currents(store.curves(day, ids[start : start + AREAS_AT_ONCE]), areas, rules)
        for start in range(0, len(ids), AREAS_AT_ONCE)
    ]
    return pl.concat(parts) if parts else unbalance.of_currents(store.curves(day, []), areas, rules)
