"""Who may do what to a request: its applicant withdraws and resubmits, the holder of a waiting step decides.

Nobody decides what he asked for: not by a second role, not as a deputy, and nobody does as the applicant's deputy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zz import rules
from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.approvals.appliers import applier_of
from zz.approvals.flow import APPROVALS, OPEN
from zz.approvals.models import Approval, ApprovalStep
from zz.approvals.vocabulary import ApprovalAction, ApprovalKind, StepState
from zz.assignments import holders
from zz.assignments.policy import keys, principals


@dataclass(frozen=True)
class Part:
    """The step that a user may decide, and whom he stands in for there (None: himself)."""

    step: ApprovalStep
    acting_for: User | None


def part_of(user: User, approval: Approval, on: date) -> Part | None:
    """Return the waiting step that is `user`'s to decide now, his own before those of his principals."""
    if user.id in approval.applicants or not APPROVALS.can(approval, ApprovalAction.AGREE):
        return None
    waiting = [step for step in approval.current if step.state == StepState.WAITING]
    for person, acting_for in [(user, None), *((p, p) for p in principals(user, on))]:
        if person.id in approval.applicants:
            continue
        own = set(holders.keys_of(person))
        if found := next((step for step in waiting if step.holding in own), None):
            return Part(found, acting_for)
    return None


def is_applicant(user: User, approval: Approval) -> bool:
    """Tell whether `user` asked for it, or it was asked for in his name."""
    return user.id in approval.applicants


def can_withdraw(user: User, approval: Approval) -> bool:
    """Tell whether the applicant may take it back."""
    return is_applicant(user, approval) and APPROVALS.can(approval, ApprovalAction.WITHDRAW)


def can_resubmit(user: User, approval: Approval) -> bool:
    """Tell whether the applicant may send it again after 退回补充."""
    return is_applicant(user, approval) and APPROVALS.can(approval, ApprovalAction.RESUBMIT)


def in_county(user: User, approval: Approval) -> bool:
    """Tell whether `user` looks after the ledger that the request concerns."""
    return any(unit.root_id == approval.ledger_id for _, unit in user.grants(Permission.APPROVAL_OVERSEE))


def sees(user: User, approval: Approval, on: date) -> bool:
    """Tell whether `user` sees it: he asked, decides or decided, looks after the ledger, or sees its subject."""
    if is_applicant(user, approval) or in_county(user, approval):
        return True
    reached = {step.holding for step in approval.steps if step.state != StepState.COMING}
    if reached & set(keys(user, on)) or any(user.id == step.decided_by_id for step in approval.steps):
        return True
    return applier_of(approval.kind).sees(user, approval.subject_id)


def is_open(approval: Approval) -> bool:
    """Tell whether it has not ended."""
    return approval.state in OPEN


def direct(kind: ApprovalKind) -> bool:
    """Tell whether the centre confirms this kind without a request."""
    listed: Iterable[str] = rules.value("approval.direct")
    return str(kind) in listed
