"""What the filters of a table offer: only what occurs among the rows that the reader sees there. One query."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from zz.accounts.models import Unit, User
from zz.db import db
from zz.projects.access import visible_to
from zz.projects.models import Project, ProjectYear
from zz.projects.vocabulary import Activity, InvestmentType, Level, Light, Stage, YearCategory


@dataclass(frozen=True)
class Options:
    """Labels by value for every parameter, and the names of all units and people of the table."""

    labels: dict[str, dict[Any, str]]
    units: dict[int, str]
    people: dict[int, str]


FIXED: dict[str, dict[Any, str]] = {
    name: {member: member.label for member in enum}
    for name, enum in (
        ("light", Light), ("category", YearCategory), ("level", Level), ("investment", InvestmentType),
        ("activity", Activity),
    )
}  # fmt: skip


def _distinct(name: str, column: Any, where: list[ColumnElement[bool]]) -> Select[Any, Any, Any]:
    """Return the distinct values of an indexed column by hopping from one to the next, never reading them all."""
    values: CTE = select(func.min(column).label("v")).where(*where).cte(name, recursive=True)
    following = select(func.min(column)).where(column > values.c.v, *where).scalar_subquery()
    values = values.union_all(select(following).where(values.c.v.is_not(None)))
    return select(literal(name), cast(null(), Integer), cast(values.c.v, String)).where(values.c.v.is_not(None))


def _named(name: str, model: Any, key: Any, where: list[ColumnElement[bool]], label: Any) -> Select[Any]:
    occurs = select(literal(1)).where(key == model.id, *where).exists()
    return select(literal(name), model.id, label).where(occurs)


def options(user: User, stage: Stage) -> Options:
    """Return what the filters of a stage's table offer `user`."""
    where = [Project.stage == stage, visible_to(user)]
    unit, person = aliased(Unit), aliased(User)
    short = func.coalesce(func.nullif(unit.short_name, ""), unit.name)
    query: CompoundSelect[Any] = union_all(
        _named("unit", unit, Project.responsible_unit_id, where, short),
        _named("park", unit, Project.park_id, where, short),
        _named("township", unit, Project.township_id, where, short),
        _named("commissioner", person, Project.commissioner_id, where, person.name),
        _named("leader", person, Project.liaison_leader_id, where, person.name),
        _distinct("industry", Project.industry, where),
        _distinct("year", ProjectYear.year, []),
    )
    return _gather(db.session.execute(query))


def _gather(rows: Any) -> Options:
    found: dict[str, dict[Any, str]] = defaultdict(dict)
    for kind, number, label in rows:
        found[kind][number if number is not None else int(label) if kind == "year" else label] = label
    by_label = {kind: dict(sorted(values.items(), key=lambda item: item[1])) for kind, values in found.items()}
    place = {**by_label.get("park", {}), **by_label.get("township", {})}
    labels = {
        **FIXED, "township": place, "year": {y: f"{y}年" for y in sorted(found["year"], reverse=True)},
        "unit": by_label.get("unit", {}), "commissioner": by_label.get("commissioner", {}),
        "industry": {k: v for k, v in by_label.get("industry", {}).items() if k},
    }  # fmt: skip
    return Options(labels, {**place, **labels["unit"]}, {**found["leader"], **found["commissioner"]})
