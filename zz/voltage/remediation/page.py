"""Everything the page of a remediation shows: who must do what by when, before and after, plan and work, its story."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zz import rules
from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState
from zz.files.models import Attachment
from zz.files.queries import attachments_of
from zz.voltage.remediation import comparison_page, policy, queries, verifying, wording
from zz.voltage.remediation.comparison_page import ComparisonPage
from zz.voltage.remediation.flow import REMEDIATIONS
from zz.voltage.remediation.models import Comparison, Remediation
from zz.voltage.remediation.policy import Standing
from zz.voltage.remediation.storyline import Line, events_of, lines
from zz.voltage.remediation.vocabulary import RemediationAction as A
from zz.voltage.remediation.vocabulary import Verdict
from zz.voltage.remediation.wording import short


@dataclass(frozen=True)
class Button:
    """A button: a link, or a post with the version of what it acts on."""

    label: str
    url: str
    version: int | None = None


@dataclass(frozen=True)
class Item:
    """A stop of the strip."""

    date: str
    text: str
    note: str
    state: str


@dataclass(frozen=True)
class RemediationPage:
    """The whole page."""

    remediation: Remediation
    standing: Standing
    holder: str
    due: tuple[str, str, bool]
    card: tuple[str, str]
    items: list[Item]
    comparison: ComparisonPage | None
    waits: str
    handled_by: str
    lines: list[Line]
    photos: list[Attachment]
    primary: Button | None
    beside: list[Button]


SLUGS = {
    A.DISPATCH: ("重新派发", "dispatch"), A.PLAN: ("立治理计划", "plan"), A.RECORD: ("登记治理情况", "work"),
    A.ASK_CLOSURE: ("申请闭环", "closure"), A.VERIFY: ("验证", "verification"), A.WITHDRAW: ("撤销治理", "withdrawal"),
}  # fmt: skip


def load(user: User, remediation_id: int, today: date) -> RemediationPage | None:
    """Return the page of a remediation that `user` sees; None where he sees none."""
    found = queries.remediation(user, remediation_id, today)
    if found is None:
        return None
    standing = policy.standing(user, found, today)
    files = attachments_of(found.__tablename__, [found.id]).get(found.id, [])
    buttons = list(_buttons(standing))
    current, made = found.current, verifying.comparison_of(found)
    return RemediationPage(
        found, standing, holders.names([current.holder])[current.holder] if current else "",
        wording.due(found, today), wording.card(current), list(_strip(found, today)),
        comparison_page.assemble(made, found, today), _waits(found, made, today), _handled_by(standing),
        lines(events_of(found), files, today), [file for file in files if file.is_image],
        buttons[0] if buttons and _is_next(standing) else None,
        buttons[1:] if _is_next(standing) else buttons,
    )  # fmt: skip


def _is_next(s: Standing) -> bool:
    """Tell whether the first button is what the page waits for from this reader."""
    return any(policy.can(s, action) for action in (A.PLAN, A.START, A.RECORD, A.VERIFY, A.DISPATCH))


def _button(s: Standing, action: A) -> Button:
    label, slug = SLUGS[action]
    if action == A.PLAN and s.remediation.planned_at:
        label = "调整计划"
    return Button(label, f"/voltage/remediation/{s.remediation.id}/{slug}")


def _duty(s: Standing) -> Assignment | None:
    return next((a for a in s.found if a.id == s.remediation.current_id), None)


def _buttons(s: Standing) -> Iterator[Button]:
    """Yield the reader's steps, the next one first."""
    duty, first = _duty(s), s.remediation.planned_at is None
    if duty and s.remedies and duty.state == AssignmentState.PENDING:
        yield Button("签收", f"/assignments/{duty.id}/sign", duty.version)
    order = (A.DISPATCH, A.VERIFY, A.ASK_CLOSURE, *((A.PLAN,) if first else ()), A.RECORD, A.PLAN, A.WITHDRAW)
    if policy.can(s, A.START):
        yield Button("登记治理情况", f"/voltage/remediation/{s.remediation.id}/work")
        if not policy.can(s, A.RECORD):
            yield Button("开始治理", f"/voltage/remediation/{s.remediation.id}/start", s.remediation.version)
    for action in dict.fromkeys(order):
        if policy.can(s, action):
            yield _button(s, action)
    if duty and policy.can(s, A.SEND_BACK):
        yield Button("退回派发", f"/assignments/{duty.id}/send-back")
    if duty and s.remedies and duty.state == AssignmentState.IN_PROGRESS and duty.due_on:
        yield Button("申请延期", f"/assignments/{duty.id}/extension")


def _decided(made: Comparison | None) -> bool:
    return made is not None and made.verdict != Verdict.INSUFFICIENT


def _handled_by(s: Standing) -> str:
    """Return the day by which the station is to have done it, as its duty says."""
    handles = [a for a in s.found if a.kind == AssignmentKind.HANDLE and a.state != AssignmentState.WITHDRAWN]
    if s.remediation.reserve_month:
        return wording.month(s.remediation.reserve_month)
    return short(handles[-1].due_on) if handles and s.remediation.measure else "—"


def _waits(found: Remediation, made: Comparison | None, today: date) -> str:
    """Say what the verification waits for."""
    if found.work_on is None or not REMEDIATIONS.can(found, A.VERIFY) or _decided(made):
        return ""
    if verifying.overdue_data(found, today):
        return "数据不足：治理后迟迟凑不齐有效日，请供电所检查采集终端"
    return f"治理前后各满 {rules.value('voltage.compare_days')} 个有效日后自动比对"


def _past(found: Remediation) -> Iterator[tuple[date | None, str, str]]:
    """Yield what has happened: the day (None: not yet), what, and a note."""
    yield found.problem.first_day, "进入异常台区库", found.kind.label
    yield wording.day(found.dispatched_at), "派发", found.station.label
    yield wording.day(found.planned_at), "立计划", found.measure.label if found.measure else ""
    yield found.work_on, "治理", wording.tap(found)
    yield wording.day(found.asked_at), "申请闭环", ""
    if not found.current_id:
        by = found.verified_by.name if found.verified_by else ""
        yield wording.day(found.verified_at), "验证通过", by


def _strip(found: Remediation, today: date) -> Iterator[Item]:
    """Yield the stops: the past solid, now, and what is to come."""
    yield from (Item(short(at, today), text, note, "past") for at, text, note in _past(found) if at is not None)
    if found.current_id:
        yield Item(f"{short(today)}（今天）", found.state.label, wording.due(found, today)[0], "now")
        if not found.asked_at:
            yield Item("申请闭环后", "治理前后比对", f"各 {rules.value('voltage.compare_days')} 个有效日", "future")
    elif found.next_check_on:
        yield Item(short(found.next_check_on, today), "复查", "再次触发即重新治理", "future")
