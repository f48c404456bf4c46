"""Faults and remediations in words: days, how long, which colour a state wears."""

from datetime import date, datetime
from decimal import Decimal

from zz import clock
from zz.assignments.models import Assignment
from zz.assignments.rows import TONES as CARD_TONES
from zz.assignments.rows import due_of
from zz.assignments.vocabulary import AssignmentKind, Severity
from zz.voltage.remediation.models import Remediation
from zz.voltage.remediation.vocabulary import EntryState, RemediationState, Verdict

STATE_TONES = {
    RemediationState.VERIFIED: "green", RemediationState.WITHDRAWN: "neutral", RemediationState.RESERVED: "neutral",
}  # fmt: skip
ENTRY_TONES = {EntryState.RECOVERED: "green"}
VERDICT_TONES = {Verdict.MET: "green"}


def short(value: date | None, today: date | None = None) -> str:
    """Return 9月8日, with the year where it is not that of `today`."""
    if value is None:
        return "—"
    said = f"{value.month}月{value.day}日"
    return said if today is None or value.year == today.year else f"{value.year}年{said}"


def day(at: datetime | None) -> date | None:
    """Return the Shanghai day of an instant."""
    return clock.local(at).date() if at else None


def month(value: date | None) -> str:
    """Return 2024年6月."""
    return f"{value.year}年{value.month}月" if value else "—"


def moment(at: datetime, today: date) -> str:
    """Return 9月13日 16:40."""
    there = clock.local(at)
    return f"{short(there.date(), today)} {there:%H:%M}"


def weight(value: int) -> str:
    """Return customers × minutes with separators: 34,560."""
    return f"{value:,}"


def number(value: Decimal | None, unit: str = "") -> str:
    """Return a figure as it was measured; — where there is none."""
    return "—" if value is None else f"{value.normalize():f}{unit}"


def tap(found: Remediation) -> str:
    """Return 3 档 → 2 档."""
    return f"{found.tap_from} 档 → {found.tap_to} 档" if found.tap_to is not None else ""


def card(assignment: Assignment | None) -> tuple[str, str]:
    """Return (黄牌, amber) of a duty; ("", "") where there is none."""
    if assignment is None or assignment.severity == Severity.NONE:
        return "", ""
    return assignment.severity.label, CARD_TONES.get(assignment.severity, "")


def due(found: Remediation, today: date) -> tuple[str, str, bool]:
    """Return (9月8日前办结, 还剩 2 个工作日, whether it is late) of what is to be done next."""
    current = found.current
    if current is None:
        return "—", "", False
    if found.reserve_month and current.due_on is None:
        return f"{month(found.reserve_month)}完成", "储备项目，不计时", False
    if current.due_on is None and current.next_due_on is None:
        return "—", "等待有效日", False
    its = due_of(current, today)
    text = its.text.replace(AssignmentKind.VERIFY.label, "验证")
    return text, its.note, bool(its.tone) and its.note.startswith("逾期")
