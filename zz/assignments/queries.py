"""The inbox: one indexed query over the assignments of all desks, by the keys that a user answers to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import aliased, contains_eager

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.assignments import policy
from zz.assignments.models import Assignment, Card, Follow
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, CardState
from zz.db import db
from zz.labels import LabelledEnum

S = AssignmentState
OPEN = Assignment.ended_at.is_(None)  # what the index of open duties holds
VERIFYING = (AssignmentKind.VERIFY, AssignmentKind.WRITE_OFF)
DECIDING = (AssignmentKind.APPROVE, AssignmentKind.REVIEW)
DOING = (
    AssignmentKind.HANDLE, AssignmentKind.ANSWER, AssignmentKind.SUPPLY, AssignmentKind.PLACE, AssignmentKind.CONFIRM,
)  # fmt: skip


class Box(LabelledEnum):
    """The compartments of the inbox."""

    TO_ASSIGN = "to-assign", "待交办"
    TO_SIGN = "to-sign", "待签收"
    IN_PROGRESS = "in-progress", "办理中"
    TO_VERIFY = "to-verify", "待我核验"
    TO_APPROVE = "to-approve", "待我审批"
    CLIMBED = "climbed", "已提级"
    ISSUED = "issued", "我交办的"
    FOLLOWED = "followed", "我关注的"


LONG = (Box.CLIMBED, Box.ISSUED)  # may hold all that is open: read in order from an index, a part for each key


@dataclass(frozen=True)
class InboxFilter:
    """What the inbox is narrowed to."""

    box: Box
    q: str = ""
    overdue: bool = False


def _box(box: Box, keys: list[str], user: User) -> ColumnElement[bool]:
    mine = Assignment.holder.in_(keys)
    working = Assignment.state.in_((S.IN_PROGRESS, S.SUSPENDED))
    if box == Box.TO_ASSIGN:
        return and_(mine, working, Assignment.kind == AssignmentKind.ASSIGN)
    if box == Box.TO_SIGN:
        return and_(mine, Assignment.state == S.PENDING)
    if box == Box.IN_PROGRESS:
        return and_(mine, working, Assignment.kind.in_(DOING))
    if box == Box.TO_VERIFY:
        return and_(mine, working, Assignment.kind.in_(VERIFYING))
    if box == Box.TO_APPROVE:
        return and_(mine, working, Assignment.kind.in_(DECIDING))
    if box == Box.CLIMBED:
        return and_(Assignment.climbed_to.in_(keys), OPEN)
    if box == Box.ISSUED:
        return and_(Assignment.issuer.in_(keys), OPEN, Assignment.kind == AssignmentKind.HANDLE)
    followed = select(Follow.subject_type, Follow.subject_id).where(Follow.user_id == user.id)
    subject = tuple_(Assignment.subject_type, Assignment.subject_id)
    return and_(subject.in_(followed), OPEN)


def inbox(user: User, wanted: InboxFilter, on: date) -> Select[Assignment]:
    """Return the query of one compartment, what hurts first on top."""
    keys = policy.keys(user, on)
    groups = [[key] for key in keys] if wanted.box in LONG else [keys]
    parts = [select(Assignment).where(_box(wanted.box, group, user), *_narrowing(wanted, on)) for group in groups]
    if len(parts) == 1:
        return parts[0].order_by(*_hurts_first(Assignment))
    merged = aliased(Assignment, union_all(*parts).subquery())
    return select(merged).order_by(*_hurts_first(merged))


def _narrowing(wanted: InboxFilter, on: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.q:
        like = f"%{wanted.q.lower()}%"
        found.append(or_(Assignment.search.like(like), Assignment.title.like(like)))
    if wanted.overdue:
        found.append(Assignment.next_due_on < on)
    return found


def _hurts_first(duty: type[Assignment]) -> tuple[Any, ...]:
    return duty.severity, duty.next_due_on, duty.id


def counting(user: User, on: date) -> dict[str, Select[int]]:
    """Select how many lie in each compartment, by its value: a part for each, so that every part has its index."""
    keys = policy.keys(user, on)
    return {box.value: select(func.count()).select_from(Assignment).where(_box(box, keys, user)) for box in Box}


def waiting_count(user: User, on: date) -> int:
    """Return how many duties and unissued cards wait for `user` (one query)."""
    return db.session.scalar(waiting(user, on)) or 0


def waiting(user: User, on: date) -> Select[int]:
    """Select how many duties and unissued cards wait for `user`: the number in the navigation."""
    return _waiting(tuple(policy.keys(user, on)), user.has(Permission.CARD_ISSUE))


@lru_cache(maxsize=256)
def _waiting(keys: tuple[str, ...], issues: bool) -> Select[int]:
    """Build it once: every page asks."""
    mine = Assignment.holder.in_(keys)
    count = select(func.count()).where(mine, Assignment.state.in_((S.PENDING, S.IN_PROGRESS)))
    if not issues:
        return count
    cards = select(func.count()).select_from(Card).join(Card.assignment).where(*_prepared(keys))
    return select(count.scalar_subquery() + cards.scalar_subquery())


def cards_waiting(user: User, on: date) -> Select[int]:
    """Select how many cards wait to be issued by `user`."""
    if not user.has(Permission.CARD_ISSUE):
        return select(literal(0))
    return select(func.count()).select_from(Card).join(Card.assignment).where(*_prepared(policy.keys(user, on)))


def _prepared(keys: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a card waits to be issued by whoever answers to `keys`."""
    return Card.state == CardState.PREPARED, Assignment.issuer.in_(keys)


def of_subject(subject_type: str, subject_id: int) -> list[Assignment]:
    """Return every assignment about a subject, oldest first."""
    query = select(Assignment).where(Assignment.subject_type == subject_type, Assignment.subject_id == subject_id)
    return list(db.session.scalars(query.order_by(Assignment.id)))


def prepared_cards(keys: list[str]) -> list[Card]:
    """Return the cards that wait to be issued by whoever answers to `keys`, oldest first."""
    query = select(Card).options(contains_eager(Card.assignment)).join(Card.assignment).where(*_prepared(keys))
    return list(db.session.scalars(query.order_by(Card.id)))
