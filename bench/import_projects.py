"""Measure the import and export of a large ledger: `python bench/import_projects.py [ROWS]`.

Prints seconds and peak memory of preview, commit and export, and the longest that another writer had to wait.
"""

import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from subprocess import DEVNULL, PIPE

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.figures import Figure, missed  # noqa: E402

ROWS = 20_000


def ledger(path: Path, rows: int, *, factor: int = 1) -> None:
    """Write a ledger of `rows` projects; another `factor` gives every project another plan."""
    from zz.sheets.write import Column, write_table

    text = (
        "项目名称",
        "四表归类",
        "县市区",
        "建设地点",
        "项目业主",
        "建设规模及内容",
        "行业",
        "责任单位",
        "计划开工",
        "形象进度",
    )
    columns = [
        *(Column(key, key) for key in text),
        Column("总投资", "总投资（万元）", "money"),
        Column("年度计划", "年度计划投资（万元）", "money"),
    ]
    stages = ("在建", "前期", "谋划在谈", "竣工")
    write = (
        {
            "项目名称": f"醴陵市第{i}号陶瓷新材料产业园扩建项目", "四表归类": stages[i % 4], "县市区": "醴陵市",
            "建设地点": f"{('东富', '枫林', '船湾', '沩山')[i % 4]}镇", "项目业主": f"湖南{i % 500}陶瓷有限公司",
            "建设规模及内容": f"新建厂房{i % 90 + 10}亩，生产线{i % 9 + 1}条", "行业": "陶瓷", "责任单位": "工信局",
            "计划开工": f"{2020 + i % 4}-0{i % 9 + 1}-01", "形象进度": "主体施工",
            "总投资": 1000 + i, "年度计划": (100 + i % 900) * factor,
        }
        for i in range(rows)
    )  # fmt: skip
    path.write_bytes(write_table(columns, write, title="重点项目台账"))


class Neighbour:
    """Another process that writes: a small transaction every 20 ms; it says how long it had to wait at the worst."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, __file__, "--neighbour"], stdin=PIPE, stdout=PIPE, text=True)

    def worst(self) -> float:
        """Return the longest wait since the last question, in seconds."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("worst\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def end(self) -> None:
        """Stop the process."""
        self.process.communicate("")


def be_the_neighbour() -> None:
    """Write until the standard input is closed; a line there asks for the longest wait."""
    from sqlalchemy import update

    from zz import create_app
    from zz.accounts.models import Unit
    from zz.db import db, writing

    with create_app().app_context():
        worst = 0.0
        while True:
            start = time.perf_counter()
            with writing():
                db.session.execute(update(Unit).where(Unit.name == "旁边的单位").values(search="x"))
            worst = max(worst, time.perf_counter() - start)
            if select.select([sys.stdin], [], [], 0.02)[0]:
                if not sys.stdin.readline():
                    return
                print(worst, flush=True)
                worst = 0.0


def peak() -> float:
    """Return the peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rows: int) -> int:
    """Measure on the database of DATABASE_URL, else on a new SQLite file."""
    folder = Path(tempfile.mkdtemp(prefix="zz-bench-"))
    os.environ |= {
        "ZZ_INSTANCE": str(folder),
        "SECRET_KEY": "bench",
        "ZZ_FIELD_KEY": "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE=",
    }
    from zz import create_app
    from zz.accounts.models import Unit
    from zz.accounts.roles import UnitKind
    from zz.db import db, writing

    first, second, out = folder / "a.xlsx", folder / "b.xlsx", folder / "out.xlsx"
    for path, factor in ((first, 1), (second, 2)):
        subprocess.run([sys.executable, __file__, "--ledger", path, str(rows), str(factor)], check=True)
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", ROOT / "app", "db", "upgrade"], check=True, cwd=ROOT, stderr=DEVNULL
    )
    with create_app().app_context():
        with writing():
            county, other = Unit(kind=UnitKind.CITY, name="醴陵市"), Unit(kind=UnitKind.CITY, name="旁边的单位")
            db.session.add_all([county, other])
            db.session.flush()
            county.path, other.path = f"/{county.id}/", f"/{other.id}/"
        neighbour = Neighbour()
        measure(first, county.id, neighbour, "new")
        measure(second, county.id, neighbour, "changed")
        neighbour.end()
        export(county.id, out)
        Figure("peak memory", peak(), 250, " MB").show()
    return int(bool(missed()))


def measure(path: Path, county_id: int, neighbour: Neighbour, what: str) -> None:
    """Preview and commit one file."""
    from zz import clock
    from zz.accounts.models import Unit
    from zz.db import db, writing
    from zz.imports import committing, operations, staging
    from zz.imports.reading import read
    from zz.imports.vocabulary import BATCHES, BatchAction
    from zz.projects.import_kind import PROJECTS

    data, options = path.read_bytes(), {"year": 2023, "stage": ""}
    county = db.session.get_one(Unit, county_id)
    start = time.perf_counter()
    with writing():
        workbook = read(PROJECTS, data, path.name)
        batch = operations.begin(
            PROJECTS, workbook, data, path.name, unit_id=county.id, options=options, by=None, at=clock.now()
        )
    del workbook
    staging.stage(PROJECTS, batch, data)
    previewed = time.perf_counter()
    neighbour.worst()
    with writing():
        batch = db.session.merge(batch)
        BATCHES.move(batch, BatchAction.COMMIT)
    committing.commit(PROJECTS, batch, data, by=None, at=clock.now())
    done = time.perf_counter()
    Figure(f"{what} rows committed", done - previewed, 15, " s", f"preview {previewed - start:.1f} s").show()
    Figure(f"{what} rows, longest wait of another writer", neighbour.worst(), 1, " s").show()
    Figure(f"{what} rows, peak memory so far", peak(), 250, " MB").show()


def export(county_id: int, out: Path) -> None:
    """Export everything."""
    from zz.accounts.models import Unit
    from zz.db import db
    from zz.projects.exporting import export_ledger

    start = time.perf_counter()
    count = export_ledger(db.session.get_one(Unit, county_id), out, year=2023)
    Figure(f"{count} rows exported", time.perf_counter() - start, 5, " s").show()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--neighbour"]:
            be_the_neighbour()
        case ["--ledger", path, rows, factor]:
            ledger(Path(path), int(rows), factor=int(factor))
        case [rows]:
            sys.exit(main(int(rows)))
        case _:
            sys.exit(main(ROWS))
