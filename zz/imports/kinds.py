"""What can be imported: a desk registers a kind, and the machinery does the rest.

A kind brings its fields and a desk that plans rows against what is there, writes them and takes them back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission
from zz.imports.vocabulary import Outcome
from zz.sheets.import_table import Field, ParsedRow
from zz.sheets.lines import Explain, nothing

if TYPE_CHECKING:
    from zz.imports.models import ImportBatch

Reason = tuple[str | None, str]


class Moved(Exception):
    """What was planned against has changed meanwhile: plan anew."""


@dataclass
class Plan:
    """What a row would do: to which subject, changing what. `changes` is JSON; `wanted` the values to write.

    `notes` are said beside a row that is not refused.
    """

    row: ParsedRow
    outcome: Outcome
    title: str = ""
    subject_id: int | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    wanted: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    version: int | None = None

    @property
    def reasons(self) -> list[Reason]:
        """Why the row is refused, or what is to be known of it."""
        return [(e.column, e.text) for e in self.row.errors] + [(None, note) for note in self.notes]


@dataclass(frozen=True)
class Target:
    """Where rows go: whose they are, the kind's own options, and the name of the file."""

    unit: Unit
    options: Mapping[str, Any]
    source: str = ""


@dataclass(frozen=True)
class Applied:
    """A row that a batch has written, for its undo."""

    row_id: int
    subject_id: int
    created: bool
    changes: Mapping[str, list[Any]]
    title: str


class Desk(Protocol):
    """One import of one kind. `plan` and `prepare` only read; the others stand in `writing()`."""

    def announce(self, names: Iterable[str]) -> None:
        """Hear the names of all rows of the file before any is planned."""

    def plan(self, rows: Sequence[ParsedRow]) -> list[Plan]:
        """Say what each row would do."""

    def ready(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Make what the rows refer to and does not exist yet."""

    def prepare(self, plans: Sequence[Plan]) -> Any:
        """Work out everything that `apply` writes, so that its lock is short."""

    def apply(self, prepared: Any, *, by: User | None, at: datetime) -> list[int]:
        """Write set-based; return the subjects' ids in the order of the plans. Moved: the ground has shifted."""

    def finish(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Tie rows to each other, once all rows of a chunk are in."""

    def undo(self, rows: Sequence[Applied], *, since: datetime, by: User | None, at: datetime) -> dict[int, str]:
        """Take rows back; return by row id why a row stays as it is."""


@dataclass(frozen=True)
class Option:
    """A choice beside the file: `choices` are (value, label); the first is what holds when nothing is chosen."""

    key: str
    label: str
    hint: str
    choices: Callable[[], Sequence[tuple[str, str]]]
    parse: Callable[[str], Any]


@dataclass(frozen=True)
class Kind:
    """Something that can be imported. `show` says a value of `changes`; `sections` explains lines that stand alone.

    A column labelled "" is not shown.
    `computed` are headings of our own exports that are never imported. `subject_url` opens a row's subject.
    `reported` are fields that zz works out, which a superior's form may ask for and no import reads.
    `paper` is what people call such a file, `template` the address of an empty one, `following(batch)` the label and
    address of what is done next with the rows of a batch that has been written.
    `private`: the file tells of persons, so it is kept encrypted and for two weeks, and its cells are shown masked.
    `in_place`: refused rows are corrected on the preview. `units`: whose rows a user may bring, by unit id; without it
    those of his counties.
    """

    key: str
    label: str
    measure: str  # the word that counts it: 个
    permission: Permission
    fields: tuple[Field, ...]
    desk: Callable[[Target], Desk]
    labels: Mapping[str, str]
    show: Callable[[str, Any], str]
    subject_url: Callable[[int], str]
    list_url: Callable[[], str]
    options: tuple[Option, ...] = ()
    sections: Explain = nothing
    computed: frozenset[str] = frozenset()
    reported: tuple[Field, ...] = ()
    paper: str = "台账"
    template: Callable[[], str] | None = None
    following: Callable[["ImportBatch"], tuple[str, str] | None] | None = None
    private: bool = False
    in_place: bool = False
    units: Callable[[User], list[int]] | None = None

    @property
    def fillable(self) -> tuple[Field, ...]:
        """What the columns of a superior's form may hold."""
        return (*self.fields, *self.reported)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Have a kind known to jobs and commands (again for each application of a process)."""
    _kinds[kind.key] = kind
    return kind


def private_keys() -> list[str]:
    """Return the keys of the kinds whose files tell of persons."""
    return [kind.key for kind in _kinds.values() if kind.private]


def get(key: str) -> Kind:
    """Return the kind called `key`; KeyError where no desk brings it."""
    return _kinds[key]
