"""The past against the present: a table and the analysis of 10,000 projects, as of a day among many changes."""

from contextlib import ExitStack

from sqlalchemy import text

from bench.figures import Figure, p50
from bench.seeding import installation
from bench.serving import Cost, Server
from bench.tables import served
from zz.db import db, table_of
from zz.projects.history import FIGURES, PROJECTS, YEARS
from zz.projects.records import MonthlyFigure

PROJECT_VERSIONS, YEAR_VERSIONS, FIGURE_VERSIONS = 30, 4, 3
DAYS = 360
DAY = "2023-07-31"
PAGES = {
    "table page": "/projects/under-construction?light=red&light=yellow&sort=-total_investment",
    "table page, no filter": "/projects/under-construction",
    "analysis": "/analysis?by=industry&period=2023-07",
}


def as_of() -> None:
    """Ask for each page as it is and as it was: wall time and queries. The first question lays the day out."""
    app = installation(10_000)
    with app.app_context():
        seed()
    with ExitStack() as stack:
        server = served(stack, app, "centre")
        path = PAGES["table page"]
        first = _asked(server, f"{path}&as_of={DAY}")
        Figure("a day asked for the first time", first["wall"] / 1000, 10, " s").show()
        for name, path in PAGES.items():
            then = f"{path}{'&' if '?' in path else '?'}as_of={DAY}"
            costs = [(_asked(server, path), _asked(server, then)) for _ in range(24)][4:]
            now, past = (p50([pair[i] for pair in costs], "cpu") for i in (0, 1))
            Figure(
                f"{name}, as of a day against today", past / now, 3, "x", f"{past:.1f} ms against {now:.1f} ms"
            ).show()
            more = max(b["sql"] - a["sql"] for a, b in costs)
            Figure(f"{name}, queries more than today", more, 3).show()


def _asked(server: Server, path: str) -> Cost:
    status, _, cost = server.ask(path)
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return cost


def seed() -> None:
    """Write months, and versions of projects, of their places in the list, and of months, spread over a year."""
    connection = db.session.connection(execution_options={"zz_write": True})
    month = table_of(MonthlyFigure)
    values = "(version, project_id, year, month, invested, note, state, returned_reason)"
    for number in range(1, 9):
        rows = f"SELECT 1, id, 2023, {number}, year_to_date / 8, '', 'checked', '' FROM project"
        connection.execute(text(f"INSERT INTO {month.name} {values} {rows}"))
    for tracked, many in ((PROJECTS, PROJECT_VERSIONS), (YEARS, YEAR_VERSIONS), (FIGURES, FIGURE_VERSIONS)):
        own = ", ".join(f'"{column.name}"' for column, _ in tracked.pairs)
        kept = ", ".join(f'"{column.name}"' for _, column in tracked.pairs)
        for version in range(many):
            begun, ended = _day(version * DAYS // many), _day((version + 1) * DAYS // many)
            ended = "NULL" if version == many - 1 else ended
            rows = f"SELECT {own}, {begun}, {ended} FROM {table_of(tracked.model).name}"
            connection.execute(text(f"INSERT INTO {tracked.versions.name} ({kept}, valid_from, valid_to) {rows}"))
    connection.execute(text("ANALYZE"))
    db.session.commit()


def _day(after: int) -> str:
    """Return the instant `after` days from September 2022 on, not the same for every row."""
    return f"strftime('%Y-%m-%d %H:%M:%f000', '2022-09-01', '+{after} days', (id % 300) || ' hours')"
