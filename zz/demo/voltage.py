"""The voltage desk of the demo: a grid company, areas with curves that were simulated, and invented ones around them.

The curves of 示例台区01—24 come from simulated networks (SimBench), made faulty and mended on known days; those of
谭家冲台区, whose tap was changed after 6 September, are invented, like the days of all others.
"""

import csv
import lzma
import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from zz.accounts.models import Unit
from zz.db import db, table_of, writing
from zz.demo.county import DATA, County
from zz.demo.voltage_days import Invented, days, fault_of, names, rows
from zz.spelling import search_lines, spellings
from zz.voltage import operations, rulebook, sockets
from zz.voltage.models import Area, DailyVoltage, Finding
from zz.voltage.vocabulary import ReadingSource

CURVES, AREAS = DATA / "voltage_curves.csv.xz", DATA / "voltage_areas.csv"
KVA = (100, 160, 200, 250, 315, 400, 630)
# Invented areas of each station, and how many times the common number of faults it bears.
STATIONS = {
    "城区供电所": (34, 0.7), "石峰供电所": (46, 0.5), "天元供电所": (44, 0.4), "渌口供电所": (30, 1.1),
    "朱亭供电所": (38, 1.7), "浦口供电所": (42, 1.0), "白兔潭供电所": (40, 1.3), "网岭供电所": (44, 0.8),
    "皇图岭供电所": (42, 1.5), "界首供电所": (36, 1.2), "高陇供电所": (34, 1.8), "霞阳供电所": (14, 1.4),
}  # fmt: skip


def load(county: County, *, at: datetime) -> None:
    """Load the desk; it commits by itself, since curves are judged day by day."""
    stations = {unit.label: unit.id for unit in county.units.values() if unit.label in STATIONS}
    with writing():
        db.session.execute(insert(table_of(Area)), [*_with_curves(stations, at), *_invented(stations, at)])
    earlier = _days_of_invented()
    _curves(at)
    sockets.tell(earlier, at)


def _area(code: str, name: str, station: int, at: datetime, **columns: Any) -> dict[str, Any]:
    search = search_lines(name, code, *spellings(name))
    return {
        "code": code, "name": name, "station_id": station, "phases": 3, "tap_step": "2.5", "search": search,
        "active": True, "created_at": at, "version": 1, **columns,
    }  # fmt: skip


def _with_curves(stations: dict[str, int], at: datetime) -> Iterator[dict[str, Any]]:
    with AREAS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = {key: int(row[key]) for key in ("kva", "tap", "taps", "customers")}
            yield _area(row["code"], row["name"], stations[row["station"]], at, feeder=row["feeder"], **numbers)


def _invented(stations: dict[str, int], at: datetime) -> Iterator[dict[str, Any]]:
    chance = random.Random("台区")  # noqa: S311  (the same at every load)
    hamlets = names(chance)
    for number, (station, (count, _)) in enumerate(STATIONS.items(), 1):
        for index in range(1, count + 1):
            feeder = f"10kV{station.removesuffix('供电所')}{'一二三四五六'[index % 6]}线"
            yield _area(
                f"ZZ{number:02d}{index:03d}", next(hamlets), stations[station], at, feeder=feeder,
                kva=chance.choice(KVA), tap=chance.choice((2, 3, 3, 3, 4)), taps=5, customers=chance.randrange(38, 190),
            )  # fmt: skip


def _days_of_invented() -> Sequence[date]:
    """Insert the days of the invented areas with what the rules find in them; return those days."""
    from zz.voltage.readings import writing as judged

    burdens = {name: burden for name, (_, burden) in STATIONS.items()}
    query = select(Area.id, Area.code, Area.customers, Unit.short_name).join(Unit, Unit.id == Area.station_id)
    areas = []
    for row in db.session.execute(query.where(Area.code.like("ZZ%")).order_by(Area.id)):
        fault = fault_of(random.Random(f"{row.code} fault"), burdens[row.short_name])  # noqa: S311
        areas.append(Invented(row.id, row.code, (row.customers or 60) // 2, fault))
    rules = {kind: version.id for kind, version in rulebook.effective(days()[-1]).general.items()}
    daily, found = rows(areas, rules)
    with writing():
        connection = db.session.connection()
        connection.execute(insert(judged.raw(DailyVoltage)), daily)
        connection.execute(insert(judged.raw(Finding)), found)
        for month in sorted({day.replace(day=1) for day in days()}):
            judged.roll_up(month, [area.id for area in areas])
    return days()


def _curves(at: datetime) -> None:
    """Take the file of curves in, as any other."""
    from zz.voltage.readings import intake

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台区电压曲线.csv"
        path.write_bytes(lzma.decompress(CURVES.read_bytes()))
        with writing():
            batch = operations.begin(path.name, path.stat().st_size, ReadingSource.FOLDER, by=None, at=at)
            number = batch.id
        intake.take(number, path, at=at)
