"""Writing quotas: drafted by the work group, proposed, confirmed or returned by the bureau, revised.

They take the table locked within `writing()`; who may do it is `quota_access`. Each ends the duty before and opens
the next, records one event and tells whom it concerns.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from zz.accounts.models import Unit, User
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.operations import Order
from zz.assignments.subjects import Ref
from zz.assignments.vocabulary import AssignmentKind
from zz.db import db
from zz.enrolment.desks import education, work_group
from zz.enrolment.models import Term
from zz.enrolment.placement import quota_access, quota_verbs, quotas
from zz.enrolment.placement.quota_flow import QUOTAS
from zz.enrolment.placement.quota_models import PlacementQuota, QuotaSheet
from zz.enrolment.placement.quota_vocabulary import QuotaAction as A
from zz.enrolment.placement.quotas import Key, Room
from zz.enrolment.rules import step_days
from zz.enrolment.wording import day_words
from zz.journal import record
from zz.notices import notify


class Refused(Exception):
    """A thing the rules do not allow now: by school and grade what is wrong (empty: the whole table), in words."""

    def __init__(self, text: str, faults: Mapping[Key, str] | None = None) -> None:
        super().__init__(text)
        self.text, self.faults = text, dict(faults or {})


def begin(park: Unit, term: Term, *, by: User, at: datetime) -> QuotaSheet:
    """起草: open the table of a term with the seats that are held already; the one that is there is returned."""
    there = quotas.of_park(park.id, term.id)
    if there is not None:
        return there
    sheet = QuotaSheet(park_id=park.id, term_id=term.id)
    db.session.add(sheet)
    db.session.flush()
    for (school_id, grade), number in quotas.held(park.id, term.id).items():
        db.session.add(PlacementQuota(sheet_id=sheet.id, school_id=school_id, grade=grade, seats=number))
    db.session.flush()
    record(quota_verbs.BEGUN, sheet, by=by, at=at, term=term.name)
    return sheet


def too_many(room: Room | None, seats: int) -> str | None:
    """Return why a quota is more than can be given."""
    if room is None:
        return "没有学位计划" if seats else None
    if seats > room.most:
        return f"最多 {room.most} 个"
    return None


def fault(room: Room | None, seats: int) -> str | None:
    """Return why a quota cannot be asked for."""
    if room is not None and seats < room.held:
        return f"已安排 {room.held} 个"
    return too_many(room, seats)


def draft(sheet: QuotaSheet, wanted: Mapping[Key, int], *, by: User, at: datetime) -> None:
    """起草名额: write how many seats of each school and grade the park asks for; what is not named stays.

    Raises:
        Refused: more than the school has left, or fewer than children placed there.
    """
    found, there = quotas.rooms(sheet.park_id, sheet.term_id), quotas.rows(sheet.id)
    before = {key: there[key].seats if key in there else 0 for key in wanted}
    faults = {key: said for key, seats in wanted.items() if (said := fault(found.get(key), seats))}
    if faults:
        raise Refused("有年级的名额不能这样填", faults)
    changes = {}
    for key, seats in wanted.items():
        if seats == before[key]:
            continue
        row = there.get(key) or PlacementQuota(sheet_id=sheet.id, school_id=key[0], grade=key[1])
        row.seats = seats
        db.session.add(row)
        changes[_named(found, key)] = [before[key], seats]
    if changes:
        sheet.edits += 1
        db.session.flush()
        record(quota_verbs.DRAFTED, sheet, by=by, at=at, term=sheet.term.name, changes=changes)


def _named(found: Mapping[Key, Room], key: Key) -> str:
    room = found.get(key)
    return f"{room.plan.school.name}{room.plan.label()}" if room else str(key)


def _checked(sheet: QuotaSheet, wrong: Callable[[Room | None, int], str | None]) -> dict[Key, PlacementQuota]:
    """Return the quotas of a table, of which none is `wrong`.

    Raises:
        Refused: nothing is asked for, or a school's seats have changed meanwhile.
    """
    rows, found = quotas.rows(sheet.id), quotas.rooms(sheet.park_id, sheet.term_id)
    if not any(row.seats for row in rows.values()):
        raise Refused("还没有填写名额：请先填写并保存。")
    faults = {key: said for key, row in rows.items() if (said := wrong(found.get(key), row.seats))}
    if faults:
        said = "；".join(f"{_named(found, key)}名额 {rows[key].seats} 个，{words}" for key, words in faults.items())
        raise Refused(f"名额与学校的学位不符：{said}。", faults)
    return rows


def _turn(sheet: QuotaSheet, action: A, *, by: User, at: datetime) -> None:
    QUOTAS.move(sheet, action)
    duty = db.session.get(Assignment, sheet.duty_id) if sheet.duty_id else None
    if duty is not None:
        loop.discharge(duty, by=by, at=at)
    sheet.duty_id = None
    db.session.flush()


def _ask(sheet: QuotaSheet, kind: AssignmentKind, title: str, holder: str, step: str, *, by: User, at: datetime) -> Any:
    """Open the duty of whoever has the turn, tell him, and return the date."""
    unit_id = sheet.park_id if holder == work_group(sheet.park) else None
    order = Order(
        kind, Ref(sheet.__tablename__, sheet.id), f"{title}：{sheet.park.label} {sheet.term.name}", holder, holder,
        days=step_days(step), unit_id=unit_id, context="子女就学", to_sign=False,
    )  # fmt: skip
    duty = loop.issue(order, by=by, at=at)
    sheet.duty_id = duty.id
    db.session.flush()
    due = f"，请于{day_words(duty.due_on)}前办理" if duty.due_on else ""
    notify(holders.people(holder), f"{duty.title}{due}", f"{quota_access.PATH}/{sheet.id}", at=at, but=by)
    return duty.due_on


def propose(sheet: QuotaSheet, *, by: User, at: datetime) -> None:
    """提交教育局确认: the bureau has the turn.

    Raises:
        Refused: nothing is asked for, or a school's seats have changed meanwhile.
    """
    total = sum(row.seats for row in _checked(sheet, fault).values())
    _turn(sheet, A.PROPOSE, by=by, at=at)
    sheet.proposed_by_id, sheet.proposed_at = by.id, at
    bureau = education(sheet.park.root_id)
    due = _ask(sheet, AssignmentKind.CONFIRM, "确认学位名额", bureau, "quota", by=by, at=at)
    record(quota_verbs.PROPOSED, sheet, by=by, at=at, term=sheet.term.name, seats=total, due_on=due)


def take_back(sheet: QuotaSheet, *, by: User, at: datetime) -> None:
    """撤回: the work group goes on drafting."""
    _turn(sheet, A.TAKE_BACK, by=by, at=at)
    record(quota_verbs.TAKEN_BACK, sheet, by=by, at=at, term=sheet.term.name)


def confirm(sheet: QuotaSheet, *, by: User, at: datetime) -> None:
    """确认名额: from now on a round may give these seats away.

    Raises:
        Refused: a school's seats have changed meanwhile.
    """
    rows, found = _checked(sheet, too_many), quotas.rooms(sheet.park_id, sheet.term_id)
    changes = {}
    for key, row in rows.items():
        if (row.confirmed or 0) != row.seats:
            changes[_named(found, key)] = [row.confirmed or 0, row.seats]
        row.confirmed = row.seats
    _turn(sheet, A.CONFIRM, by=by, at=at)
    sheet.confirmed_by_id, sheet.confirmed_at, sheet.returned_reason = by.id, at, ""
    db.session.flush()
    total = sum(row.seats for row in rows.values())
    record(quota_verbs.CONFIRMED, sheet, by=by, at=at, term=sheet.term.name, seats=total, changes=changes)
    _tell(sheet, f"教育局已确认 {total} 个学位名额", by=by, at=at)


def _tell(sheet: QuotaSheet, words: str, *, by: User, at: datetime) -> None:
    people = holders.people(work_group(sheet.park))
    notify(people, f"{sheet.term.name}：{words}", f"{quota_access.PATH}/{sheet.id}", at=at, but=by)


def return_(sheet: QuotaSheet, reason: str, *, by: User, at: datetime) -> None:
    """退回修改, with the reason: the work group has the turn; what was confirmed before stays in force."""
    _turn(sheet, A.RETURN, by=by, at=at)
    sheet.returned_reason = reason
    group = work_group(sheet.park)
    due = _ask(sheet, AssignmentKind.SUPPLY, "修改学位名额", group, "quota_again", by=by, at=at)
    record(quota_verbs.RETURNED, sheet, by=by, at=at, term=sheet.term.name, reason=reason, due_on=due)


def revise(sheet: QuotaSheet, reason: str, *, by: User, at: datetime) -> None:
    """调整名额: draft anew, with the reason; what was confirmed stays in force until the new table is."""
    _turn(sheet, A.REVISE, by=by, at=at)
    record(quota_verbs.REVISED, sheet, by=by, at=at, term=sheet.term.name, reason=reason)
