"""Verification: the comparison is made when there is data, the manager decides on it, another than who did the work."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from zz import calendar, rules
from zz.accounts.models import User
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.timing import day, reschedule
from zz.assignments.vocabulary import AssignmentKind
from zz.db import db
from zz.voltage.remediation import readings, verbs, windows
from zz.voltage.remediation.comparing import Outcome, compare
from zz.voltage.remediation.flow import REMEDIATIONS
from zz.voltage.remediation.handling import Refused, assignments_of, live, manager_of, note, station_key, tell
from zz.voltage.remediation.models import Comparison, Remediation
from zz.voltage.remediation.vocabulary import RemediationAction as A
from zz.voltage.remediation.vocabulary import Verdict
from zz.workflow import InvalidTransition

K = AssignmentKind


def comparison_of(remediation: Remediation) -> Comparison | None:
    """Return the comparison of the present round."""
    query = select(Comparison).where(Comparison.remediation_id == remediation.id, Comparison.round == remediation.round)
    return db.session.scalars(query).first()


def _figures(remediation: Remediation, work: date, outcome: Outcome) -> tuple[int | None, dict[str, Any]]:
    before, after = [d.day for d in outcome.before], [d.day for d in outcome.after]
    control = windows.control_area(remediation, [*before, *after])
    beside = [windows.days_on(control, remediation.kind, dates) if control else [] for dates in (before, after)]
    until = readings.last_day()
    return control.id if control else None, {
        "work_on": work.isoformat(), "until": until.isoformat() if until else "",
        "before": [d.plain() for d in outcome.before], "after": [d.plain() for d in outcome.after],
        "control_before": [d.plain() for d in beside[0]], "control_after": [d.plain() for d in beside[1]],
        "checks": [[check.label, check.holds, check.text] for check in outcome.checks],
    }  # fmt: skip


def make_comparison(remediation: Remediation, *, at: datetime) -> Comparison | None:
    """Compare before and after, or do it again with newer data; a verdict that changes is told to the manager."""
    if remediation.work_on is None or not REMEDIATIONS.can(remediation, A.VERIFY):
        return None
    needed = int(rules.value("voltage.compare_days"))
    outcome = compare(windows.around(remediation, remediation.work_on), remediation.work_on, needed)
    control_id, figures = _figures(remediation, remediation.work_on, outcome)
    found = comparison_of(remediation)
    before = found.verdict if found else None
    if found is None:
        found = Comparison(remediation_id=remediation.id, round=remediation.round)
        db.session.add(found)
    found.verdict, found.control_id, found.figures, found.made_at = outcome.verdict, control_id, figures, at
    db.session.flush()
    if outcome.verdict != before:
        _told(remediation, outcome, waited=before is not None, at=at)
    return found


def _told(remediation: Remediation, outcome: Outcome, *, waited: bool, at: datetime) -> None:
    """Give the manager a date to decide by; insufficient data gives none, and is told where it was better before."""
    assignments = assignments_of(remediation, lock=True)
    verifying = live(assignments, K.VERIFY)[-1]
    waits = outcome.verdict == Verdict.INSUFFICIENT
    due_on = None if waits else calendar.add_working_days(day(at), int(rules.value("assignment.days.verify")))
    verifying.due_on = verifying.original_due_on = due_on
    reschedule(verifying)
    if waits and not waited:
        return
    text = "；".join(check.text for check in outcome.checks)
    note(verbs.COMPARED, remediation, [], by=None, at=at, verdict=outcome.verdict, text=text, due_on=due_on)
    tell(remediation, f"治理前后比对：{outcome.verdict.label}", [verifying.holder], by=None, at=at)


def overdue_data(remediation: Remediation, today: date) -> bool:
    """Tell whether the valid days have been waited for longer than the rule says."""
    wait = timedelta(days=int(rules.value("voltage.compare_wait_days")))
    return remediation.work_on is not None and today > remediation.work_on + wait


def fault_of(remediation: Remediation, comparison: Comparison | None, text: str) -> str:
    """Return why the remediation cannot be verified now; “” where it can.

    Where the days before are too few for good, the days after decide, and the manager says so in words.
    """
    if comparison is None or comparison.verdict == Verdict.INSUFFICIENT:
        needed = int(rules.value("voltage.compare_days"))
        after = comparison.figures["after"] if comparison else []
        if len(after) < needed:
            return f"治理后只有 {len(after)} 个有效日，满 {needed} 个才能验证（规则“治理前后各比对几个有效日”）"
        return "" if text else "治理前有效日不足，只按治理后判断的，请写明验证意见"
    if comparison.verdict == Verdict.NOT_MET:
        return "治理前后比对不达标，不能验证通过。请退回治理，或待数据更正后再验证"
    return ""


def verify(remediation: Remediation, text: str, *, by: User, at: datetime) -> None:
    """验证通过: the fault is gone, nothing else has come of it; the rechecks begin.

    Raises:
        Refused: the comparison does not allow it.
    """
    if not REMEDIATIONS.can(remediation, A.VERIFY):
        raise InvalidTransition(REMEDIATIONS, remediation.state, A.VERIFY)
    if fault := fault_of(remediation, comparison_of(remediation), text):
        raise Refused(fault, "text")
    REMEDIATIONS.move(remediation, A.VERIFY)
    found = assignments_of(remediation, lock=True)
    note(verbs.VERIFIED, remediation, [manager_of(found)], by=by, at=at, text=text)
    for a in live(found):
        loop.discharge(a, text, by=by, at=at)
    remediation.verified_at, remediation.verified_by_id, remediation.current_id = at, by.id, None
    remediation.rechecks = 0
    remediation.next_check_on = next_check(day(at), 0)
    tell(remediation, "验证通过，已闭环", [station_key(remediation.station_id)], by=by, at=at)


def next_check(verified_on: date, passed: int) -> date | None:
    """Return the day of the next recheck after verification; None where all have passed."""
    days = sorted(int(text) for text in rules.value("voltage.recheck_days") if str(text).isdecimal())
    return verified_on + timedelta(days=days[passed]) if passed < len(days) else None


def reject(remediation: Remediation, reason: str, due_on: date, *, by: User, at: datetime) -> None:
    """验证不通过: back to the station with a reason and a new date; its cards stay."""
    REMEDIATIONS.move(remediation, A.REJECT)
    found = assignments_of(remediation, lock=True)
    manager = manager_of(found)
    note(verbs.REJECTED, remediation, [manager], by=by, at=at, reason=reason, due_on=due_on)
    for a in live(found, K.VERIFY):
        loop.discharge(a, reason, by=by, at=at)
    handle: Assignment = live(found, K.HANDLE)[-1]
    loop.return_(handle, reason, due_on, by=by, at=at)
    remediation.current_id, remediation.work_on, remediation.asked_at = handle.id, None, None
    remediation.round += 1
    remediation.rejections += 1
    tell(remediation, "验证不通过，请继续治理", [handle.holder], by=by, at=at)
