"""The buttons of a problem's page: the reader's next step first, then what else he may do."""

from collections.abc import Iterator
from dataclasses import dataclass

from zz import clock, rules
from zz.assignments.models import Assignment
from zz.assignments.policy import reply_approved
from zz.assignments.vocabulary import AssignmentKind, AssignmentState
from zz.problems import policy
from zz.problems.policy import Standing, can
from zz.problems.vocabulary import ProblemAction as A

S, K = AssignmentState, AssignmentKind


@dataclass(frozen=True)
class Button:
    """A button: a link, or a post with the version of what it acts on."""

    label: str
    url: str
    version: int | None = None  # given: the button posts


@dataclass(frozen=True)
class Buttons:
    """The primary one, those beside it (nearest first), and those under 更多."""

    primary: Button | None
    beside: list[Button]
    more: list[Button]


SLUGS = {
    A.ASSIGN: ("交办", "assignment"),
    A.REASSIGN: ("改派", "assignment"),
    A.RAISE: ("提请项目管理中心交办", "elevation"),
    A.CLOSE: ("核验", "verification"),
    A.WRITE_OFF: ("现场销号", "write-off"),
    A.INSTRUCT: ("批示", "instruction"),
    A.PROPOSE: ("提请市领导协调", "proposal"),
    A.URGE: ("催办", "urging"),
    A.SUPERVISE: ("发督办单", "supervision"),
    A.REOPEN: ("重新办理", "reopening"),
    A.MERGE: ("并入其他问题", "merger"),
    A.WITHDRAW: ("撤回问题", "withdrawal"),
}
NEXT = (A.ASSIGN, A.CLOSE, A.WRITE_OFF)
PRESSING = (A.INSTRUCT, A.URGE, A.SUPERVISE, A.PROPOSE)
SELDOM = (A.RAISE, A.REASSIGN, A.REOPEN, A.MERGE, A.WITHDRAW)


def _button(s: Standing, action: A) -> Button:
    label, slug = SLUGS[action]
    if action == A.INSTRUCT and s.assigns:
        label = "录入领导批示"
    return Button(label, f"/problems/{s.problem.id}/{slug}")


def _duty(a: Assignment) -> tuple[list[Button], list[Button]]:
    """Return (steps, more) of a duty to handle that lies with the reader."""

    def act(label: str, slug: str, *, post: bool = False) -> Button:
        return Button(label, f"/assignments/{a.id}/{slug}", a.version if post else None)

    more_time = not a.paused and a.due_on is not None and clock.today() <= a.due_on
    extension = [act("申请延期", "extension")] if more_time else []
    seldom = [*extension, act("分办到股室", "pass-on"), act("登记来文号", "number"), act("退回交办方", "send-back")]
    if a.state == S.PENDING:
        return [act("签收", "sign", post=True)], seldom
    if a.state == S.IN_PROGRESS:
        by_request = rules.value("assignment.suspension_approved")
        suspension = [act("申请挂起", "suspension") if by_request else act("挂起", "suspend")] if not a.paused else []
        reply = act("提交审签", "reply-approval") if reply_approved(a) else act("提交办理结果", "reply")
        return [reply, *suspension, act("填报进展", "progress")], seldom
    return ([act("恢复办理", "resume")], seldom[:2]) if a.state == S.SUSPENDED else ([], [])


def _steps(s: Standing, prepared: bool) -> Iterator[Button]:
    yield from (_button(s, action) for action in NEXT if can(s, action))
    if prepared and s.assigns:
        yield Button("确认督办单", f"/problems/{s.problem.id}#cards")
    pressing = sorted(PRESSING, key=lambda action: s.assigns and action == A.INSTRUCT)
    yield from (_button(s, action) for action in pressing if can(s, action))


def of(s: Standing, prepared: bool) -> Buttons:
    """Return the reader's buttons; `prepared`: a card waits to be issued."""
    steps: list[Button] = []
    more: list[Button] = []
    for duty in policy.mine(s)[:1]:
        mine, seldom = _duty(duty)
        steps, more = [*steps, *mine], [*more, *seldom]
    steps += _steps(s, prepared)
    more += [_button(s, action) for action in SELDOM if can(s, action)]
    primary = steps[0] if steps and _is_next(s, prepared) else None
    beside = steps[1:] if primary else steps
    return Buttons(primary, beside[:3], [*beside[3:], *more])


def _is_next(s: Standing, prepared: bool) -> bool:
    """Tell whether the first step is what the page waits for from this reader."""
    waits = any(can(s, action) for action in NEXT) or (prepared and s.assigns)
    return bool(policy.mine(s)) or waits or (s.instructs and not s.assigns)
