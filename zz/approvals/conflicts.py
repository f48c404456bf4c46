"""Has a patched field moved since the request was made? Only then is the approver told, and sees both values."""

import hashlib
import json
from typing import Any

from zz.approvals.appliers import applier_of
from zz.approvals.models import Approval

Movement = dict[str, tuple[Any, Any, Any]]  # field → (before, as it is now, as asked for)


class Moved(Exception):
    """Patched fields have moved since the page was opened; `moved` says from what to what."""

    def __init__(self, moved: Movement) -> None:
        super().__init__("a patched field has moved")
        self.moved = moved


def moved_since(approval: Approval, subject: Any) -> Movement:
    """Return the patched fields whose present value is not that of the request's time."""
    if subject.version == approval.subject_version:
        return {}
    now = applier_of(approval.kind).current(subject, approval.patch)
    return {name: (before, now[name], after) for name, (before, after) in approval.patch.items() if now[name] != before}


def fingerprint(approval: Approval, subject: Any) -> str:
    """Return a short mark of the present values of the patched fields, for the form of a decision."""
    now = applier_of(approval.kind).current(subject, approval.patch)
    text = json.dumps(now, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
