"""The shared simulation, 24 areas × 14 days, in a database: what must be found is written in voltage_expected.csv."""

import csv
import lzma
from datetime import date
from pathlib import Path

from tests.voltage.builders import make_area, make_rules, make_station
from tests.voltage.slow import DATA
from zz.accounts.models import Unit
from zz.clock import now
from zz.db import db, writing
from zz.voltage import operations
from zz.voltage.models import Area, ReadingBatch
from zz.voltage.readings.intake import take
from zz.voltage.vocabulary import ReadingSource

FIRST, LAST = date(2023, 8, 31), date(2023, 9, 13)


def expected() -> dict[tuple[str, str], list[date]]:
    """Return the days on which each rule must find each area."""
    with (DATA / "voltage_expected.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["台区编号"], r["规则"]): [date.fromisoformat(d) for d in r["触发日期"].split()] for r in rows}


def make_areas(station: Unit | None = None) -> dict[str, Area]:
    """Make the rules and the 24 areas of the simulation, of one station."""
    make_rules()
    place = station or make_station()
    return {code: make_area(place, code=code) for code in (f"TQ{n:04}" for n in range(1, 25))}


def curves(folder: Path) -> Path:
    """Write the curves as csv; return where."""
    path = folder / "voltage_96.csv"
    path.write_bytes(lzma.decompress((DATA / "voltage_96.csv.xz").read_bytes()))
    return path


def bring(path: Path, only_day: date | None = None) -> ReadingBatch:
    """Take a file in, as the command does."""
    db.session.commit()
    with writing():
        batch_id = operations.begin(
            path.name, path.stat().st_size, ReadingSource.COMMAND, only_day=only_day, by=None, at=now()
        ).id
    done = take(batch_id, path, at=now())
    db.session.expire_all()
    return done
