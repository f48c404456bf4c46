"""A day of 19,994 areas taken in and judged, against the same file read and nothing done: `python -m bench readings`.

Each run is a process of its own, the command that a person gives; its start is in the figure.
"""

import os
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from bench.figures import Figure
from bench.voltage_seeding import AREAS, NEWEST, installation

METERS, POINTS, PART = 60, 96, 1_000
AGGREGATES, CURVES = NEWEST + timedelta(days=1), NEWEST + timedelta(days=2)
FLOORS = {
    "csv": "import polars, sys; print(polars.read_csv(sys.argv[1], infer_schema=False).height)",
    "parquet": "import polars, sys; print(sum(b.height for b in polars.scan_parquet(sys.argv[1]).collect_batches()))",
}


def readings() -> None:
    """A day of aggregates, then a day of 115 million values."""
    folder = Path(installation(1).config["INSTANCE"])
    small, large = folder / "aggregates.csv", folder / "curves.parquet"
    _write_aggregates(small, AGGREGATES)
    _measured(folder, small, f"{AREAS:,} areas of aggregates imported and judged", 10)
    _write_curves(large, CURVES)
    values = AREAS * METERS * POINTS
    memory = _measured(folder, large, f"{AREAS:,} × {METERS} meters × {POINTS} points imported and judged", 90)
    Figure("peak memory of it", memory, 3, " GB", f"{values:,} values, {large.stat().st_size / 1e6:.0f} MB").show()


def _measured(folder: Path, path: Path, name: str, budget: float) -> float:
    """Take a file in; return the peak memory of the children so far in GB."""
    floor, busy_floor, _ = _run([sys.executable, "-c", FLOORS[path.suffix[1:]], str(path)], folder)
    command = [sys.executable, "-m", "flask", "--app", "app", "import-voltage", str(path)]
    taken, busy, said = _run(command, folder)
    assert said.splitlines()[-1].startswith(f"created {AREAS} "), said
    note = f"{busy:.1f} s of processor; floor {floor:.2f} s, {busy_floor:.1f} s of processor; {said.splitlines()[0]}"
    Figure(name, taken, budget, " s", note).show()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(command: list[str], folder: Path) -> tuple[float, float, str]:
    """Return seconds, seconds of processor, and what was said."""
    before, busy = time.perf_counter(), _busy()
    environment = {**os.environ, "ZZ_INSTANCE": str(folder), "SECRET_KEY": "x", "ZZ_FIELD_KEY": "x"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return time.perf_counter() - before, _busy() - busy, done.stdout


def _write_aggregates(path: Path, day: date) -> None:
    """Write ready aggregates: one area in forty has customers below the limit, one in fifty too few points."""
    columns = "台区编号 日期 完整率 出口合格率 用户合格率 低电压用户数 低电压时长"
    more = "出口过电压最长持续 出口最高电压 最低电压 最低电压时间"
    with path.open("w", encoding="utf-8") as file:
        print(",".join(f"{columns} {more}".split()), file=file)
        for number in range(1, AREAS + 1):
            low = number % 12 + 1 if number % 40 == 0 else 0
            complete, lowest = (60 if number % 50 == 1 else 99.5), (186.5 if low else 205)
            line = f"ZZ{number:06},{day},{complete},100,{100 - low},{low},{low * 135},0,231,{lowest},19:30"
            print(line, file=file)


def _write_curves(path: Path, day: date) -> None:
    """Write curves as 32-bit floats: in one area in forty a customer is low in the evening, a point in 997 missing."""
    import polars as pl

    parts = []
    for first in range(1, AREAS + 1, PART):
        parts.append(path.with_suffix(f".{first}.part"))
        _part(pl, first, min(first + PART, AREAS + 1), day).write_parquet(parts[-1])
    pl.scan_parquet(parts).sink_parquet(path, row_group_size=60_000)
    for part in parts:
        part.unlink()


def _part(pl, first: int, stop: int, day: date):  # type: ignore[no-untyped-def]
    chance = random.Random(first)
    rows = pl.DataFrame({"n": range((stop - first) * METERS)}).with_columns(
        (pl.col("n") // METERS + first).alias("area"), (pl.col("n") % METERS).alias("meter")
    )
    outlet, code = pl.col("meter") < 3, pl.format("ZZ{}", pl.col("area").cast(pl.String).str.zfill(6))
    name = pl.when(outlet).then(pl.lit("CK")).otherwise(pl.format("U{}", pl.col("meter")))
    low = (pl.col("area") % 40 == 0) & (pl.col("meter") == 59)
    points = {}
    for point in range(1, POINTS + 1):
        noise = pl.int_range(pl.len()).shuffle(seed=chance.randrange(10**9)) % 97
        usual = 220 + noise / 10 - pl.when(low & pl.lit(70 <= point <= 85)).then(35).otherwise(0)
        points[f"U{point}"] = pl.when((pl.col("n") + point) % 997 != 0).then(usual).cast(pl.Float32)
    phase = pl.col("meter").replace_strict({m: "ABC"[m % 3] for m in range(METERS)})
    return rows.select(
        code.alias("台区编号"), pl.format("{}-{}", code, name).alias("测点编号"),
        pl.when(outlet).then(pl.lit("出口")).otherwise(pl.lit("用户")).alias("测点类型"), phase.alias("相别"),
        pl.lit(day).alias("日期"), **points,
    )  # fmt: skip
