"""Arranging a meeting, its agenda, the call, holding and cancelling it, its minutes. The meeting comes locked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from zz.accounts.models import Unit, User
from zz.assignments.vocabulary import AssignmentKind, AssignmentState
from zz.db import db
from zz.journal import record
from zz.meetings import calling, verbs
from zz.meetings.flow import MEETINGS
from zz.meetings.models import Meeting, MeetingDecision, MeetingItem, MeetingUnit
from zz.meetings.proposals import Proposal
from zz.meetings.vocabulary import MeetingAction as A
from zz.meetings.wording import moment
from zz.notices import notify
from zz.numbering import next_number
from zz.problems.handling import assignments_of
from zz.spelling import search_lines, spellings


class Refused(Exception):
    """A thing the rules do not allow now; the text says which rule and what to do, `field` beside what."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text, self.field = text, field


def save(
    meeting: Meeting | None, values: Mapping[str, Any], units: Sequence[int], *, ledger_id: int, by: User, at: datetime
) -> Meeting:
    """安排会议, or change it: units that are added after the call are called, those left out are called off."""
    found = meeting or Meeting(ledger_id=ledger_id, created_by_id=by.id, created_at=at)
    if meeting:
        MEETINGS.move(found, A.EDIT)
    changes = {}
    for key, after in values.items():
        before = getattr(meeting, key, None)
        if before != after:
            changes[key] = [before, after]
            setattr(found, key, after)
    found.search = search_lines(found.title, *spellings(found.title), found.place)
    db.session.add(found)
    db.session.flush()
    names = _set_units(found, set(units), by=by, at=at)
    if changes or names:
        record(verbs.SAVED, found, by=by, at=at, title=found.title, changes=changes, units=names)
    if found.called_at and {"starts_at", "place"} & changes.keys():
        calling.tell(found, f"会议安排有变：{found.title}，{moment(found.starts_at)}，{found.place}", by=by, at=at)
    return found


def _set_units(meeting: Meeting, wanted: set[int], *, by: User, at: datetime) -> list[str]:
    """Let exactly these units come; return the names of those that are new."""
    there = {row.unit_id: row for row in calling.units_of(meeting)}
    for unit_id in there.keys() - wanted:
        calling.call_off(there[unit_id], "不再参加本次会议", by=by, at=at)
        db.session.delete(there[unit_id])
    return add_units(meeting, sorted(wanted - there.keys()), by=by, at=at)


def add_units(meeting: Meeting, ids: Sequence[int], *, by: User, at: datetime) -> list[str]:
    """Let these units come too; call them where the others have been called. Return their names."""
    there = {row.unit_id for row in calling.units_of(meeting)}
    rows = [MeetingUnit(meeting_id=meeting.id, unit_id=i) for i in dict.fromkeys(ids) if i not in there]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows if meeting.called_at else ():
        calling.call(meeting, row, by=by, at=at)
    return [db.session.get_one(Unit, row.unit_id).label for row in rows]


def set_agenda(meeting: Meeting, chosen: Sequence[Proposal], *, by: User, at: datetime) -> int:
    """列入议题: the units that have to do with them are to come. Return how many are new."""
    MEETINGS.move(meeting, A.EDIT)
    last = db.session.scalar(select(func.max(MeetingItem.position)).where(MeetingItem.meeting_id == meeting.id)) or 0
    for position, one in enumerate(chosen, last + 1):
        db.session.add(
            MeetingItem(
                meeting_id=meeting.id, position=position, project_id=one.project.id, ground=one.ground,
                problem_id=one.problem.id if one.problem else None, reason=one.reason[:200],
            )
        )  # fmt: skip
    db.session.flush()
    if chosen:
        record(verbs.AGENDA_SET, meeting, by=by, at=at, items=[one.title for one in chosen])
        add_units(meeting, concerned(chosen), by=by, at=at)
    return len(chosen)


def concerned(chosen: Sequence[Proposal]) -> list[int]:
    """Return the units that report on these matters: who handles the problem, else who is responsible."""
    found: list[int] = []
    for one in chosen:
        handling = assignments_of(one.problem) if one.problem else []
        found += [
            a.unit_id
            for a in handling
            if a.unit_id and a.kind == AssignmentKind.HANDLE and a.state != AssignmentState.WITHDRAWN
        ]
        found += [one.project.responsible_unit_id] if one.project.responsible_unit_id else []
    return list(dict.fromkeys(found))


def drop_item(meeting: Meeting, item: MeetingItem, *, by: User, at: datetime) -> None:
    """移出议题."""
    MEETINGS.move(meeting, A.EDIT)
    record(verbs.AGENDA_DROPPED, meeting, by=by, at=at, item=item.title)
    db.session.delete(item)
    db.session.flush()


def call(meeting: Meeting, *, by: User, at: datetime) -> None:
    """发出会议通知: every unit has the call to sign for, the chair is told.

    Raises:
        Refused: nobody is to come.
    """
    rows = calling.units_of(meeting)
    if not rows:
        raise Refused("还没有参会单位。请先修改会议安排，或从议题中列入，再发出通知。")
    MEETINGS.move(meeting, A.CALL)
    meeting.called_at = at
    db.session.flush()
    names = [row.unit.label for row in rows]
    record(
        verbs.CALLED, meeting, by=by, at=at, title=meeting.title, units=names, starts_at=meeting.starts_at,
        place=meeting.place,
    )  # fmt: skip
    for row in rows:
        calling.call(meeting, row, by=by, at=at)
    notify([meeting.chair], f"请您主持：{calling.words(meeting)}", calling.url(meeting), at=at, but=by)


def hold(meeting: Meeting, attended: Collection[int], *, by: User, at: datetime) -> None:
    """开始会议: note which units are there (ids of units); calls that nobody signed for are over."""
    MEETINGS.move(meeting, A.HOLD)
    meeting.held_at = at
    there = []
    for row in calling.units_of(meeting):
        row.attended = row.unit_id in attended
        there += [row.unit.label] if row.attended else []
        calling.call_off(row, "会议已召开", by=by, at=at, quiet=True)
    db.session.flush()
    record(verbs.HELD, meeting, by=by, at=at, title=meeting.title, attended=there)


def cancel(meeting: Meeting, reason: str, *, by: User, at: datetime) -> None:
    """取消会议: whoever has been called is told."""
    MEETINGS.move(meeting, A.CANCEL)
    meeting.cancel_reason = reason
    db.session.flush()
    record(verbs.CANCELLED, meeting, by=by, at=at, title=meeting.title, reason=reason)
    for row in calling.units_of(meeting):
        calling.call_off(row, f"会议已取消：{reason}", by=by, at=at, quiet=True)
    if meeting.called_at:
        calling.tell(meeting, f"会议已取消：{meeting.title}，{reason}", by=by, at=at)


def issue_minutes(meeting: Meeting, *, by: User, at: datetime) -> str:
    """印发会议纪要: it has its number, the units learn of it; nothing is decided any more.

    Raises:
        Refused: nothing was decided.
    """
    query = select(func.count()).select_from(MeetingDecision).where(MeetingDecision.meeting_id == meeting.id)
    if not db.session.scalar(query):
        raise Refused("还没有登记会议决定，不能印发纪要。请先在议题上登记决定。")
    MEETINGS.move(meeting, A.ISSUE)
    meeting.minutes_number = next_number("minutes", at=at, root=meeting.ledger_id)
    meeting.minutes_at = at
    db.session.flush()
    record(verbs.MINUTES_ISSUED, meeting, by=by, at=at, number=meeting.minutes_number)
    calling.tell(meeting, f"已印发会议纪要：{meeting.minutes_number}，{meeting.title}", by=by, at=at)
    return meeting.minutes_number
