"""The statements of a project import: everything is worked out first, then a few set-based writes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from zz import clock, history
from zz.accounts.models import User
from zz.db import db, table_of
from zz.imports.kinds import Plan, Target
from zz.imports.vocabulary import Outcome
from zz.journal import record_many
from zz.projects import figures
from zz.projects.import_facts import YEAR
from zz.projects.import_links import Links
from zz.projects.models import Project, ProjectYear
from zz.projects.naming import name_key, search_text
from zz.projects.verbs import PROJECT_CREATED, PROJECT_EDITED
from zz.projects.vocabulary import Activity, Level

IN_ONE = 400
# What a project holds that no ledger says, for a new one.
BARE: dict[str, Any] = {
    "code": None, "level": Level.COUNTY, "nature": None, "investment_type": None, "procedure": None, "industry": "",
    "chain": "", "county": "", "address": "", "content": "", "land_mu": None, "start_year": None, "end_year": None,
    "total_investment": None, "invested_before": None, "funding": "", "owner_name": "", "owner_uscc": "",
    "responsible_person": "", "planned_start": None, "actual_start": None, "planned_finish": None,
    "actual_finish": None, "physical_progress": "", "next_step": "", "remark": "", "statistical_inclusion": False,
    "activity": Activity.ACTIVE, "responsible_unit_id": None, "township_id": None, "park_id": None,
    "owner_unit_id": None, "commissioner_id": None, "liaison_leader_id": None, "last_visit_on": None,
}  # fmt: skip
SETTLED = (
    "list_year", "year_category", "annual_plan", "year_to_date", "cumulative", "light", "light_reason", "lag",
)  # fmt: skip


@dataclass
class Prepared:
    """The rows of a chunk as the tables take them; ids of new projects are known only when they are written."""

    plans: list[Plan]
    creates: list[Plan] = field(default_factory=list)
    updates: list[Plan] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)
    new_years: list[dict[str, Any] | None] = field(default_factory=list)  # beside `projects`
    changed: list[dict[str, Any]] = field(default_factory=list)
    added_years: list[dict[str, Any]] = field(default_factory=list)
    changed_years: list[dict[str, Any]] = field(default_factory=list)


def prepare(plans: Sequence[Plan], target: Target, year: int, links: Links) -> Prepared:
    """Work out figures, lights and search columns of every row."""
    found = Prepared(list(plans))
    yardstick = figures.yardstick(clock.today())
    for plan in plans:
        plan.wanted["facts"] = {key: links.resolve(value) for key, value in plan.wanted["facts"].items()}
        (found.creates if plan.outcome == Outcome.CREATE else found.updates).append(plan)
    for plan in found.creates:
        _create(found, plan, target, year, yardstick)
    for start in range(0, len(found.updates), IN_ONE):
        _update(found, found.updates[start : start + IN_ONE], year, yardstick)
    return found


def _create(found: Prepared, plan: Plan, target: Target, year: int, yardstick: figures.Yardstick) -> None:
    columns = BARE | plan.wanted["facts"]
    columns |= {
        "ledger_id": target.unit.id, "stage": plan.wanted["stage"], "version": 1, "parent_id": None,
        "name_key": name_key(columns["name"]),
        "search": search_text(columns["name"], columns["code"], columns["owner_name"]),
    }  # fmt: skip
    project, years = SimpleNamespace(**columns), []
    if plan.wanted["year"]:
        years.append(SimpleNamespace(year=year, lag=None, year_to_date=None, **plan.wanted["year"]))
    figures.settle(project, years, {}, yardstick)
    found.projects.append(columns | {key: getattr(project, key) for key in SETTLED})
    found.new_years.append({**vars(years[0]), "version": 1, "monthly_plan": None} if years else None)


def _update(found: Prepared, plans: list[Plan], year: int, yardstick: figures.Yardstick) -> None:
    """Work out what changed projects become, from their months and years as they are."""
    ids = [plan.subject_id for plan in plans if plan.subject_id is not None]
    projects = {p.id: p for p in db.session.scalars(select(Project).where(Project.id.in_(ids)))}
    money = figures.invested(ids)
    years: dict[int, list[ProjectYear]] = defaultdict(list)
    for row in db.session.scalars(
        select(ProjectYear).where(ProjectYear.project_id.in_(ids)).order_by(ProjectYear.year)
    ):
        years[row.project_id].append(row)
    for plan in plans:
        before = projects[plan.subject_id or 0]
        columns = {key: getattr(before, key) for key in (*BARE, *SETTLED, "name", "stage")} | plan.wanted["facts"]
        project = SimpleNamespace(**columns)
        listed = _years(years[before.id], plan, year)
        figures.settle(project, listed, money.get(before.id, {}), yardstick)
        found.changed.append(vars(project) | {"row_id": before.id, "next": before.version + 1} | _spelt(plan, before))
        for kept in listed:
            _keep_year(found, kept, before.id)


def _spelt(plan: Plan, before: Project) -> dict[str, str]:
    """Return the columns that spell a project, worked out anew only where what they say has changed."""
    if not {"name", "code", "owner_name"} & plan.changes.keys():
        return {"name_key": before.name_key, "search": before.search}
    found = {key: plan.wanted["facts"].get(key, getattr(before, key)) for key in ("name", "code", "owner_name")}
    return {
        "name_key": name_key(found["name"]),
        "search": search_text(found["name"], found["code"], found["owner_name"]),
    }


def _years(rows: list[ProjectYear], plan: Plan, year: int) -> list[SimpleNamespace]:
    keys = ("category", "annual_plan", "goal", "planned_start", "planned_finish", "lag", "year_to_date", "version")
    found = [SimpleNamespace(id=r.id, year=r.year, **{key: getattr(r, key) for key in keys}) for r in rows]
    if wanted := plan.wanted["year"]:
        row = next((r for r in found if r.year == year), None)
        if row is None:
            row = SimpleNamespace(id=None, year=year, lag=None, year_to_date=None, version=0)
            found = sorted([*found, row], key=lambda r: r.year)
        vars(row).update(wanted)
    return found


def _keep_year(found: Prepared, row: SimpleNamespace, project_id: int) -> None:
    columns = {key: value for key, value in vars(row).items() if key != "id"} | {"version": row.version + 1}
    if row.id is None:
        found.added_years.append(columns | {"project_id": project_id, "monthly_plan": None})
    else:
        found.changed_years.append(columns | {"row_id": row.id})


def write(prepared: Prepared, target: Target, *, by: User | None, at: datetime) -> list[int]:
    """Write a chunk; return the ids of its projects in the order of the plans."""
    new = _insert(prepared, at)
    changed = {key for plan in prepared.updates for key in plan.changes}
    _change(Project, prepared.changed, at, {*changed, *SETTLED, "name_key", "search"} - {"parent_id"})
    _change(ProjectYear, prepared.changed_years, None, set(table_of(ProjectYear).c.keys()))
    if prepared.added_years:
        db.session.connection().execute(insert(table_of(ProjectYear)), prepared.added_years)
    old = [plan.subject_id for plan in prepared.updates if plan.subject_id is not None]
    _keep([*new, *old])
    created = {"source": target.source}
    names = [
        (i, {"name": p.title, "stage": p.wanted["stage"], **created})
        for i, p in zip(new, prepared.creates, strict=True)
    ]
    record_many(PROJECT_CREATED, Project.__tablename__, names, by=by, at=at)
    edits = [(p.subject_id or 0, {"changes": told(p.changes)}) for p in prepared.updates]
    record_many(PROJECT_EDITED, Project.__tablename__, edits, by=by, at=at)
    ids = iter(new)
    for plan in prepared.creates:
        plan.subject_id = next(ids)
    return [plan.subject_id or 0 for plan in prepared.plans]


def told(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return changes as the journal tells them: the columns of the year's list under their own names."""
    return {key.removeprefix(YEAR): pair for key, pair in changes.items()}


def _keep(ids: Sequence[int]) -> None:
    """Write the versions of projects and of their places in the years' lists."""
    history.write(db.session(), Project, ids)
    for start in range(0, len(ids), IN_ONE):
        some = select(ProjectYear.id).where(ProjectYear.project_id.in_(ids[start : start + IN_ONE]))
        history.write(db.session(), ProjectYear, db.session.scalars(some))


def _insert(prepared: Prepared, at: datetime) -> list[int]:
    if not prepared.projects:
        return []
    rows = [row | {"created_at": at, "updated_at": at} for row in prepared.projects]
    table = table_of(Project)
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    ids = list(db.session.connection().execute(statement, rows).scalars())
    years = [year | {"project_id": i} for i, year in zip(ids, prepared.new_years, strict=True) if year]
    if years:
        db.session.connection().execute(insert(table_of(ProjectYear)), years)
    return ids


def _change(model: Any, rows: list[dict[str, Any]], at: datetime | None, columns: set[str]) -> None:
    """Update rows by id in the given columns; the statement is one for all."""
    if not rows:
        return
    table = model.__table__
    names = [key for key in rows[0] if key in columns]
    values: dict[str, Any] = {key: bindparam(f"to_{key}") for key in names}
    if at is not None:
        values |= {"updated_at": bindparam("to_at", at), "version": bindparam("to_next")}
    statement = update(table).where(table.c.id == bindparam("row_id")).values(values)
    told = [{(key if key == "row_id" else f"to_{key}"): value for key, value in row.items()} for row in rows]
    db.session.connection().execute(statement, told)
