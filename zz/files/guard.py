"""Who may see an attachment: whoever may see its subject, as the subject's package says."""

from collections.abc import Callable

from zz.accounts.models import User
from zz.files.models import Attachment

Guard = Callable[[User, int], bool]
Served = Callable[[User, Attachment], None]

_guards: dict[str, Guard] = {}
_served: dict[str, Served] = {}


def guard(subject_type: str, may_see: Guard, served: Served | None = None) -> None:
    """Register who sees the attachments of a subject type (its table's name); `served` notes who fetched a sealed one.

    It commits itself.
    """
    _guards[subject_type] = may_see
    if served is not None:
        _served[subject_type] = served


def note_served(user: User, attachment: Attachment) -> None:
    """Let the subject's package note that `user` was sent a sealed attachment."""
    if attachment.subject_type in _served:
        _served[attachment.subject_type](user, attachment)


def may_see(user: User, subject_type: str, subject_id: int) -> bool:
    """Tell whether the user sees the subject; a type nobody registered is seen by no one."""
    found = _guards.get(subject_type)
    return found is not None and found(user, subject_id)
