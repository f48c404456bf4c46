"""Judge days from their kept curves and write what came of it, chunk of areas by chunk: memory stays level."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from sqlalchemy import select

from zz.db import db, writing
from zz.rules import value
from zz.voltage import rules as settings
from zz.voltage.models import Area
from zz.voltage.readings import days, store
from zz.voltage.readings import writing as database
from zz.voltage.readings.measures import Limits
from zz.voltage.rulebook import LENGTHS, Effective, effective
from zz.voltage.vocabulary import Dirt

AREAS_AT_ONCE = 2_000
MEASURED = [*store.KEY, "line", "valid", *(f"{side}_{n}" for side in ("low", "high") for n in LENGTHS)]

Say = Callable[[int, int, str], None]


@dataclass
class Tally:
    """What has come of the days of a file so far."""

    areas: int = 0
    found: int = 0
    counts: Counter[Dirt] = field(default_factory=Counter)


def silent(done: int, total: int, text: str) -> None:
    """Tell nobody."""


def limits(day: date) -> Limits:
    """Return the limits of the qualified rate that hold on a day."""
    keys = (settings.PHASE_LOW, settings.PHASE_HIGH, settings.LINE_LOW, settings.LINE_HIGH)
    return Limits(*(int(value(rule.key, day) * 100) for rule in keys))


def area_frame(areas: Sequence[int] | None = None) -> pl.DataFrame:
    """Return code, area_id, phases, kva, customers of all areas, or of some."""
    query = select(Area.code, Area.id, Area.phases, Area.kva, Area.customers).order_by(Area.id)
    rows = [tuple(row) for row in db.session.execute(query) if areas is None or row.id in set(areas)]
    schema = {"code": pl.String, "area_id": pl.Int32, "phases": pl.Int32, "kva": pl.Int32, "customers": pl.Int32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def judge_day(day: date, areas: Sequence[int], *, batch_id: int | None, tally: Tally, say: Say = silent) -> None:
    """Judge some areas of a day by their kept curves; without `batch_id` the days stay those of their files."""
    rules, within, known = effective(day), limits(day), area_frame()
    db.session.rollback()
    measures = []
    for start in range(0, len(areas), AREAS_AT_ONCE):
        chunk = areas[start : start + AREAS_AT_ONCE]
        measures.append(_chunk(day, chunk, known, rules, within, batch_id, tally))
        say(start + len(chunk), len(areas), _said(day, start + len(chunk), len(areas), tally))
    _keep(day, pl.concat(measures), areas)


def _said(day: date, done: int, total: int, tally: Tally) -> str:
    return f"正在判定 {day.month}月{day.day}日：{done:,}/{total:,} 个台区，发现 {tally.found:,} 处异常"


def _chunk(
    day: date, chunk: Sequence[int], known: pl.DataFrame, rules: Effective, within: Limits, batch_id: int | None,
    tally: Tally,
) -> pl.DataFrame:  # fmt: skip
    """Judge and write one chunk; return what was measured."""
    judged = days.judge(store.curves(day, chunk), known, rules, within)
    curves = database.kept_curves(day, judged.rows, judged.worst, judged.found)
    with writing():
        database.write(day, judged.days, judged.found, curves, batch_id)
    if batch_id is not None:
        tally.areas += judged.days.height
        tally.found += judged.found.height
        tally.counts[Dirt.MISSING_PHASE] += days.missing_phases(judged.days)
    return judged.rows.select(MEASURED)


def _keep(day: date, measures: pl.DataFrame, areas: Sequence[int]) -> None:
    """Keep what was measured, for trials of changed rules."""
    before = store.path(store.MEASURES, day)
    if before.exists():
        others = pl.read_parquet(before).filter(~pl.col("area_id").is_in(list(areas)))
        measures = pl.concat([others, measures])
    store.write(store.MEASURES, day, measures.sort(*store.KEY, descending=[False, True, False, False]))
