"""By what the year's list is broken down."""

from typing import Any

from sqlalchemy import false, select
from sqlalchemy.orm import InstrumentedAttribute

from zz.accounts.models import Unit, User
from zz.db import db
from zz.labels import LabelledEnum
from zz.projects.models import Project, ProjectYear
from zz.projects.vocabulary import YearCategory

NOBODY = "未明确"
UNLISTED = "未列入年度清单"


class Dimension(LabelledEnum):
    """A way to break the list down."""

    UNIT = "unit", "责任单位"
    TOWNSHIP = "township", "镇街"
    PARK = "park", "园区"
    INDUSTRY = "industry", "行业"
    LEADER = "leader", "联系领导"
    CATEGORY = "category", "年度类别"

    @property
    def column(self) -> InstrumentedAttribute[Any]:
        """The column that holds it."""
        return COLUMNS[self]


COLUMNS: dict[Dimension, InstrumentedAttribute[Any]] = {
    Dimension.UNIT: Project.responsible_unit_id,
    Dimension.TOWNSHIP: Project.township_id,
    Dimension.PARK: Project.park_id,
    Dimension.INDUSTRY: Project.industry,
    Dimension.LEADER: Project.liaison_leader_id,
    Dimension.CATEGORY: ProjectYear.category,
}


def names(dimension: Dimension, values: list[Any]) -> dict[Any, str]:
    """Return what each value is called (at most one query)."""
    if dimension == Dimension.INDUSTRY:
        return {value: value or NOBODY for value in values}
    if dimension == Dimension.CATEGORY:
        return {value: value.label if value else UNLISTED for value in values}
    model: Any = User if dimension == Dimension.LEADER else Unit
    ids = [value for value in values if value is not None]
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).all()) | {None: NOBODY}


def slug(value: Any) -> str:
    """Return a value as an address carries it; `-` is nobody's."""
    return "-" if value in (None, "") else str(value)


def condition(dimension: Dimension, text: str) -> Any:
    """Return the condition for one value of a dimension, as `slug` writes it."""
    column = dimension.column
    if text == "-":
        return column.is_(None) if dimension != Dimension.INDUSTRY else column == ""
    if dimension == Dimension.CATEGORY:
        return column == YearCategory(text) if text in list(YearCategory) else false()
    if dimension == Dimension.INDUSTRY:
        return column == text
    return column == (int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1)


def name_of(dimension: Dimension, text: str) -> str:
    """Return what one value is called, as `slug` writes it."""
    if text == "-":
        return UNLISTED if dimension == Dimension.CATEGORY else NOBODY
    if dimension == Dimension.CATEGORY:
        return YearCategory(text).label if text in list(YearCategory) else text
    if dimension == Dimension.INDUSTRY:
        return text
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    return names(dimension, [number]).get(number, "")
