"""Requests in words: who has it now, how each step stands, what is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from zz import calendar, clock
from zz.approvals.models import Approval, ApprovalStep
from zz.approvals.vocabulary import ApprovalState, Mode, StepState
from zz.assignments.models import Assignment

TONES = {
    ApprovalState.WAITING: "cobalt",
    ApprovalState.SUPPLEMENT: "cobalt",
}
DONE = (StepState.AGREED, StepState.REFUSED, StepState.SENT_BACK)


@dataclass(frozen=True)
class Stage:
    """One step of the chain as the page draws it: past, now, or future."""

    date: str
    text: str
    note: str
    state: str


@dataclass(frozen=True)
class Line:
    """One thing that was said about the request."""

    who: str
    text: str
    at_text: str


@dataclass(frozen=True)
class Due:
    """By when the present step is to be decided; `late` where it is overdue."""

    text: str
    note: str
    late: bool


def day(value: date, today: date | None = None) -> str:
    """Return 9月8日, with the year where it is not that of `today`."""
    short = f"{value.month}月{value.day}日"
    return short if today is None or value.year == today.year else f"{value.year}年{short}"


def moment(at: datetime, today: date) -> str:
    """Return 9月13日 16:40."""
    there = clock.local(at)
    return f"{day(there.date(), today)} {there:%H:%M}"


def due_of(assignments: Iterable[Assignment], today: date) -> Due | None:
    """Say by when those who have it now must decide; None where nobody has."""
    days = [a.due_on for a in assignments if a.due_on]
    if not days:
        return None
    first = min(days)
    text = f"{day(first, today)}前审批"
    if first < today:
        late = calendar.working_days_between(first, today)
        return Due(text, f"逾期 {late} 个工作日" if late else "已过期限", True)
    if first == today:
        return Due(text, "今天到期", True)
    return Due(text, f"还剩 {calendar.working_days_between(today, first)} 个工作日", False)


def with_whom(approval: Approval, named: Mapping[str, str]) -> str:
    """Say who has it now: the approvers that wait, or the applicant."""
    if approval.state == ApprovalState.SUPPLEMENT:
        return approval.asked_by.name
    waiting = [step for step in approval.current if step.state == StepState.WAITING]
    return "、".join(dict.fromkeys(named[step.holding] for step in waiting)) or "—"


def _part(step: ApprovalStep, named: Mapping[str, str]) -> str:
    role = step.approver.label
    name = named[step.holding]
    return role if name in ("", role) else f"{role}（{name}）"


def _said(step: ApprovalStep) -> str:
    who = step.decided_by.name if step.decided_by else ""
    if step.decided_for is not None:
        who += f"（代{step.decided_for.name}）"
    return f"{who} {step.state.label}".strip()


def stages(approval: Approval, named: Mapping[str, str], today: date) -> list[Stage]:
    """Return the chain of the present round, first the request itself."""
    found = [Stage(day(clock.local(approval.asked_at).date(), today), "申请", approval.asked_by.name, "past")]
    for _, rows in groupby(approval.current, key=lambda step: step.position):
        found.append(_stage(list(rows), named, today))
    if approval.state == ApprovalState.SUPPLEMENT:
        found = [stage for stage in found if stage.state != "future"]
        found.append(Stage("", "申请人补充", approval.asked_by.name, "now"))
    return found


def _stage(rows: Sequence[ApprovalStep], named: Mapping[str, str], today: date) -> Stage:
    mode = rows[0].mode.label if len(rows) > 1 else ""
    if any(row.mode == Mode.ALL for row in rows) and len(rows) > 1:
        mode = Mode.ALL.label
    text = "、".join(_part(row, named) for row in rows) + (f" · {mode}" if mode else "")
    said = "；".join(_said(row) for row in rows if row.state in DONE)
    waiting = [row for row in rows if row.state == StepState.WAITING]
    if waiting:
        due = due_of([row.duty for row in waiting if row.duty is not None], today)
        note = "；".join(filter(None, (said, due.note if due else "")))
        return Stage(due.text if due else "待审批", text, note, "now")
    last = max((row.decided_at for row in rows if row.decided_at), default=None)
    if last is not None:
        return Stage(day(clock.local(last).date(), today), text, said, "past")
    skipped = all(row.state == StepState.SKIPPED for row in rows)
    return Stage("—" if skipped else "待流转", text, StepState.SKIPPED.label if skipped else "", "future")


def lines(approval: Approval, named: Mapping[str, str], today: date) -> list[Line]:
    """Return what approvers have said, newest first."""
    decided = [step for step in approval.steps if step.decided_at is not None]
    decided.sort(key=lambda step: (step.decided_at, step.id), reverse=True)
    return [
        Line(
            _said(step).split(" ")[0],
            f"{step.state.label}（{_part(step, named)}）" + (f"：{step.reason}" if step.reason else ""),
            moment(step.decided_at, today) if step.decided_at else "",
        )
        for step in decided
    ]
