"""Reading the four tables: rows, sums, counts. A constant number of queries, each served by an index."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, cast, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from zz.accounts.models import User
from zz.db import db
from zz.projects.access import visible_to
from zz.projects.columns import Column
from zz.projects.filters import SHOWN_BY_DEFAULT, ProjectFilter, Source, one_of
from zz.projects.models import Project, ProjectYear
from zz.projects.readers import Reader
from zz.projects.records import Permit
from zz.projects.vocabulary import Activity, Stage

ZERO = Decimal(0)
FEW = 1_000  # a walk along the order of more rows meets a page of them sooner than a scan of the index does
NO_STAGE, NO_ACTIVITY = cast(null(), Project.stage.type), cast(null(), Project.activity.type)
ROWS, CHILDREN, OF_STAGE = range(3)  # the parts of the sums
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
    return {row.stage: row.number for row in db.session.execute(union_all(*_counts(Reader.of(user))))}


def _counts(reader: Reader) -> list[Select[Any]]:
    """Select the count of each table as a part of its own: each has its index."""
    shown = one_of(Project.activity, SHOWN_BY_DEFAULT)
    return [
        _part(OF_STAGE, [func.count()], stage=literal(stage, Project.stage.type)).where(
            Project.stage == stage, shown, visible_to(reader)
        )
        for stage in Stage
    ]


def _part(part: int, figures: Sequence[Any], *, stage: Any = NO_STAGE, activity: Any = NO_ACTIVITY) -> Select[Any]:
    """Select count and sums so that all parts have the same columns."""
    count, *sums = figures
    labelled = zip(MONEY, sums or [cast(null(), Project.total_investment.type)] * len(MONEY), strict=True)
    return select(
        literal(part).label("part"), stage.label("stage"), activity.label("activity"), count.label("number"),
        *(column.label(name) for name, column in labelled),
    )  # fmt: skip


def totals(user: User, filter: ProjectFilter, today: date) -> Totals:
    """Return count and sums of all rows that meet `filter`, without the children of rows."""
    return totals_and_counts(user, filter, today)[0]


def totals_and_counts(user: User, filter: ProjectFilter, today: date) -> tuple[Totals, dict[Stage, int]]:
    """Return the sums of a table and the counts of all four (one query)."""
    wanted = replace(filter, sort="", cols=(), page=1)
    found = db.session.execute(_totals(Reader.of(user), wanted, today)).all()
    everything = [row for row in found if row.part == ROWS]
    shown = [row for row in everything if row.activity in (filter.activity or SHOWN_BY_DEFAULT)]
    (inside,) = (row for row in found if row.part == CHILDREN)
    money = {name: sum((_of(row, name) for row in shown), -_of(inside, name)) for name in MONEY}
    count = sum(row.number for row in shown)
    hidden = sum(row.number for row in everything) - count
    return Totals(count, hidden, inside.number, money), {row.stage: row.number for row in found if row.part == OF_STAGE}


def _of(row: Row[Any], name: str) -> Decimal:
    return getattr(row, name) or ZERO


@lru_cache(maxsize=256)
def _totals(reader: Reader, filter: ProjectFilter, today: date) -> CompoundSelect[Any]:
    return union_all(_all(reader, filter, today), _children(reader, filter, today), *_counts(reader))


def _all(user: Reader, filter: ProjectFilter, today: date) -> Select[Any]:
    """Select count and sums of the rows by activity; naming each of them lets the index go on to what is filtered."""
    of = source(filter, today)
    query = _joined(_part(ROWS, [func.count(), *map(func.sum, _money(of))], activity=of.project.activity), of)
    query = query.where(*filter.conditions(of), one_of(of.project.activity, tuple(Activity)), visible_to(user))
    return query.group_by(of.project.activity)


def _children(user: Reader, filter: ProjectFilter, today: date) -> Select[Any]:
    """Select the same of the rows whose parent is also among the rows."""
    child, parent = source(filter, today), source(filter, today, alias=True)
    query = _joined(_part(CHILDREN, [func.count(), *map(func.sum, _money(child))]), child)
    query = query.join(parent.project, child.project.parent_id == parent.project.id)
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
    """Return the query of the ids of all rows that meet `filter`, the same object for the same question."""
    return _ids(Reader.of(user), replace(filter, sort="", cols=(), page=1), today)


@lru_cache(maxsize=256)
def _ids(user: Reader, filter: ProjectFilter, today: date) -> Select[Any]:
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
    if name == "leader_name":
        leader = select(User.name).where(User.id == of.project.liaison_leader_id)
        return leader.correlate(of.project).scalar_subquery().label(name)
    if name in {"permits_needed", "permits_granted"}:
        counted = select(func.count()).where(Permit.project_id == of.project.id, Permit.needed)
        if name == "permits_granted":
            counted = counted.where(Permit.granted_on.is_not(None))
        return counted.correlate(of.project).scalar_subquery().label(name)
    return getattr(of.project, name)  # type: ignore[no-any-return]
