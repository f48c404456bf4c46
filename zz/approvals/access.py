"""Who sees a request: the guard of its page, its files and its place in the inbox."""

from zz import clock
from zz.accounts.models import User
from zz.approvals import policy, queries
from zz.approvals.appliers import applier_of
from zz.approvals.models import Approval
from zz.db import db, locked


def sees(user: User, approval_id: int) -> bool:
    """Tell whether `user` sees this request."""
    return seen(user, approval_id) is not None


def hold(approval_id: int, version: int | None) -> Approval | None:
    """Return a request locked after what it is about: the order of locks of whoever changes either.

    Raises:
        StaleVersion: as in `zz.db.locked`.
    """
    found = db.session.get(Approval, approval_id)
    if found is None:
        return None
    applier_of(found.kind).lock(found.subject_id)
    return locked(Approval, approval_id, version)


def seen(user: User, approval_id: int) -> Approval | None:
    """Return the request where `user` sees it."""
    found = queries.find(approval_id)
    return found if found is not None and policy.sees(user, found, clock.today()) else None
