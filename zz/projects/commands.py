"""`import-projects` and `export-projects`: a ledger in, the same ledger out."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import select

from zz import clock
from zz.accounts.models import Unit
from zz.accounts.roles import UnitKind
from zz.db import db, writing
from zz.projects.exporting import export_ledger
from zz.projects.importing import Importer, Outcome, Target
from zz.projects.ledger_columns import FIELDS
from zz.projects.vocabulary import Stage
from zz.sheets.guard import SheetError
from zz.sheets.import_table import Recognised, parse_rows, recognise, rejected_workbook
from zz.sheets.read import read_table


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


def import_ledger(recognised: Recognised, target: Target, *, dry_run: bool = False) -> Outcome:
    """Import the rows of a recognised sheet in one transaction, as the system."""
    rows = list(parse_rows(recognised))
    try:
        with writing():
            outcome = Importer(target, by=None, at=clock.now()).run(rows)
            if dry_run:
                raise _DryRun(outcome)
    except _DryRun as stopped:
        outcome = stopped.outcome
    return outcome


class _DryRun(Exception):
    """Takes the transaction of a dry run back."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@click.command("import-projects")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--stage", type=click.Choice([s.value for s in Stage] + [s.label for s in Stage]))
@click.option("--year", type=int, help="the year whose list the plan and category belong to; this year if not given")
@click.option("--ledger", help="the county whose ledger it is; the first one if not given")
@click.option("--dry-run", is_flag=True, help="check and count, change nothing")
@with_appcontext
def import_projects(file: Path, stage: str | None, year: int | None, ledger: str | None, dry_run: bool) -> None:
    """Import the ledger FILE (xlsx, xls or csv). Refused rows go to FILE.rejected.xlsx."""
    try:
        recognised = recognise(read_table(file, file.name), FIELDS)
    except SheetError as error:
        raise click.ClickException(str(error)) from None
    chosen = (Stage.by_label(stage) or Stage(stage)) if stage else None
    target = Target(ledger_unit(ledger), year or clock.today().year, chosen, file.name)
    outcome = import_ledger(recognised, target, dry_run=dry_run)
    if recognised.unknown:
        click.echo("未识别、没有导入的列：" + "、".join(recognised.unknown))
    for row in outcome.rejected:
        click.echo(f"第{row.number}行退回：" + "；".join(str(e) for e in row.errors))
    if outcome.rejected:
        Path(f"{file}.rejected.xlsx").write_bytes(
            rejected_workbook(recognised, outcome.rejected, title="退回的行，改好后可直接再次导入")
        )
    click.echo(outcome.line)
    if outcome.rejected:
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
