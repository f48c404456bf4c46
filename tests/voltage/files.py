"""Files of readings for tests: one area's outlet and customers on some days, with single values put elsewhere."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from tests.voltage.builders import DAY

POINTS = range(1, 97)
HEAD = ["台区编号", "台区名称", "测点编号", "测点类型", "相别", "日期"]
METERS = (("CK", "出口", "A"), ("CK", "出口", "B"), ("CK", "出口", "C"), ("U1", "用户", "A"), ("U2", "用户", "B"))

Values = Mapping[int, object]  # by point, from 1


def row(
    area: str, meter: str, kind: str, phase: str, day: date | str, values: Values, usual: object = 225.0
) -> list[object]:
    """Return a row of a file of curves."""
    return [area, "台区", f"{area}-{meter}", kind, phase, str(day), *(values.get(p, usual) for p in POINTS)]


def rows_of(
    area: str,
    day: date = DAY,
    values: Mapping[str, Values] | None = None,
    meters: Sequence[tuple[str, str, str]] = METERS,
) -> list[list[object]]:
    """Return the rows of one area on one day; `values` by meter and phase: {"U1 A": {30: 190}}."""
    given = values or {}
    return [row(area, *meter, day, given.get(f"{meter[0]} {meter[2]}", {})) for meter in meters]


def write_rows(
    path: Path, rows: Iterable[Sequence[object]], head: Sequence[str] = HEAD, encoding: str = "utf-8-sig"
) -> Path:
    """Write a file of curves."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*head, *(f"U{p}" for p in POINTS)])
        writer.writerows(rows)
    return path


def write_csv(path: Path, area: str, day: date = DAY, values: Mapping[str, Values] | None = None) -> Path:
    """Write one area's day."""
    return write_rows(path, rows_of(area, day, values))


def with_currents(code: str, phases: Mapping[str, Mapping[int, float]], usual: float) -> list[list[object]]:
    """Return one area's rows with currents behind: those of the outlet by phase, else `usual` amperes."""
    rows = []
    for line in rows_of(code):
        given = phases.get(str(line[4]), {}) if line[3] == "出口" else {}
        rows.append([*line, *(given.get(p, usual) if line[3] == "出口" else "" for p in POINTS)])
    return rows
