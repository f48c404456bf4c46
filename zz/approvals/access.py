"""Who sees a request: the guard of its page, its files and its place in the inbox."""

from zz import clock
from zz.accounts.models import User
from zz.approvals import policy, queries
from zz.approvals.models import Approval


def sees(user: User, approval_id: int) -> bool:
    """Tell whether `user` sees this request."""
    return seen(user, approval_id) is not None


def seen(user: User, approval_id: int) -> Approval | None:
    """Return the request where `user` sees it."""
    found = queries.find(approval_id)
    return found if found is not None and policy.sees(user, found, clock.today()) else None
