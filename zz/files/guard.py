"""Who may see an attachment: whoever may see its subject, as the subject's package says."""

from collections.abc import Callable

from zz.accounts.models import User

Guard = Callable[[User, int], bool]

_guards: dict[str, Guard] = {}


def guard(subject_type: str, may_see: Guard) -> None:
    """Register who sees the attachments of a subject type (its table's name)."""
    _guards[subject_type] = may_see


def may_see(user: User, subject_type: str, subject_id: int) -> bool:
    """Tell whether the user sees the subject; a type nobody registered is seen by no one."""
    found = _guards.get(subject_type)
    return found is not None and found(user, subject_id)
