"""What the project desk keeps of the past: a version of every change of a project and of what is recorded of it."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from zz.as_of import day_table, end_of, lay_out_in, offer
from zz.db import table_of
from zz.history import track, version_table
from zz.projects.models import Project, ProjectVersion, ProjectYear
from zz.projects.records import Milestone, MonthlyFigure, Permit, TeamMember, Visit

NAMES = {"id": "project_id", "version": "project_row_version"}
PROJECTS = track(Project, table_of(ProjectVersion), names=NAMES)
FACTS = tuple(kept.name for _, kept in PROJECTS.pairs if kept.name not in NAMES.values())
YEARS = track(ProjectYear, version_table(ProjectYear, "project_id", "year"))
FIGURES = track(MonthlyFigure, version_table(MonthlyFigure, "project_id", "year", "month"))


def _projects(day: date) -> Select[Any]:
    """Select the projects of then; a project was made when its first version begins."""
    then = PROJECTS.valid(end_of(day)).subquery()
    begun = select(ProjectVersion.project_id, func.min(ProjectVersion.valid_from).label("at"))
    first = begun.group_by(ProjectVersion.project_id).subquery()
    made = first.c.at
    dates = made.label("created_at"), made.label("updated_at")
    return select(*then.c, *dates).join(first, first.c.project_id == then.c.id)


# What filters, options and sums read: they need no row of a day but its entries in the index.
READ = (
    "stage", "ledger_id", "activity", "light", "level", "industry", "investment_type", "list_year", "year_category",
    "responsible_unit_id", "township_id", "park_id", "commissioner_id", "parent_id", "total_investment", "annual_plan",
    "year_to_date", "cumulative", "id",
)  # fmt: skip

lay_out_in(day_table(Project, READ, ("parent_id",)), _projects)
lay_out_in(day_table(ProjectYear, ("project_id", "year"), ("year", "category")), lambda day: YEARS.valid(end_of(day)))
lay_out_in(
    day_table(MonthlyFigure, ("project_id", "year", "month", "invested")), lambda day: FIGURES.valid(end_of(day))
)
PARTS = [track(model, version_table(model, "project_id")) for model in (Milestone, Permit, TeamMember, Visit)]
for part in PARTS:
    offer(part)
