"""What time brings: suspensions that end, comparisons that can be made, rechecks, and faults that come again."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select

from zz import rules
from zz.assignments.timing import day
from zz.assignments.vocabulary import AssignmentKind
from zz.clock import local
from zz.db import db, locked, writing
from zz.jobs import on_tick
from zz.voltage.models import DailyVoltage
from zz.voltage.remediation import entry_operations, readings, verbs
from zz.voltage.remediation.flow import ENTRIES, REMEDIATIONS
from zz.voltage.remediation.handling import assignments_of, manager_of, note, open_duty, station_key, tell
from zz.voltage.remediation.models import Comparison, Remediation, VoltageProblem
from zz.voltage.remediation.operations import due_of
from zz.voltage.remediation.verifying import make_comparison, next_check
from zz.voltage.remediation.vocabulary import EntryAction, EntryState, Measure, RemediationState
from zz.voltage.remediation.vocabulary import RemediationAction as A
from zz.voltage.vocabulary import DayState

RECENT = timedelta(days=7)  # a recheck wants a valid day within it


def after_judged(days: Sequence[date], at: datetime) -> None:
    """Compare again what waits, and reopen what has come again, with the days that were judged."""
    for remediation_id in _waiting():
        _compare(remediation_id, at)
    for remediation_id, fired in _relapsed(at):
        with writing():
            remediation = locked(Remediation, remediation_id)
            if remediation is not None and REMEDIATIONS.can(remediation, A.REOPEN):
                relapse(remediation, fired, at=at)


@on_tick
def follow_up(at: datetime) -> dict[str, int]:
    """End suspensions, make comparisons that can be made now, recheck what was verified."""
    for entry_id in db.session.scalars(_expired(day(at))).all():
        with writing():
            entry = locked(VoltageProblem, entry_id)
            if entry is not None and ENTRIES.can(entry, EntryAction.RESUME):
                entry_operations.resume(entry, "挂起到期", by=None, at=at)
    for remediation_id in _waiting(fresh=True):
        _compare(remediation_id, at)
    for remediation_id in db.session.scalars(_to_check(day(at))).all():
        with writing():
            remediation = locked(Remediation, remediation_id)
            if remediation is not None and REMEDIATIONS.can(remediation, A.REOPEN):
                recheck(remediation, at=at)
    return {}


def _expired(today: date) -> Select[int]:
    return select(VoltageProblem.id).where(
        VoltageProblem.state == EntryState.SUSPENDED, VoltageProblem.suspended_until <= today
    )


def _to_check(today: date) -> Select[int]:
    return select(Remediation.id).where(
        Remediation.state == RemediationState.VERIFIED, Remediation.next_check_on <= today
    )


def _waiting(*, fresh: bool = False) -> list[int]:
    """Return what waits for verification; `fresh`: only what no comparison has seen the last day of data for."""
    query = (
        select(Remediation.id, Comparison.figures)
        .outerjoin(Comparison, (Comparison.remediation_id == Remediation.id) & (Comparison.round == Remediation.round))
        .where(Remediation.state == RemediationState.PENDING_VERIFICATION)
        .order_by(Remediation.id)
    )
    rows = db.session.execute(query).all()
    if not rows or not fresh:
        return [row[0] for row in rows]
    last = readings.last_day()
    until = last.isoformat() if last else ""
    return [row[0] for row in rows if row[1] is None or row[1]["until"] < until]


def _compare(remediation_id: int, at: datetime) -> None:
    with writing():
        remediation = locked(Remediation, remediation_id)
        if remediation is not None:
            make_comparison(remediation, at=at)


def _relapsed(at: datetime) -> Iterator[tuple[int, date]]:
    """Yield what was verified and fires again, with the first day, within the rule's days."""
    window = timedelta(days=int(rules.value("voltage.relapse_window")))
    least = int(rules.value("voltage.relapse_days"))
    query = select(Remediation.id, Remediation.area_id, Remediation.kind, Remediation.verified_at).where(
        Remediation.state == RemediationState.VERIFIED, Remediation.verified_at >= at - window - RECENT
    )
    for some in readings.chunks(db.session.execute(query).all()):
        since = min(local(row.verified_at).date() for row in some)
        fired = readings.fired_since({row.area_id for row in some}, since)
        for row in some:
            verified_on = local(row.verified_at).date()
            days = [d for d in fired.get((row.area_id, row.kind), ()) if verified_on <= d <= verified_on + window]
            if len(days) >= least:
                yield row.id, days[0]


def relapse(remediation: Remediation, fired: date, *, at: datetime) -> None:
    """重复异常: the same fault within the rule's days goes on where it was, and counts."""
    REMEDIATIONS.move(remediation, A.REOPEN)
    found = assignments_of(remediation, lock=True)
    manager, holder = manager_of(found), station_key(remediation.station_id)
    remediation.relapses += 1
    remediation.round += 1
    remediation.work_on = remediation.asked_at = remediation.next_check_on = None
    measure = remediation.measure or Measure.OTHER
    due_on = due_of(measure, day(at))
    note(verbs.RELAPSED, remediation, [], by=None, at=at, day=fired, times=remediation.relapses, due_on=due_on)
    open_duty(remediation, AssignmentKind.HANDLE, "重新治理", manager, by=None, at=at, due_on=due_on, to_sign=True)
    tell(remediation, "验证后重复异常，请重新治理", [holder, manager], by=None, at=at)


def recheck(remediation: Remediation, *, at: datetime) -> None:
    """复查: nothing has fired since verification, and the last week has a valid day; else it waits for data."""
    today = day(at)
    if remediation.verified_at is None:
        return
    verified_on = local(remediation.verified_at).date()
    valid = (DailyVoltage.area_id == remediation.area_id, DailyVoltage.state != DayState.INSUFFICIENT)
    query = select(func.count()).select_from(DailyVoltage).where(*valid, DailyVoltage.day >= today - RECENT)
    if not db.session.scalar(query):
        return
    remediation.rechecks += 1
    remediation.next_check_on = next_check(verified_on, remediation.rechecks)
    note(
        verbs.RECHECKED, remediation, [], by=None, at=at, days=(today - verified_on).days,
        next_on=remediation.next_check_on,
    )  # fmt: skip
