"""Take a file of readings in: read, clean, keep the curves, judge its days and the days after them, say what was found.

A file may be taken in twice: its days replace what there is of their areas. One process does it at a time (`LEASE`).
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
from sqlalchemy import select

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db, writing
from zz.jobs.lease import holding
from zz.rules import value
from zz.voltage import operations, sockets
from zz.voltage import rules as settings
from zz.voltage.access import visible_to
from zz.voltage.models import Area, ReadingBatch
from zz.voltage.readings import aggregates, cleaning, running, store
from zz.voltage.readings import writing as database
from zz.voltage.readings.columns import DAY, ReadingError
from zz.voltage.readings.opening import Readings, open_readings
from zz.voltage.readings.running import Say, Tally, silent
from zz.voltage.rulebook import effective
from zz.voltage.vocabulary import Dirt, ReadingFormat

LEASE = "voltage"
WAIT = 300.0  # seconds for another file to be done
NO_DAY = "文件里没有“日期”列：请在报送时选择日期，或把日期写进文件名（如 2023-09-13）。"
NOTHING = "没有一行能入库：{reasons}。请核对台区编号、日期、测点类型和相别后重新报送。"
TOO_LONG = "文件超过 5000 万行：请按天拆成几个文件后分别报送。"
MOST_ROWS = 50_000_000  # more than a month of a county; a crafted parquet can claim any number
UNKNOWN_SHOWN = 50


@dataclass
class Taking:
    """A file on its way in: whose areas it may bring, and what has been counted."""

    batch_id: int
    areas: pl.DataFrame
    only_day: date | None
    given_day: date | None
    folder: Path
    tally: Tally = field(default_factory=Tally)
    unknown: set[str] = field(default_factory=set)
    rows: int = 0
    days: dict[date, list[int]] = field(default_factory=dict)


def take(batch_id: int, path: Path, *, at: datetime, by: User | None = None, say: Say = silent) -> ReadingBatch:
    """Take a file in and return its batch: judged, or refused with a sentence.

    Raises:
        LeaseTaken: another file is not done within `WAIT` seconds.
    """
    with holding(LEASE, wait=WAIT):
        try:
            taking = _take(batch_id, path, by, say)
        except ReadingError as error:
            with writing():
                operations.refuse(batch_id, str(error), by=by, at=at)
            return db.session.get_one(ReadingBatch, batch_id)
        sockets.tell(_with_days_after(taking.days), at)
        with writing():
            operations.judged(
                batch_id, days=sorted(taking.days), areas=sum(map(len, taking.days.values())), rows=taking.rows,
                found=taking.tally.found, counts=cleaning.said(taking.tally.counts),
                unknown=sorted(taking.unknown)[:UNKNOWN_SHOWN], by=by, at=at,
            )  # fmt: skip
    return db.session.get_one(ReadingBatch, batch_id)


def _with_days_after(days: dict[date, list[int]]) -> list[date]:
    """Return the days that were judged: those of the file, and those after them that have curves."""
    return sorted({*days, *(d + timedelta(days=1) for d in days if d + timedelta(days=1) in store.days())})


def _take(batch_id: int, path: Path, by: User | None, say: Say) -> Taking:
    batch = db.session.get_one(ReadingBatch, batch_id)
    folder = store.folder() / "work" / str(batch_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    readings: Readings | None = None
    try:
        readings = open_readings(path, batch.filename, folder)
        given = batch.only_day or operations.day_in(batch.filename)
        taking = Taking(batch_id, _areas(by), batch.only_day, given, folder)
        if DAY not in readings.layout.columns and given is None:
            raise ReadingError(NO_DAY)
        if readings.rows() > MOST_ROWS:
            raise ReadingError(TOO_LONG)
        with writing():
            operations.recognised(batch_id, readings.layout.format)
        steps = _curves if readings.layout.format is ReadingFormat.CURVES else _aggregates
        steps(taking, readings, say)
        return taking
    finally:
        if readings is not None:
            readings.close()
        shutil.rmtree(folder, ignore_errors=True)


def _areas(by: User | None) -> pl.DataFrame:
    """Return the areas that whoever brings the file may bring readings of."""
    if by is None:
        return running.area_frame()
    mine = db.session.scalars(select(Area.id).where(visible_to(by, Permission.VOLTAGE_IMPORT))).all()
    return running.area_frame(mine)


def _refuse_empty(taking: Taking) -> None:
    if not taking.rows:
        found = cleaning.said(taking.tally.counts)
        reasons = "、".join(f"{Dirt(name).label} {number:,}" for name, number in found.items())
        raise ReadingError(NOTHING.format(reasons=reasons or "没有数据行"))


def _curves(taking: Taking, readings: Readings, say: Say) -> None:
    """Read all, keep the curves day by day, then judge."""
    parts = _spread(taking, readings, say)
    _refuse_empty(taking)
    for day in sorted(parts):
        rows = cleaning.deduplicated(pl.read_parquet(parts[day]), taking.tally.counts)
        store.replace(day, rows, taking.tally.counts)
        taking.days[day] = rows["area_id"].unique().sort().to_list()
        del rows
    steps = list(_to_judge(taking.days))
    for number, (day, areas, own) in enumerate(steps):
        part = _share(say, number, len(steps), readings.rows())
        running.judge_day(day, areas, batch_id=taking.batch_id if own else None, tally=taking.tally, say=part)
    store.forget_old(value(settings.KEEP_DAYS.key))


def _share(say: Say, number: int, steps: int, rows: int) -> Say:
    """Return what tells the progress of one judged day: the file's rows count once for reading, once for judging."""

    def part(done: int, total: int, text: str) -> None:
        say(rows + rows * (number * total + done) // (steps * total), 2 * rows, text)

    return part


def _spread(taking: Taking, readings: Readings, say: Say) -> dict[date, list[Path]]:
    """Clean the file batch by batch into one small file for each batch and day: a month never lies in memory."""
    parts: dict[date, list[Path]] = defaultdict(list)
    counts, read = taking.tally.counts, 0
    bounds = cleaning.Bounds(*(value(rule.key) for rule in (settings.OUTAGE, settings.SUSPECT, settings.IMPLAUSIBLE)))
    total = readings.rows()
    db.session.rollback()
    for number, batch in enumerate(readings.batches()):
        read += batch.height
        rows = cleaning.identified(batch, taking.areas, taking.given_day)
        rows = cleaning.sorted_out(rows, counts, taking.unknown, taking.only_day)
        taking.rows += rows.height
        if not rows.is_empty():
            packed = cleaning.compact(rows, readings.layout, bounds, counts)
            for (day,), part in packed.partition_by("day", as_dict=True, maintain_order=True).items():
                target = taking.folder / f"{day}-{number}.parquet"
                part.write_parquet(target, compression="lz4")
                parts[day].append(target)
        say(read, 2 * total, f"正在读取：{read:,}/{total:,} 行")
    return parts


def _to_judge(days: dict[date, list[int]]) -> Iterator[tuple[date, list[int], bool]]:
    """Yield (day, areas, whether the file brought them), in order: a run of a day can reach into the next."""
    for day in sorted(days):
        yield day, days[day], True
        following = day + timedelta(days=1)
        touched = set(days[day]) - set(days.get(following, ()))
        if again := [area for area in store.area_ids(following) if area in touched]:
            yield following, again, False


def _aggregates(taking: Taking, readings: Readings, say: Say) -> None:
    """Read all rows (a day of the county is 20,000), then judge day by day."""
    counts, parts, total = taking.tally.counts, [], readings.rows()
    for batch in readings.batches():
        rows = aggregates.identified(batch, taking.areas, taking.given_day)
        rows = aggregates.sorted_out(rows, counts, taking.unknown, taking.only_day)
        parts.append(aggregates.compact(rows, readings.layout, counts))
        taking.rows += rows.height
    _refuse_empty(taking)
    rows = aggregates.deduplicated(pl.concat(parts), counts)
    done = 0
    for (day,), part in sorted(rows.partition_by("day", as_dict=True).items()):
        taking.days[day] = part["area_id"].sort().to_list()
        for chunk in part.sort("area_id").iter_slices(running.AREAS_AT_ONCE):
            _write_aggregates(taking, day, chunk)
            done += chunk.height
            say(done, total, f"正在判定：{done:,}/{rows.height:,} 行，发现 {taking.tally.found:,} 处异常")
        store.drop(day, taking.days[day])


def _write_aggregates(taking: Taking, day: date, chunk: pl.DataFrame) -> None:
    days, found = aggregates.judge(chunk, effective(day))
    with writing():
        taking.tally.counts[Dirt.REPLACED] += len(database.batches_of(day, chunk["area_id"].to_list()))
        database.write(day, days, found, [], taking.batch_id)
    taking.tally.areas += days.height
    taking.tally.found += found.height
