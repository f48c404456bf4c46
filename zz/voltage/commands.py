"""`import-areas` and `import-voltage`: the archive of areas, and a day's readings."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import select

from zz import clock
from zz.accounts import unit_operations
from zz.accounts.models import Unit
from zz.accounts.roles import UnitKind
from zz.db import db, writing
from zz.imports import commandline, queries
from zz.imports.reading import read
from zz.jobs.lease import LeaseTaken
from zz.sheets.guard import SheetError
from zz.sheets.ledger import Workbook
from zz.sheets.returned import Refused, workbook_of
from zz.voltage import operations, wording
from zz.voltage.area_kind import AREAS
from zz.voltage.models import ReadingBatch
from zz.voltage.vocabulary import Dirt, ReadingSource, ReadingState

COMPANY = "供电公司"
REJECTED = (Dirt.BAD_ROW, Dirt.UNKNOWN_AREA)
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def company(name: str | None = None) -> Unit:
    """Return the grid company of the installation: the one called `name`, else the first; made where there is none.

    Raises:
        click.ClickException: there is none called `name`.
    """
    query = select(Unit).where(Unit.kind == UnitKind.GRID, Unit.parent_id.is_(None)).order_by(Unit.id)
    found = db.session.scalars(query.where(Unit.name == name) if name else query).first()
    if found is None and name:
        raise click.ClickException(f"没有名为“{name}”的供电公司。")
    if found is None:
        with writing():
            found = unit_operations.create_unit(kind=UnitKind.GRID, name=COMPANY, by=None, at=clock.now())
        click.echo(f"还没有供电单位，已新增“{COMPANY}”，名称可在“单位”页面修改。")
    return found


@click.command("import-areas")
@FILE
@click.option("--company", "name", help="the grid company whose areas they are; the first one if not given")
@with_appcontext
def import_areas(file: Path, name: str | None) -> None:
    """Import areas from FILE (xlsx, xls or csv). Refused rows go to FILE.rejected.xlsx."""
    unit = company(name)
    try:
        workbook = read(AREAS, file.read_bytes(), file.name)
    except SheetError as error:
        raise click.ClickException(str(error)) from None
    batch = commandline.run(AREAS, file, unit, {}, by=None, at=clock.now())
    _report(file, workbook, queries.refused(batch.id))
    click.echo(batch.line)
    if batch.numbers["reject"]:
        raise SystemExit(1)


def _report(file: Path, workbook: Workbook, refused: Sequence[Refused]) -> None:
    for row in refused:
        click.echo(f"第{row.number}行退回：{row.reason}")
    if refused:
        Path(f"{file}.rejected.xlsx").write_bytes(workbook_of(workbook.blocks, refused, AREAS.sections))


@click.command("import-voltage")
@FILE
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="take only this day; the day of a file without dates")
@with_appcontext
def import_voltage(file: Path, day: datetime | None) -> None:
    """Take the readings of FILE (csv, xlsx or parquet; curves or aggregates) in and judge them."""
    from zz.voltage.readings.intake import take  # polars

    size = file.stat().st_size
    with writing():
        batch = operations.begin(
            file.name, size, ReadingSource.COMMAND, only_day=day.date() if day else None, by=None, at=clock.now()
        )
        batch_id = batch.id
    try:
        done = take(batch_id, file, at=clock.now())
    except LeaseTaken:
        raise click.ClickException("另一个进程正在接收电压数据，请稍后再试。") from None
    if done.state == ReadingState.REFUSED:
        raise click.ClickException(done.sentence)
    for line in wording.report(done):
        click.echo(line)
    click.echo(_line(done))
    if _rejected(done):
        raise SystemExit(1)


def _rejected(batch: ReadingBatch) -> int:
    return sum(batch.counts.get(dirt, 0) for dirt in REJECTED)


def _line(batch: ReadingBatch) -> str:
    """Count area-days as the other imports count rows; what is rejected are rows."""
    updated, same = batch.counts.get(Dirt.REPLACED, 0), batch.counts.get(Dirt.SAME, 0)
    created = batch.areas - updated - same
    return f"created {created} updated {updated} unchanged {same} rejected {_rejected(batch)}"


def init_app(app: Flask) -> None:
    """Add the commands to the command line of `app`."""
    app.cli.add_command(import_areas)
    app.cli.add_command(import_voltage)
