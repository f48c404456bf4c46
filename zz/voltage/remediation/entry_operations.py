"""What a manager decides on a fault in the library: suspended until a day, dismissed with a reason, and back."""

from datetime import date, datetime, timedelta

from zz import rules
from zz.accounts.models import User
from zz.assignments.timing import day
from zz.journal import record
from zz.voltage.remediation import verbs
from zz.voltage.remediation.flow import ENTRIES
from zz.voltage.remediation.handling import Refused
from zz.voltage.remediation.models import VoltageProblem
from zz.voltage.remediation.vocabulary import EntryAction as A


def suspend(entry: VoltageProblem, reason: str, until: date, *, by: User, at: datetime) -> None:
    """挂起: nothing is dispatched until the day; it comes back by itself.

    Raises:
        Refused: the day is past, or later than the rule allows.
    """
    most = int(rules.value("voltage.suspension_days"))
    if not day(at) < until <= day(at) + timedelta(days=most):
        raise Refused(f"挂起到期日应在今天之后、{most} 天以内（规则“异常台区最长挂起”）", "until")
    ENTRIES.move(entry, A.SUSPEND)
    entry.reason, entry.suspended_until = reason, until
    record(verbs.SUSPENDED, entry, by=by, at=at, reason=reason, until=until)


def resume(entry: VoltageProblem, reason: str, *, by: User | None, at: datetime) -> None:
    """恢复在库: before the day, or because it has come."""
    ENTRIES.move(entry, A.RESUME)
    entry.reason, entry.suspended_until = "", None
    record(verbs.RESUMED, entry, by=by, at=at, reason=reason)


def dismiss(entry: VoltageProblem, reason: str, *, by: User, at: datetime) -> None:
    """排除: no fault of the grid; if it goes and comes again it is in the library anew."""
    ENTRIES.move(entry, A.DISMISS)
    entry.reason, entry.suspended_until = reason, None
    record(verbs.DISMISSED, entry, by=by, at=at, reason=reason)


def restore(entry: VoltageProblem, reason: str, *, by: User, at: datetime) -> None:
    """撤销排除."""
    ENTRIES.move(entry, A.RESTORE)
    entry.reason = ""
    record(verbs.RESTORED, entry, by=by, at=at, reason=reason)
