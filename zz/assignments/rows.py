"""Assignments as the inbox shows them: who, by when, how late, and the one thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zz import calendar
from zz.accounts.models import User
from zz.assignments import holders, policy
from zz.assignments.models import Assignment
from zz.assignments.subjects import kind_of
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, Part, Severity

S = AssignmentState
TONES = {Severity.RED: "red", Severity.YELLOW: "amber"}
NEXT = {
    AssignmentKind.ASSIGN: "去交办",
    AssignmentKind.HANDLE: "去办理",
    AssignmentKind.VERIFY: "去核验",
    AssignmentKind.WRITE_OFF: "去销号",
    AssignmentKind.APPROVE: "去审批",
    AssignmentKind.ANSWER: "去答复",
    AssignmentKind.REVIEW: "去审核",
    AssignmentKind.SUPPLY: "去补正",
    AssignmentKind.PLACE: "去安排",
    AssignmentKind.CONFIRM: "去确认",
    AssignmentKind.ATTEND: "查看",
}


DUTIES = {kind: kind.label for kind in AssignmentKind} | {AssignmentKind.HANDLE: "办结"}


@dataclass(frozen=True)
class Due:
    """When it is due, in words; `tone` is amber or red where it is late."""

    text: str
    note: str
    tone: str


@dataclass(frozen=True)
class InboxRow:
    """One row."""

    assignment: Assignment
    holder: str
    issuer: str
    url: str
    due: Due
    card: str
    card_tone: str
    mine: bool
    may_sign: bool
    next_words: str

    @property
    def state(self) -> str:
        """How far it has come: a duty that is not 办理 waits for its own act (待核验 …)."""
        a = self.assignment
        waiting = a.state == S.IN_PROGRESS and a.kind != AssignmentKind.HANDLE
        return f"待{a.kind.label}" if waiting else a.state.label

    @property
    def second_line(self) -> str:
        """What it belongs to and what part the holder has in it."""
        a = self.assignment
        part = f"{a.part.label}" if a.kind == AssignmentKind.HANDLE and a.part == Part.ASSISTING else ""
        return " · ".join(text for text in (a.context, part, a.section and f"分办：{a.section}") if text)


def day_words(day: date) -> str:
    """Return 9月8日."""
    return f"{day.month}月{day.day}日"


def due_of(assignment: Assignment, today: date) -> Due:
    """Say when the assignment is due and how long that is, in working days."""
    day = assignment.next_due_on
    if assignment.state == S.SUSPENDED and assignment.review_on:
        return Due(f"{day_words(assignment.review_on)}复核", "已挂起，停止计时", "")
    if day is None:
        return Due("—", "", "")
    what = "签收" if assignment.state == S.PENDING and assignment.sign_due_on else DUTIES[assignment.kind]
    text = f"{day_words(day)}前{what}"
    if assignment.state == S.REPLIED:
        return Due(text, "已提交，停止计时", "")
    left = calendar.working_days_between(today, day)
    if day < today:
        late = calendar.working_days_between(day, today)
        return Due(text, f"逾期 {late} 个工作日" if late else "已过期限", "red" if late >= 3 else "amber")
    if day == today:
        return Due(text, "今天到期", "")
    return Due(text, f"还剩 {left} 个工作日", "")


def rows(found: Sequence[Assignment], user: User, today: date) -> list[InboxRow]:
    """Return the rows of a page: two queries at most for all names, whatever the number of rows."""
    named = holders.names([key for a in found for key in (a.holder, a.issuer)], user)
    keys = set(policy.keys(user, today))
    return [_row(a, named, keys, today) for a in found]


def _row(assignment: Assignment, named: dict[str, str], keys: set[str], today: date) -> InboxRow:
    mine = assignment.holder in keys
    card = assignment.severity.label if assignment.severity != Severity.NONE else ""
    pending = assignment.state == S.PENDING
    return InboxRow(
        assignment, named[assignment.holder], named[assignment.issuer],
        kind_of(assignment.subject_type).url(assignment.subject_id), due_of(assignment, today), card,
        TONES.get(assignment.severity, ""), mine, mine and pending,
        NEXT[assignment.kind] if mine and assignment.state == S.IN_PROGRESS else "查看",
    )  # fmt: skip
