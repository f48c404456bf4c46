"""What rules there are: each is declared once, in the package that reads it, with its label and its default."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zz.labels import LabelledEnum


class Kind(LabelledEnum):
    """What a rule's value is: how it is edited, checked and shown."""

    INT = "int", "整数"
    DECIMAL = "decimal", "数值"
    PERCENT = "percent", "百分比"
    TEXT = "text", "文字"
    CHOICE = "choice", "单选"
    BOOL = "bool", "是否"
    LIST = "list", "列表"
    TABLE = "table", "表格"


@dataclass(frozen=True)
class Column:
    """A column of a table rule. `choices` are (value, label) of what a cell may hold; `optional` lets it be empty."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Definition:
    """A rule as the code declares it. `choices` are (value, label) of a choice, or of a list's members."""

    key: str
    label: str
    group: str
    kind: Kind
    default: Any
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    permission: str = "rules_business"
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    columns: tuple[Column, ...] = ()


_definitions: dict[str, Definition] = {}


def define(
    key: str,
    label: str,
    group: str,
    kind: Kind,
    default: Any,
    *,
    unit: str = "",
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
    permission: str = "rules_business",
    help: str = "",
    choices: Sequence[tuple[str, str]] = (),
    columns: Sequence[Column] = (),
) -> Definition:
    """Declare a rule. `permission` is the value of the `Permission` that may change it.

    Raises:
        ValueError: the key is declared twice.
    """
    if key in _definitions:
        raise ValueError(f"rule {key} is declared twice")
    if kind in (Kind.DECIMAL, Kind.PERCENT):
        default = Decimal(default)
    _definitions[key] = Definition(
        key, label, group, kind, default, unit or ("%" if kind == Kind.PERCENT else ""),
        None if minimum is None else Decimal(minimum), None if maximum is None else Decimal(maximum),
        str(permission), help, tuple(choices), tuple(columns),
    )  # fmt: skip
    return _definitions[key]


def definition(key: str) -> Definition:
    """Return the rule called `key`; KeyError where no code declares it."""
    return _definitions[key]


def grouped() -> dict[str, list[Definition]]:
    """Return all rules by group, both in the order in which they were declared."""
    groups: dict[str, list[Definition]] = {}
    for found in _definitions.values():
        groups.setdefault(found.group, []).append(found)
    return groups
