"""Write a whole ledger out, in the columns that the import reads: a round trip changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from zz import clock
from zz.accounts.models import Unit, User
from zz.db import db
from zz.labels import LabelledEnum
from zz.projects.ledger_cells import period_text
from zz.projects.ledger_columns import DATES, FIELDS
from zz.projects.models import Project, ProjectYear
from zz.sheets.write import Column, write_table

MONEY = {"total_investment", "annual_plan", "invested_before"}
LEFT_OUT = {"converted_total", "converted_plan", "problems"}
LINKED = {"responsible_unit", "commissioner", "liaison_leader", "parent", "township", "park"}
ELSEWHERE = {"annual_plan", "period"}
WIDE = {"name", "content", "physical_progress", "remark", "goal", "next_step"}


def _column(key: str, label: str) -> Column:
    if key in MONEY:
        return Column(key, f"{label}（万元）", "money", width=14)
    if key in DATES:
        return Column(key, label, "date", width=12)
    return Column(key, label, width=36 if key in WIDE else 14)


COLUMNS = [_column(f.key, f.label) for f in FIELDS if f.key not in LEFT_OUT]


def _cell(value: Any) -> Any:
    return value.label if isinstance(value, LabelledEnum) else value


def rows_of(which: ColumnElement[bool], year: int) -> Iterator[dict[str, Any]]:
    """Yield the values by field of the projects `which` holds for, with the plan of `year`."""
    commissioner, leader, parent = aliased(User), aliased(User), aliased(Project)
    unit, township, park = aliased(Unit), aliased(Unit), aliased(Unit)
    own = [c.key for c in COLUMNS if hasattr(Project, c.key) and c.key not in LINKED | ELSEWHERE]
    query = (
        select(
            Project.id, *(getattr(Project, key) for key in own), Project.start_year, Project.end_year,
            unit.name.label("responsible_unit"), township.name.label("township"), park.name.label("park"),
            commissioner.name.label("commissioner"), leader.name.label("liaison_leader"), parent.name.label("parent"),
            ProjectYear.annual_plan, ProjectYear.category, ProjectYear.goal,
        )
        .outerjoin(ProjectYear, (ProjectYear.project_id == Project.id) & (ProjectYear.year == year))
        .outerjoin(unit, unit.id == Project.responsible_unit_id)
        .outerjoin(township, township.id == Project.township_id)
        .outerjoin(park, park.id == Project.park_id)
        .outerjoin(commissioner, commissioner.id == Project.commissioner_id)
        .outerjoin(leader, leader.id == Project.liaison_leader_id)
        .outerjoin(parent, parent.id == Project.parent_id)
        .where(which)
        .order_by(Project.stage, Project.id)
    )  # fmt: skip
    for found in db.session.execute(query.execution_options(yield_per=1000)).mappings():
        row = {key: _cell(value) for key, value in found.items()}
        yield row | {"period": period_text(found["start_year"], found["end_year"])}


def export_ledger(ledger: Unit, file: Path, *, year: int | None = None) -> int:
    """Write the projects of `ledger` with the plan of `year` (this year) to `file`; return how many."""
    year = year or clock.today().year
    count = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal count
        for row in rows_of(Project.ledger_id == ledger.id, year):
            count += 1
            yield row

    title = f"{ledger.name}重点项目台账（{year}年）"
    file.write_bytes(
        write_table(COLUMNS, rows(), title=title, subtitle=f"导出于{clock.local(clock.now()):%Y-%m-%d %H:%M}")
    )
    return count
