"""The past of the demo's ledger: what stood in it at the end of each month, worked out from what happened since.

The ledger is loaded as it stands on the demo's morning; here its versions are written for the days before.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table, delete, insert, select

from zz.clock import SHANGHAI
from zz.db import db, table_of
from zz.history import PENDING
from zz.projects import figures
from zz.projects.history import FIGURES, PARTS, PROJECTS, YEARS
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthlyFigure, Visit
from zz.projects.vocabulary import FigureState, Stage

YEAR = 2023
SETTLED_ON = (12, 4)  # the day on which the figures of the month before stand: of one project in two, late
DATED = ("received_on", "accepted_on", "granted_on", "done_on")


def _at(day: date) -> datetime:
    return datetime.combine(day, time(17), tzinfo=SHANGHAI)


def load(*, listed: datetime, until: date) -> None:
    """Write the versions of the ledger from `listed` on, within the transaction in which it is loaded."""
    db.session.flush()
    db.session.info.pop(PENDING, None)
    money = _money()
    years = {row.project_id: row for row in db.session.scalars(select(ProjectYear).where(ProjectYear.year == YEAR))}
    projects, lists = [], []
    for project in db.session.scalars(select(Project).order_by(Project.id)):
        ends = [date(YEAR, month, SETTLED_ON[project.id % 2]) for month in range(2, until.month + 1)]
        told = [_then(project, years.get(project.id), day, money) for day in (listed.date(), *ends)]
        moments = [listed, *map(_at, ends)]
        projects += list(_closed([facts for facts, _ in told], moments))
        lists += list(_closed([year for _, year in told if year], moments))
    _write(PROJECTS.versions, PROJECTS.pairs, projects)
    _write(YEARS.versions, YEARS.pairs, lists)
    _write(FIGURES.versions, FIGURES.pairs, [v for figure in _all(MonthlyFigure) for v in _figure(figure)])
    for tracked in PARTS:
        rows = [v for row in _all(tracked.model) for v in _dated(row, listed)]
        _write(tracked.versions, tracked.pairs, rows)


def _all(model: Any) -> Sequence[Any]:
    return db.session.scalars(select(model).order_by(model.id)).all()


def _money() -> dict[int, dict[int, Decimal]]:
    """Return 万元 by project and month."""
    found: dict[int, dict[int, Decimal]] = {}
    for figure in _all(MonthlyFigure):
        found.setdefault(figure.project_id, {})[figure.month] = figure.invested or Decimal(0)
    return found


def _values(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in table_of(type(row)).columns}


def _then(
    project: Project, listed: ProjectYear | None, day: date, money: dict[int, dict[int, Decimal]]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return a project and its place in the list as they stood on a day."""
    then, year = SimpleNamespace(**_values(project)), SimpleNamespace(**_values(listed)) if listed else None
    for name in ("actual_start", "actual_finish"):
        known = getattr(then, name)
        setattr(then, name, known if known and known <= day else None)
    then.last_visit_on = None
    if project.actual_finish and then.actual_finish is None:
        vars(then)["stage"] = Stage.UNDER_CONSTRUCTION
    if project.actual_start and then.actual_start is None:
        vars(then)["stage"] = Stage.PRELIMINARY
    done = sum((value for month, value in money.get(project.id, {}).items() if month < day.month), Decimal(0))
    figures.settle(then, [year] if year else [], {YEAR: done}, figures.yardstick(day))
    return vars(then), vars(year) if year else None


def _closed(rows: list[dict[str, Any]], moments: list[datetime]) -> Iterator[dict[str, Any]]:
    """Give each version its time; the last one stays open."""
    for row, (begun, ended) in zip(rows, pairwise([*moments, None]), strict=False):
        yield {**row, "valid_from": begun, "valid_to": ended}


def _figure(figure: MonthlyFigure) -> Iterator[dict[str, Any]]:
    """A figure was filled, then checked, then locked."""
    last = _values(figure)
    unchecked = {**last, "checked_at": None, "checked_by_id": None, "state": FigureState.FILLED}
    told = [(unchecked, figure.filled_at)]
    if figure.checked_at:
        told.append(({**last, "state": FigureState.CHECKED}, figure.checked_at))
    if figure.state == FigureState.LOCKED:
        told.append((last, _at(date(YEAR, figure.month + 1, 6))))
    return _closed([row for row, _ in told], [at for _, at in told if at])


def _dated(row: Any, listed: datetime) -> Iterator[dict[str, Any]]:
    """What has days of its own got each of them on that day; a visit is there from the day it was reported."""
    last = _values(row)
    if isinstance(row, Visit):
        return _closed([last], [row.reported_at])
    days = sorted({last[name] for name in DATED if last.get(name) and last[name] > listed.date()})
    told = [
        {**last, **{name: None for name in DATED if last.get(name) and last[name] > day}}
        for day in (listed.date(), *days)
    ]
    return _closed(told, [listed, *map(_at, days)])


def _write(versions: Table, pairs: Iterable[tuple[Any, Any]], rows: list[dict[str, Any]]) -> None:
    connection = db.session.connection()
    connection.execute(delete(versions))
    named = [
        {
            **{kept.name: row[own.key] for own, kept in pairs},
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
        }
        for row in rows
    ]
    if named:
        connection.execute(insert(versions), named)
