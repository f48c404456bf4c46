"""Reading the four tables: rows, sums, counts. A constant number of queries, each served by an index."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, case, cast, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from zz.accounts.models import User
from zz.db import db
from zz.projects.access import visible_to
from zz.projects.columns import Column
from zz.projects.filters import SHOWN_BY_DEFAULT, ProjectFilter, Source, one_of
from zz.projects.models import Project, ProjectYear
from zz.projects.readers import Reader
from zz.projects.records import Permit
from zz.projects.vocabulary import Stage

ZERO = Decimal(0)
FEW = 1_000  # a walk along the order of more rows meets a page of them sooner than a scan of the index does
NO_STAGE = cast(null(), Project.stage.type)
MONEY = ("total_investment", "annual_plan", "year_to_date", "cumulative")
ALWAYS = ("id", "name", "code", "owner_name", "parent_id", "activity")


@dataclass(frozen=True)
class Totals:
    """Sums over the whole filter, children within a parent not counted twice; `children` are those."""

    count: int
    hidden: int
    children: int
    money: dict[str, Decimal]

    @property
    def rate(self) -> float | None:
        """Year to date ÷ annual plan in percent; None without a plan."""
        plan = self.money["annual_plan"]
        return float(self.money["year_to_date"] * 100 / plan) if plan else None


def source(filter: ProjectFilter, today: date, *, alias: bool = False) -> Source:
    """Return where a filter looks: at the year's own row when an earlier year's list is asked for."""
    project = aliased(Project) if alias else Project
    if filter.year and filter.year[0] != today.year:
        return Source(project, aliased(ProjectYear))
    return Source(project)


def counts(user: User) -> dict[Stage, int]:
    """Return how many projects `user` sees in each table, terminated ones left out."""
    found = {stage: number for stage, number in db.session.execute(_counts(Reader.of(user)))}  # noqa: C416
    return {stage: found.get(stage, 0) for stage in Stage}


@lru_cache(maxsize=256)
def _counts(reader: Reader) -> Select[Stage, int]:
    return (
        select(Project.stage, func.count())
        .where(visible_to(reader), Project.stage.in_(list(Stage)), one_of(Project.activity, SHOWN_BY_DEFAULT))
        .group_by(Project.stage)
    )


def totals(user: User, filter: ProjectFilter, today: date) -> Totals:
    """Return count and sums of all rows that meet `filter`, without the children of rows."""
    return totals_and_counts(user, filter, today)[0]


def totals_and_counts(user: User, filter: ProjectFilter, today: date) -> tuple[Totals, dict[Stage, int]]:
    """Return the sums of a table and the counts of all four (one query)."""
    wanted = replace(filter, sort="", cols=(), page=1)
    found, inside, *tabs = db.session.execute(_totals(Reader.of(user), wanted, today)).all()
    money = {name: (found[4 + i] or ZERO) - (inside[4 + i] or ZERO) for i, name in enumerate(MONEY)}
    counts = {row[1]: row[2] for row in tabs}
    return Totals(found[2], found[3], inside[2], money), {stage: counts.get(stage, 0) for stage in Stage}


@lru_cache(maxsize=256)
def _totals(reader: Reader, filter: ProjectFilter, today: date) -> CompoundSelect[Any]:
    tabs = _counts(reader).subquery()
    empty = [cast(null(), Project.total_investment.type) for _ in MONEY]
    counted: Select[Any] = select(literal(3).label("part"), tabs.c[0], tabs.c[1], literal(0), *empty)
    return union_all(_all(reader, filter, today), _children(reader, filter, today), counted).order_by("part")


def _all(user: Reader, filter: ProjectFilter, today: date) -> Select[Any]:
    """Select count, hidden count and sums of the rows."""
    of = source(filter, today)
    shown = filter.shows(of)
    count = func.count(case((shown, 1)))
    sums: list[Any] = [func.sum(case((shown, column))) for column in _money(of)]
    query: Select[Any] = select(literal(1).label("part"), NO_STAGE, count, func.count() - count, *sums)
    return _joined(query, of).where(*filter.conditions(of), visible_to(user))


def _children(user: Reader, filter: ProjectFilter, today: date) -> Select[Any]:
    """Select the same of the rows whose parent is also among the rows."""
    child, parent = source(filter, today), source(filter, today, alias=True)
    sums: list[Any] = [func.sum(column) for column in _money(child)]
    query: Select[Any] = select(literal(2).label("part"), NO_STAGE, func.count(), literal(0), *sums)
    query = _joined(query, child).join(parent.project, child.project.parent_id == parent.project.id)
    if parent.listed is not None:
        query = query.join(parent.listed, parent.listed.project_id == parent.project.id)
    return query.where(
        child.project.parent_id.is_not(None),
        *filter.conditions(child), filter.shows(child), visible_to(user),
        *filter.conditions(parent), filter.shows(parent), visible_to(user, parent.project),
    )  # fmt: skip


def rows(
    user: User,
    filter: ProjectFilter,
    columns: Sequence[Column],
    today: date,
    *,
    size: int | None,
    page: int = 1,
    total: int = FEW,
) -> Sequence[Row[Any]]:
    """Return a page of rows (all where `size` is None) with what `columns` read, as plain tuples with names.

    `total` is how many rows the filter finds: where a search finds few, they are found before they are sorted.
    """
    reads = tuple(dict.fromkeys((*ALWAYS, *(name for column in columns for name in column.reads))))
    query = _rows(Reader.of(user), replace(filter, cols=(), page=1), reads, today, bool(filter.q) and total < FEW)
    if size is not None:
        query = query.limit(size).offset((page - 1) * size)
    return db.session.execute(query).all()


@lru_cache(maxsize=256)
def _rows(reader: Reader, filter: ProjectFilter, reads: tuple[str, ...], today: date, few: bool) -> Select[Any]:
    of = source(filter, today)
    query: Select[Any] = _joined(select(*(_column(of, name) for name in reads)), of)
    if few:
        query = query.where(of.project.id.in_(ids(reader, filter, today).correlate(None)))
    return query.where(*filter.conditions(of), filter.shows(of), visible_to(reader)).order_by(*filter.order(of))


def ids(user: User | Reader, filter: ProjectFilter, today: date) -> Select[Any]:
    """Return the query of the ids of all rows that meet `filter`."""
    of = source(filter, today)
    query: Select[Any] = select(of.project.id)
    return _joined(query, of).where(*filter.conditions(of), filter.shows(of), visible_to(user))


def _joined(query: Select[Any], of: Source) -> Select[Any]:
    query = query.select_from(of.project)
    return query if of.listed is None else query.join(of.listed, of.listed.project_id == of.project.id)


def _money(of: Source) -> list[Any]:
    return [_column(of, name) for name in MONEY]


def _column(of: Source, name: str) -> ColumnElement[Any]:
    if name in {"annual_plan", "year_to_date", "lag", "category"}:
        return of.of_the_year(name).label(name)  # type: ignore[no-any-return]
    if name in {"permits_needed", "permits_granted"}:
        counted = select(func.count()).where(Permit.project_id == of.project.id, Permit.needed)
        if name == "permits_granted":
            counted = counted.where(Permit.granted_on.is_not(None))
        return counted.correlate(of.project).scalar_subquery().label(name)
    return getattr(of.project, name)  # type: ignore[no-any-return]
