"""What assignments are about: each desk registers its subjects, so that the inbox can name, link and guard them."""

from collections.abc import Callable
from dataclasses import dataclass

from zz.accounts.models import User


@dataclass(frozen=True)
class SubjectKind:
    """A kind of subject: its label, its page, and who may see one (`sees(user, id)`)."""

    name: str
    label: str
    url: Callable[[int], str]
    sees: Callable[[User, int], bool]


@dataclass(frozen=True)
class Ref:
    """A subject named by type and id: what the journal needs to know of a row that lives in a desk."""

    __tablename__: str
    id: int


_kinds: dict[str, SubjectKind] = {}


def register(kind: SubjectKind) -> None:
    """Let assignments be about `kind`."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> SubjectKind:
    """Return the registered kind; KeyError where there is none."""
    return _kinds[name]


def kinds() -> list[SubjectKind]:
    """Return every registered kind, in order of registration."""
    return list(_kinds.values())
