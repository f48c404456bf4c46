"""How a request goes from hand to hand: the rows of its chain, each waiting one an assignment in the inbox."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.approvals.chain import Link
from zz.approvals.flow import STEPS
from zz.approvals.models import Approval, ApprovalStep
from zz.approvals.vocabulary import ApprovalKind, Approver, Mode, StepAction, StepState
from zz.assignments import holders, operations
from zz.assignments.models import Assignment
from zz.assignments.operations import Order
from zz.assignments.subjects import Ref
from zz.assignments.vocabulary import AssignmentKind, ChainLevel
from zz.db import db, locked
from zz.notices import notify

LEVELS = {
    Approver.CENTRE: ChainLevel.CENTRE,
    Approver.ISSUER: ChainLevel.CENTRE,
    Approver.LEADER: ChainLevel.LEADER,
    Approver.MAIN_LEADER: ChainLevel.MAIN_LEADER,
}


def url(approval: Approval) -> str:
    """Return the page of a request."""
    return f"/approvals/{approval.id}"


def start(approval: Approval, links: Sequence[Link], *, by: User, at: datetime) -> None:
    """Write the chain of the present round and open its first step."""
    for link in links:
        step = ApprovalStep(
            approval=approval, round=approval.round, position=link.position, approver=link.approver,
            holder=link.holder, mode=link.mode, days=link.days, state=StepState.COMING,
        )  # fmt: skip
        db.session.add(step)
    db.session.flush()
    advance(approval, by=by, at=at)


def advance(approval: Approval, *, by: User, at: datetime) -> bool:
    """Close a step that is passed and open the next; tell whether somebody still has to decide."""
    rows = approval.current
    position = _waiting(rows)
    if position is not None:
        here = [row for row in rows if row.position == position]
        if not _passed(here):
            return True
        _free([row for row in here if row.state == StepState.WAITING], by=by, at=at)
    coming = [row for row in rows if row.state == StepState.COMING]
    if not coming:
        return False
    first = min(row.position for row in coming)
    for row in coming:
        if row.position == first:
            _open(approval, row, by=by, at=at)
    return True


def _waiting(rows: Iterable[ApprovalStep]) -> int | None:
    """Return the position that waits for somebody, or has just been decided with none opened after it."""
    begun = [row.position for row in rows if row.state != StepState.COMING]
    return max(begun, default=None)


def _passed(rows: Sequence[ApprovalStep]) -> bool:
    """Tell whether a step is passed: all have agreed (会签), or one has (或签)."""
    agreed = [row.state == StepState.AGREED for row in rows]
    return all(agreed) if any(row.mode == Mode.ALL for row in rows) else any(agreed)


def _open(approval: Approval, step: ApprovalStep, *, by: User, at: datetime) -> None:
    STEPS.move(step, StepAction.OPEN)
    holder = holders.Holder.parse(step.holder)
    deed = "" if approval.kind == ApprovalKind.REPLY else "审批"  # 审签 says itself what is to be done
    order = Order(
        kind=AssignmentKind.APPROVE, subject=Ref(Approval.__tablename__, approval.id), title=deed + approval.title,
        holder=step.holder, issuer=holders.of_county(approval.ledger_id, Role.CENTRE), days=step.days,
        unit_id=holder.id if holder.scope == "u" else None, context=approval.context, search=approval.search,
        to_sign=False, level=LEVELS.get(step.approver, ChainLevel.UNIT),
    )  # fmt: skip
    step.assignment_id = operations.issue(order, by=by, at=at).id
    text = f"待您审批：{approval.title}" + (f"（{approval.context}）" if approval.context else "")
    people = [person for person in holders.people(step.holder) if person.id not in approval.applicants]
    notify(people, text, url(approval), at=at, but=by)


def settle(step: ApprovalStep, *, by: User, at: datetime) -> None:
    """Take a decided part out of the inbox."""
    if (duty := _duty(step)) is not None:
        operations.discharge(duty, step.state.label, by=by, at=at)


def _free(steps: Iterable[ApprovalStep], *, by: User | None, at: datetime) -> list[str]:
    """Free those whose part is not needed any more; return their holder keys."""
    freed = []
    for step in steps:
        STEPS.move(step, StepAction.SKIP)
        if (duty := _duty(step)) is not None:
            operations.withdraw(duty, "已由其他审批人办理或申请已结束", by=by, at=at)
        freed.append(step.holder)
    return freed


def close(approval: Approval, *, by: User | None, at: datetime) -> list[str]:
    """End the present round; return the holder keys of those who were still to decide."""
    waiting = [row for row in approval.current if row.state == StepState.WAITING]
    coming = [row for row in approval.current if row.state == StepState.COMING]
    for row in coming:
        STEPS.move(row, StepAction.SKIP)
    return _free(waiting, by=by, at=at)


def _duty(step: ApprovalStep) -> Assignment | None:
    return locked(Assignment, step.assignment_id) if step.assignment_id else None
