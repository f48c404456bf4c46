"""What the filters of a table offer: only what occurs among the rows that the reader sees there. One query."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
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
from zz.accounts.roles import GRANTS, Permission, Scope
from zz.as_of import day_read
from zz.db import db
from zz.projects.access import visible_to
from zz.projects.models import Project, ProjectYear
from zz.projects.readers import Reader
from zz.projects.saved_views import NOTHING, Keep, gathered, selects
from zz.projects.vocabulary import Activity, InvestmentType, Level, Light, Stage, YearCategory


@dataclass(frozen=True)
class Options:
    """Labels by value for every parameter, and the names of all units and people of the table."""

    labels: dict[str, dict[Any, str]]
    units: dict[int, str]
    people: dict[int, str]
    keep: Keep


FIXED: dict[str, dict[Any, str]] = {
    name: {member: member.label for member in enum}
    for name, enum in (
        ("light", Light), ("category", YearCategory), ("level", Level), ("investment", InvestmentType),
        ("activity", Activity),
    )
}  # fmt: skip


KEYS = (Project.responsible_unit_id, Project.park_id, Project.township_id, Project.commissioner_id)


def _distinct(name: str, column: Any, where: list[ColumnElement[bool]]) -> Select[Any, Any, Any, Any, Any, Any]:
    """Return the distinct values of an indexed column by hopping from one to the next, never reading them all."""
    values: CTE = select(func.min(column).label("v")).where(*where).cte(name, recursive=True)
    following = select(func.min(column)).where(column > values.c.v, *where).scalar_subquery()
    values = values.union_all(select(following).where(values.c.v.is_not(None)))
    return select(literal(name), cast(null(), Integer), cast(values.c.v, String), *NOTHING).where(
        values.c.v.is_not(None)
    )


def _named(name: str, model: Any, occurs: ColumnElement[bool], label: Any) -> Select[Any, Any, Any, Any, Any, Any]:
    return select(literal(name), model.id, label, *NOTHING).where(occurs)


@lru_cache(maxsize=256)
def _query(reader: Reader, stage: Stage, past: bool) -> CompoundSelect[Any]:
    """Return the query of a reader's options: building it costs more than running it.

    Who sees a whole county is asked unit by unit whether it occurs (an index answers at the first row); who sees
    little has his rows read once. So has everybody in the past, which has fewer indexes.
    """
    where = [Project.stage == stage, visible_to(reader)]
    unit, person = aliased(Unit), aliased(User)
    short = func.coalesce(func.nullif(unit.short_name, ""), unit.name)
    mine = select(*KEYS, Project.industry).where(*where).cte("mine")
    county = any(GRANTS[m.role].get(Permission.PROJECT_READ) == Scope.COUNTY for m in reader.memberships)
    whole = county and not past

    def occurs(key: Any, model: Any) -> ColumnElement[bool]:
        if whole:
            return select(literal(1)).where(key == model.id, *where).exists()
        return model.id.in_(select(mine.c[key.key]))  # type: ignore[no-any-return]

    own = select(literal("industry"), cast(null(), Integer), mine.c.industry, *NOTHING).distinct()
    return union_all(
        _named("unit", unit, occurs(Project.responsible_unit_id, unit), short),
        _named("park", unit, occurs(Project.park_id, unit), short),
        _named("township", unit, occurs(Project.township_id, unit), short),
        _named("commissioner", person, occurs(Project.commissioner_id, person), person.name),
        _distinct("industry", Project.industry, where) if whole else own,
        _distinct("year", ProjectYear.year, []),
        *selects(reader, stage),
    )


def options(user: User, stage: Stage) -> Options:
    """Return what the filters of a stage's table offer `user`, with his views and columns."""
    return _gather(user.id, stage, db.session.execute(_query(Reader.of(user), stage, day_read() is not None)).all())


def _gather(user_id: int, stage: Stage, rows: Sequence[Any]) -> Options:
    found: dict[str, dict[Any, str]] = defaultdict(dict)
    for kind, number, label, *_ in rows:
        found[kind][number if number is not None else label] = label
    by_label = {kind: dict(sorted(values.items(), key=lambda item: item[1])) for kind, values in found.items()}
    place = {**by_label.get("park", {}), **by_label.get("township", {})}
    labels = {
        **FIXED, "township": place, "year": {int(y): f"{y}年" for y in sorted(found["year"], reverse=True)},
        "unit": by_label.get("unit", {}), "commissioner": by_label.get("commissioner", {}),
        "industry": {k: v for k, v in by_label.get("industry", {}).items() if k},
    }  # fmt: skip
    return Options(
        labels, {**place, **labels["unit"]}, labels["commissioner"],
        gathered(user_id, stage, rows),
    )  # fmt: skip
