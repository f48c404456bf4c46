"""By what requests are broken down, and for whom: the enterprises only for those who handle all of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, UnitKind
from zz.db import db
from zz.enrolment.models import School, Term
from zz.enrolment.requests.models import EnrolmentRequest as R
from zz.enrolment.vocabulary import GRADE_LABELS, StaffGroup
from zz.labels import LabelledEnum

NONE = "-"


class Dimension(LabelledEnum):
    """A way to break the requests down."""

    GRADE = "grade", "年级"
    SCHOOL = "school", "安排学校"
    GROUP = "group", "员工类别"
    ENTERPRISE = "enterprise", "企业"
    TERM = "term", "学期"

    @property
    def column(self) -> InstrumentedAttribute[Any]:
        """The column that holds it."""
        return COLUMNS[self]


COLUMNS: dict[Dimension, InstrumentedAttribute[Any]] = {
    Dimension.GRADE: R.grade,
    Dimension.SCHOOL: R.school_id,
    Dimension.GROUP: R.staff_group,
    Dimension.ENTERPRISE: R.enterprise_id,
    Dimension.TERM: R.term_id,
}
HANDLE = (UnitKind.PARK, UnitKind.BUREAU)


def knows_enterprises(user: User) -> bool:
    """Tell whether `user` handles the cases of all enterprises and may read which one a case is from."""
    return any(unit.kind in HANDLE for _scope, unit in user.grants(Permission.ENROLMENT_NAMES))


def offered(user: User) -> Sequence[Dimension]:
    """Return the ways that `user` may break his requests down."""
    return [one for one in Dimension if one != Dimension.ENTERPRISE or knows_enterprises(user)]


def order(dimension: Dimension, terms: Sequence[Term]) -> dict[Any, tuple[int, str]]:
    """Return (place, name) of each value that has an order of its own: grades upward, terms as they are given."""
    if dimension == Dimension.GRADE:
        return {grade: (grade, label) for grade, label in GRADE_LABELS.items()}
    if dimension == Dimension.GROUP:
        return {group: (place, group.label) for place, group in enumerate(StaffGroup)}
    if dimension == Dimension.TERM:
        return {term.id: (place, term.name) for place, term in enumerate(terms)}
    return {}


def names(dimension: Dimension, values: Sequence[Any], terms: Sequence[Term]) -> dict[Any, str]:
    """Return what each value is called (at most one query)."""
    if known := order(dimension, terms):
        return {value: known[value][1] if value in known else "未填写" for value in values}
    ids = [value for value in values if value is not None]
    if dimension == Dimension.SCHOOL:
        schools = db.session.scalars(select(School).where(School.id.in_(ids)))
        return {None: "尚未安排", **{school.id: school.name for school in schools}}
    units = db.session.scalars(select(Unit).where(Unit.id.in_(ids)))
    return {unit.id: unit.name for unit in units}


def slug(value: Any) -> str:
    """Return a value as an address carries it; `-` stands for none."""
    return NONE if value is None else str(value)


def value(dimension: Dimension, text: str) -> Any:
    """Return the value that an address carries; ValueError: it is none of this dimension."""
    if text == NONE:
        return None
    if dimension == Dimension.GROUP:
        return StaffGroup(text)
    if not (text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 10):
        raise ValueError(text)
    return int(text)
