"""Reading meetings: the list with its counts, one meeting, its agenda and decisions as far as one may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.assignments.models import Assignment
from zz.db import db
from zz.meetings.access import items_of, visible_to
from zz.meetings.flow import OVER
from zz.meetings.listing import MeetingFilter, Tab
from zz.meetings.models import Meeting, MeetingDecision, MeetingItem, MeetingUnit
from zz.problems.models import Problem
from zz.spelling import search_key

WHOLE = (
    joinedload(MeetingDecision.item).joinedload(MeetingItem.project),
    joinedload(MeetingDecision.item).joinedload(MeetingItem.problem),
    joinedload(MeetingDecision.lead_unit),
    joinedload(MeetingDecision.approval),
    joinedload(MeetingDecision.problem).options(joinedload(Problem.current), joinedload(Problem.lead)),
)


def _narrowed(user: User, wanted: MeetingFilter, today: date) -> Select[Meeting]:
    words = search_key(wanted.q).split()
    query = select(Meeting).where(
        visible_to(user, today), *(Meeting.search.contains(w, autoescape=True) for w in words)
    )
    if wanted.level:
        query = query.where(Meeting.level.in_(wanted.level))
    return query.where(Meeting.kind.in_(wanted.kind)) if wanted.kind else query


def listed(user: User, wanted: MeetingFilter, today: date) -> Select[Meeting]:
    """Return the query of a tab: the next one on top, of those over the latest."""
    query = _narrowed(user, wanted, today).where(Meeting.state.in_(wanted.tab.states))
    query = query.options(joinedload(Meeting.chair), joinedload(Meeting.host))
    if wanted.tab == Tab.COMING:
        return query.order_by(Meeting.starts_at, Meeting.id)
    return query.order_by(Meeting.starts_at.desc(), Meeting.id.desc())


def counts(user: User, wanted: MeetingFilter, today: date) -> dict[Tab, int]:
    """Return how many lie under each tab (one query)."""
    found = _narrowed(user, wanted, today).with_only_columns(Meeting.state).subquery()
    sums = [func.count(case((found.c.state.in_(tab.states), 1))) for tab in Tab]
    return dict(zip(Tab, db.session.execute(select(*sums)).one(), strict=True))


@dataclass(frozen=True)
class Numbers:
    """How many units are called and have signed, how many matters and decisions the reader sees."""

    units: int = 0
    signed: int = 0
    items: int = 0
    decisions: int = 0


def numbers(user: User, found: Sequence[Meeting], today: date) -> dict[int, Numbers]:
    """Return the numbers of a page of meetings (three queries)."""
    ids = [meeting.id for meeting in found]
    if not ids:
        return {}
    units = _counted(
        select(MeetingUnit.meeting_id, func.count(), func.count(Assignment.signed_by_id))
        .outerjoin(MeetingUnit.call)
        .where(MeetingUnit.meeting_id.in_(ids))
        .group_by(MeetingUnit.meeting_id)
    )
    seen = select(MeetingItem.id, MeetingItem.meeting_id).where(_seen(user, found, today)).subquery()
    items = _counted(select(seen.c.meeting_id, func.count()).group_by(seen.c.meeting_id))
    decided = _counted(
        select(MeetingDecision.meeting_id, func.count())
        .join(seen, seen.c.id == MeetingDecision.item_id)
        .group_by(MeetingDecision.meeting_id)
    )
    none = (0, 0)
    return {
        i: Numbers(units.get(i, none)[0], units.get(i, none)[1], items.get(i, none)[0], decided.get(i, none)[0])
        for i in ids
    }


def _counted(query: Any) -> dict[int, tuple[int, ...]]:
    return {row[0]: tuple(row[1:]) for row in db.session.execute(query)}


def _seen(user: User, found: Sequence[Meeting], today: date) -> ColumnElement[bool]:
    """Return the condition on MeetingItem for what the reader sees of any of these meetings."""
    return or_(*(items_of(user, meeting, today) for meeting in found))


def find(user: User, meeting_id: int, today: date) -> Meeting | None:
    """Return a meeting that `user` sees."""
    query = select(Meeting).options(joinedload(Meeting.chair), joinedload(Meeting.host))
    return db.session.scalars(query.where(Meeting.id == meeting_id, visible_to(user, today))).first()


def agenda(user: User, meeting: Meeting, today: date) -> Sequence[MeetingItem]:
    """Return the matters that `user` may see, in order."""
    query = (
        select(MeetingItem)
        .options(
            joinedload(MeetingItem.project),
            joinedload(MeetingItem.problem).options(joinedload(Problem.current), joinedload(Problem.lead)),
        )
        .where(items_of(user, meeting, today))
    )
    return db.session.scalars(query.order_by(MeetingItem.position, MeetingItem.id)).all()


def item_of(meeting: Meeting, item_id: int) -> MeetingItem | None:
    """Return a matter of the agenda."""
    query = select(MeetingItem).where(MeetingItem.id == item_id, MeetingItem.meeting_id == meeting.id)
    return db.session.scalars(query).first()


def decisions(user: User, meeting: Meeting, today: date) -> Sequence[MeetingDecision]:
    """Return what was decided on the matters that `user` may see."""
    mine = select(MeetingItem.id).where(items_of(user, meeting, today))
    query = select(MeetingDecision).options(*WHOLE).where(MeetingDecision.item_id.in_(mine))
    return db.session.scalars(query.order_by(MeetingDecision.number)).all()


def previous(user: User, meeting: Meeting, today: date) -> Meeting | None:
    """Return the meeting of the same series that was held before this one, as far as `user` sees it."""
    same_host = Meeting.host_id == meeting.host_id if meeting.host_id else Meeting.host_id.is_(None)
    query = (
        select(Meeting)
        .where(Meeting.ledger_id == meeting.ledger_id, Meeting.level == meeting.level, same_host)
        .where(Meeting.kind == meeting.kind)
        .where(Meeting.state.in_(OVER), Meeting.starts_at < meeting.starts_at, visible_to(user, today))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def hidden(meeting: Meeting, shown: int) -> int:
    """Return how many matters of the agenda the reader does not see."""
    query = select(func.count()).select_from(MeetingItem).where(MeetingItem.meeting_id == meeting.id)
    return (db.session.scalar(query) or 0) - shown
