"""Problems in words: days and moments, how long is left, which colour a state or a card wears."""

from datetime import date, datetime, timedelta

from zz import calendar, clock
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, Severity
from zz.problems.models import Problem
from zz.problems.vocabulary import ProblemState

S = AssignmentState
TONES = {Severity.RED: "red", Severity.YELLOW: "amber"}
STATE_TONES = {ProblemState.OPEN: "cobalt", ProblemState.CLOSED: "cobalt", ProblemState.WRITTEN_OFF: "green"}
WHAT = {
    AssignmentKind.ASSIGN: "交办", AssignmentKind.HANDLE: "办结", AssignmentKind.VERIFY: "核验",
    AssignmentKind.WRITE_OFF: "现场销号", AssignmentKind.APPROVE: "审批", AssignmentKind.ANSWER: "答复",
}  # fmt: skip


def day(value: date | None, today: date | None = None) -> str:
    """Return 9月8日, with the year where it is not that of `today`."""
    if value is None:
        return ""
    short = f"{value.month}月{value.day}日"
    return short if today is None or value.year == today.year else f"{value.year}年{short}"


def moment(at: datetime, today: date) -> str:
    """Return 9月13日 16:40."""
    there = clock.local(at)
    return f"{day(there.date(), today)} {there:%H:%M}"


def lasting(span: timedelta) -> str:
    """Return 用时 4 小时, 用时 35 分钟 or 用时 3 天."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"用时 {max(minutes, 1)} 分钟"
    hours = round(minutes / 60)
    return f"用时 {hours} 小时" if hours < 24 else f"用时 {hours // 24} 天"


def late_days(assignment: Assignment, today: date) -> int:
    """Return by how many working days a running duty is late; 0 in time."""
    due = assignment.next_due_on
    if due is None or due >= today or assignment.state not in (S.PENDING, S.IN_PROGRESS):
        return 0
    return calendar.working_days_between(due, today)


def due_words(assignment: Assignment, today: date) -> tuple[str, str]:
    """Return (应于9月7日办结, 已逾期 5 个工作日) of a duty; the second says what is left where it is in time."""
    if assignment.state == S.SUSPENDED and assignment.review_on:
        return f"{day(assignment.review_on, today)}复核", "已挂起，停止计时"
    due = assignment.next_due_on
    if due is None:
        return "", ""
    what = "签收" if assignment.state == S.PENDING and assignment.sign_due_on else WHAT[assignment.kind]
    text = f"应于{day(due, today)}前{what}" if due >= today else f"应于{day(due, today)}{what}"
    if assignment.paused:
        return text, "延期审批中，暂停督办"
    if due < today:
        late = late_days(assignment, today)
        return text, f"已逾期 {late} 个工作日" if late else "已过期限"
    left = calendar.working_days_between(today, due)
    return text, f"还剩 {left} 个工作日" if left else "今天到期"


def card_chip(lead: Assignment | None, today: date) -> tuple[str, str]:
    """Return (黄牌 · 逾期 5 个工作日, amber) of the lead's duty; ("", "") where there is nothing to show."""
    if lead is None:
        return "", ""
    late = late_days(lead, today)
    words = [lead.severity.label] if lead.severity != Severity.NONE else []
    words += [f"逾期 {late} 个工作日"] if late else []
    return " · ".join(words), TONES.get(lead.severity, "amber") if words else ""


def state_words(problem: Problem) -> str:
    """Return where the problem stands, as its reader says it: 待签收, 办理中, 待核验, 待销号 …"""
    current = problem.current
    if problem.merged_into_id:
        return "已并入"
    if problem.state == ProblemState.OPEN and current is not None:
        return "待核验" if current.kind == AssignmentKind.VERIFY else current.state.label
    return "待销号" if problem.state == ProblemState.CLOSED else problem.state.label
