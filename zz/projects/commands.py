"""`import-projects` and `export-projects`: a ledger in, the same ledger out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import select

from zz import clock
from zz.accounts.models import Unit
from zz.accounts.roles import UnitKind
from zz.db import db
from zz.imports import commandline, queries
from zz.imports.kinds import Target
from zz.imports.reading import read
from zz.projects.exporting import export_ledger
from zz.projects.import_kind import PROJECTS
from zz.projects.vocabulary import Stage
from zz.sheets.guard import SheetError
from zz.sheets.ledger import Workbook
from zz.sheets.returned import Refused, workbook_of


def ledger_unit(name: str | None = None) -> Unit:
    """Return the county of the installation: the one called `name`, else the first root unit.

    Raises:
        click.ClickException: there is none.
    """
    query = select(Unit).where(Unit.parent_id.is_(None), Unit.kind == UnitKind.CITY).order_by(Unit.id)
    found = db.session.scalars(query.where(Unit.name == name) if name else query).first()
    if found is None:
        raise click.ClickException("还没有县（市）单位：请先运行 flask --app app init，或在“单位”页面新增。")
    return found


@click.command("import-projects")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--stage", type=click.Choice([s.value for s in Stage] + [s.label for s in Stage]))
@click.option("--year", type=int, help="the year whose list the plan and category belong to; this year if not given")
@click.option("--ledger", help="the county whose ledger it is; the first one if not given")
@click.option("--dry-run", is_flag=True, help="check and count, change nothing")
@with_appcontext
def import_projects(file: Path, stage: str | None, year: int | None, ledger: str | None, dry_run: bool) -> None:
    """Import the ledger FILE (xlsx, xls or csv). Refused rows go to FILE.rejected.xlsx."""
    chosen = (Stage.by_label(stage) or Stage(stage)) if stage else None
    unit = ledger_unit(ledger)
    try:
        workbook = read(PROJECTS, file.read_bytes(), file.name)
    except SheetError as error:
        raise click.ClickException(str(error)) from None
    options = {"year": year or workbook.year or clock.today().year, "stage": chosen.value if chosen else ""}
    if dry_run:
        counts, refused = commandline.dry_run(PROJECTS, workbook, Target(unit, options, file.name))
    else:
        batch = commandline.run(PROJECTS, file, unit, options, by=None, at=clock.now())
        counts, refused = Counter(batch.counts), queries.refused(batch.id)
    _report(file, workbook, counts, refused)


def _report(file: Path, workbook: Workbook, counts: Mapping[str, int], refused: Sequence[Refused]) -> None:
    """Say what was not read, why rows were refused, and end with the counts."""
    for block in workbook.blocks:
        if lost := [t for i, t in enumerate(block.headings.texts) if t and i not in block.columns.values()]:
            click.echo(f"工作表“{block.sheet.name}”里没有导入的列：" + "、".join(lost))
    for name, rows in workbook.others:
        click.echo(f"工作表“{name}”没有项目表头，{rows} 行没有导入。")
    for row in refused:
        click.echo(f"第{row.number}行退回：{row.reason}")
    if refused:
        data = workbook_of(workbook.blocks, refused, PROJECTS.sections)
        Path(f"{file}.rejected.xlsx").write_bytes(data)
    click.echo(commandline.line(counts))
    if refused:
        raise SystemExit(1)


@click.command("export-projects")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--ledger", help="the county whose ledger it is; the first one if not given")
@with_appcontext
def export_projects(file: Path, ledger: str | None) -> None:
    """Write every project of the ledger to FILE (xlsx), in columns that import-projects reads."""
    unit = ledger_unit(ledger)
    count = export_ledger(unit, file)
    click.echo(f"已导出{unit.name} {count} 个项目到 {file}")


def init_app(app: Flask) -> None:
    """Add the commands to the command line of `app`."""
    app.cli.add_command(import_projects)
    app.cli.add_command(export_projects)
