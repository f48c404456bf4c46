"""Which meetings a user sees, and which matters of one: the centre all, others what concerns them."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from zz import clock
from zz.access import within
from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, Scope
from zz.db import db
from zz.meetings.models import Meeting, MeetingItem, MeetingUnit
from zz.meetings.vocabulary import MeetingState
from zz.problems.access import visible_to as visible_problems
from zz.problems.models import Problem
from zz.projects.access import visible_to as visible_projects
from zz.projects.models import Project

SUBJECT = Meeting.__tablename__
P = Permission


def _counties(user: User, permission: Permission) -> list[int]:
    return sorted({unit.root_id for scope, unit in user.grants(permission) if scope == Scope.COUNTY})


def manages(user: User, ledger_id: int) -> bool:
    """Tell whether `user` runs the meetings of a county."""
    return ledger_id in _counties(user, P.MEETING_MANAGE)


def ledger_of(user: User) -> int | None:
    """Return the county whose meetings `user` runs."""
    return next(iter(_counties(user, P.MEETING_MANAGE)), None)


def _mine(user: User) -> ColumnElement[bool]:
    """Return the condition on Unit for the units that `user` reads meetings for."""
    reaches = [within(Unit.id, scope, unit) for scope, unit in user.grants(P.MEETING_READ) if scope != Scope.FIELD]
    return or_(*reaches) if reaches else false()


def _concerns(user: User, today: date) -> ColumnElement[bool]:
    """Return the condition on MeetingItem for what `user` sees of its project or its problem."""
    problems = select(Problem.id).where(visible_problems(user, today))
    return or_(
        MeetingItem.project_id.in_(select(Project.id).where(visible_projects(user))),
        MeetingItem.problem_id.in_(problems),
    )


def visible_to(user: User, today: date) -> ColumnElement[bool]:
    """Return the condition on Meeting for what `user` may see; every list starts from it.

    Besides whole counties: what he chairs, what his unit is called to, what has a matter of his on its agenda; none
    before it is called.
    """
    called = select(MeetingUnit.meeting_id).where(MeetingUnit.unit_id.in_(select(Unit.id).where(_mine(user))))
    theirs = exists().where(MeetingItem.meeting_id == Meeting.id, _concerns(user, today))
    told = Meeting.called_at.is_not(None)
    return or_(
        Meeting.ledger_id.in_(_counties(user, P.MEETING_MANAGE)),
        and_(told, Meeting.ledger_id.in_(_counties(user, P.MEETING_READ))),
        and_(told, or_(Meeting.chair_id == user.id, Meeting.id.in_(called), theirs)),
    )


def items_of(user: User, meeting: Meeting, today: date) -> ColumnElement[bool]:
    """Return the condition on MeetingItem for what `user` may see of a meeting that he sees."""
    here = MeetingItem.meeting_id == meeting.id
    return here if sees_all(user, meeting) else and_(here, _concerns(user, today))


def sees_all(user: User, meeting: Meeting) -> bool:
    """Tell whether `user` sees the whole agenda: the centre, the main leader, the chair."""
    return meeting.chair_id == user.id or meeting.ledger_id in _counties(user, P.MEETING_READ)


def sees(user: User, meeting_id: int) -> bool:
    """Tell whether `user` sees this meeting: the guard of its duties."""
    query = select(Meeting.id).where(Meeting.id == meeting_id, visible_to(user, clock.today()))
    return user.has(P.MEETING_READ) and db.session.scalar(query) is not None


def editable(meeting: Meeting) -> bool:
    """Tell whether the meeting is still to come."""
    return meeting.state in (MeetingState.PLANNED, MeetingState.CALLED)
