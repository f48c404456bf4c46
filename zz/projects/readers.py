"""Who reads, as a value: what visibility depends on, so that a built query can be kept for the next request."""

from dataclasses import dataclass

from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.projects.access import seen


@dataclass(frozen=True)
class ReaderUnit:
    """A unit by what visibility asks of it."""

    id: int
    path: str
    root_id: int


@dataclass(frozen=True)
class ReaderRole:
    """A role in a unit."""

    role: Role
    unit: ReaderUnit


@dataclass(frozen=True)
class Reader:
    """A user by what visibility asks of him."""

    id: int
    memberships: tuple[ReaderRole, ...]
    seen: frozenset[int] | None = None  # in the past: the projects that he sees today

    @classmethod
    def of(cls, user: "User | Reader") -> "Reader":
        """Return the reader that `user` is."""
        if isinstance(user, Reader):
            return user
        units = [(m.role, m.unit) for m in user.memberships]
        return cls(user.id, tuple(ReaderRole(role, ReaderUnit(u.id, u.path, u.root_id)) for role, u in units), seen())
