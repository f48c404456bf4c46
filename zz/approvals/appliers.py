"""What approvals change: each desk registers, per kind of request, how its subject is read, checked and changed.

Approvals know nothing of projects; the project desk, above, registers its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zz.accounts.models import User
from zz.approvals.models import Approval
from zz.approvals.vocabulary import ApprovalKind, Approver
from zz.assignments.subjects import Ref


class Refused(Exception):
    """The request cannot be made, or not be granted as things are; `sentences` say why and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Places:
    """Where a subject stands: its county, the holder keys of its own approvers, its name and search words."""

    ledger_id: int
    context: str
    search: str = ""
    holders: Mapping[Approver, str] = field(default_factory=dict)


class Applier:
    """How one kind of request reads, checks and changes its subject. Values are plain: what JSON can hold."""

    subject_type: str = ""

    def sees(self, user: User, subject_id: int) -> bool:
        """Tell whether `user` sees the subject."""
        return False

    def url(self, subject_id: int) -> str:
        """Return the subject's page."""
        raise NotImplementedError

    def load(self, subject_id: int) -> Any:
        """Return the subject to be shown; None where there is none."""
        raise NotImplementedError

    def lock(self, subject_id: int) -> Any:
        """Return the subject locked for a change; None where there is none."""
        raise NotImplementedError

    def places(self, subject: Any) -> Places:
        """Return where the subject stands."""
        raise NotImplementedError

    def story(self, subject: Any) -> Ref:
        """Return what the journal's events are about."""
        return Ref(self.subject_type, subject.id)

    def current(self, subject: Any, fields: Iterable[str]) -> dict[str, Any]:
        """Return the present values of `fields`."""
        raise NotImplementedError

    def refusals(self, subject: Any, approval: Approval, *, at: datetime) -> list[str]:
        """Return what stands in the way of asking for it."""
        return []

    def apply(self, subject: Any, approval: Approval, *, by: User, at: datetime) -> None:
        """Change the locked subject as approved. Refused where it cannot be."""
        raise NotImplementedError

    def opened(self, subject: Any, approval: Approval, *, by: User, at: datetime) -> None:
        """Do what holds while the request is being decided."""

    def closed(self, subject: Any, approval: Approval, *, by: User | None, at: datetime) -> None:
        """Undo it: the request has ended without being granted, or waits for its applicant."""

    def label(self, field: str) -> str:
        """Return what a field is called."""
        return field

    def brief(self, field: str) -> str:
        """Return what a field is called in a request's title: '' where its values speak for themselves."""
        return self.label(field)

    def say(self, field: str, value: Any) -> str:
        """Return a value of a field as a reader knows it."""
        return "（空）" if value in (None, "") else str(value)

    def facts(self, approval: Approval) -> list[tuple[str, str]]:
        """Return (label, words) of what the request holds besides its patch."""
        return []

    def granted(self, approval: Approval) -> str:
        """Return the day that an approver may set instead of the one asked for, in ISO form; '' where there is none."""
        return ""

    def entry(self, field: str) -> str:
        """Return how a field is typed when a request is made anew: date, money, or '' where it is not."""
        return ""


_appliers: dict[ApprovalKind, Applier] = {}


def register(applier: Applier, *kinds: ApprovalKind) -> None:
    """Let requests of `kinds` be carried out by `applier`."""
    for kind in kinds:
        _appliers[kind] = applier


def applier_of(kind: ApprovalKind) -> Applier:
    """Return the applier of a kind; KeyError where no desk has registered one."""
    return _appliers[kind]


def changes(applier: Applier, patch: Mapping[str, list[Any]]) -> list[tuple[str, str, str]]:
    """Return (label, before, after) of a patch in words."""
    return [
        (applier.label(name), applier.say(name, before), applier.say(name, after))
        for name, (before, after) in patch.items()
    ]
