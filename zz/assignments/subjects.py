"""What assignments are about: each desk registers its subjects, so that the inbox can name, link and guard them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zz.accounts.models import User
from zz.assignments.vocabulary import AssignmentAction, ChainLevel

if TYPE_CHECKING:
    from zz.assignments.models import Assignment

Follow = Callable[["Assignment", AssignmentAction, User, datetime], None]


@dataclass(frozen=True)
class Chain:
    """A desk's own 分级调度: the holder key a level is brought before, what levels are called, its series of 督办单.

    `instead(assignment)`: who is told where a holder is shown no card and only urged, as a family is; "" else.
    """

    told: Callable[["Assignment", ChainLevel], str]
    names: Mapping[ChainLevel, str]
    series: str
    instead: Callable[[Any], str] = lambda assignment: ""


@dataclass(frozen=True)
class SubjectKind:
    """A kind of subject: its label, its page, and who may see one (`sees(user, id)`).

    `follow(assignment, action, by, at)` is called in the same transaction after a holder has signed, replied or sent
    back, so that the subject moves with it. `index(user)` is the address of the list of them all,
    “” for whoever has none. `chain` is given where matters do not climb to the leaders of a county.
    """

    name: str
    label: str
    url: Callable[[int], str]
    sees: Callable[[User, int], bool]
    follow: Follow | None = None
    index: Callable[[User], str] | None = None
    chain: Chain | None = None


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


def chain_of(name: str) -> Chain | None:
    """Return the chain of a kind's own; None where it is the county's."""
    kind = _kinds.get(name)
    return kind.chain if kind else None


def told_instead(assignment: Any) -> str:
    """Return who is told in place of a card (`assignment` or a row with its columns); "" where cards are shown."""
    chain = chain_of(assignment.subject_type)
    return chain.instead(assignment) if chain else ""


def kinds() -> list[SubjectKind]:
    """Return every registered kind, in order of registration."""
    return list(_kinds.values())


def follow(assignment: "Assignment", action: AssignmentAction, *, by: User, at: datetime) -> None:
    """Let the subject's desk do what follows from what a holder has done."""
    kind = _kinds.get(assignment.subject_type)
    if kind is not None and kind.follow is not None:
        kind.follow(assignment, action, by, at)
