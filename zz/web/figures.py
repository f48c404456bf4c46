"""Figures that open their rows, as `components/figures.html` draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Figure(NamedTuple):
    """A headline figure; `url` opens its rows."""

    label: str
    value: str
    note: str
    url: str | None


class Cell(NamedTuple):
    """A figure of a table; `url` opens its rows, None where there are none."""

    text: str
    url: str | None


@dataclass(frozen=True)
class Line:
    """A line of a table: what it is called, and its figures."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """A table of figures."""

    heads: Sequence[str]
    lines: list[Line]
