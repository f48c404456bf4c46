"""排序办法: the order in force on a day, its versions, and the next one. Everybody of the county reads it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment import announcing
from zz.enrolment.placement import verbs
from zz.enrolment.placement.models import PlacementOrder
from zz.enrolment.placement.vocabulary import Criterion
from zz.enrolment.wording import day_words
from zz.journal import record
from zz.notices import notify

PATH = "/enrolment/order"


def versions(park_id: int) -> Sequence[PlacementOrder]:
    """Return the orders of a park, the newest first."""
    query = select(PlacementOrder).options(joinedload(PlacementOrder.written_by))
    return db.session.scalars(
        query.where(PlacementOrder.park_id == park_id).order_by(PlacementOrder.number.desc())
    ).all()


def in_force(park_id: int, on: date) -> PlacementOrder | None:
    """Return the order that holds on a day; None where the work group has written none."""
    query = select(PlacementOrder).where(PlacementOrder.park_id == park_id, PlacementOrder.valid_from <= on)
    return db.session.scalars(query.order_by(PlacementOrder.number.desc()).limit(1)).first()


def words(criteria: Sequence[Criterion]) -> str:
    """Return an order as one sentence reads it: 兄弟姐妹已在该校就读、户籍在本地."""
    return "、".join(one.label for one in criteria)


def write(
    park_id: int, criteria: Sequence[Criterion], valid_from: date, reason: str, *, by: User, at: datetime
) -> PlacementOrder:  # fmt: skip
    """Let a new order hold from a day on, and tell the enterprises; rounds that were sealed keep theirs."""
    before = versions(park_id)
    row = PlacementOrder(
        park_id=park_id, number=len(before) + 1, valid_from=valid_from, criteria=[str(one) for one in criteria],
        reason=reason, written_by_id=by.id, written_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record(
        verbs.ORDER_WRITTEN, row, by=by, at=at, number=row.number, valid_from=valid_from, reason=reason,
        criteria=words(criteria), before=words(before[0].ranked) if before else "",
    )  # fmt: skip
    said = f"学位安排的排序办法已公布第 {row.number} 版，{day_words(valid_from)}起施行：{words(criteria)}"
    notify(announcing.people(park_id), said, PATH, at=at, but=by)
    return row
