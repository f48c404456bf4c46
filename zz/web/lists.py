"""What stands above the rows of every list: its tabs, its filters, and in words what they are set to."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class TabLink:
    """One of the tabs of a list, with how many rows it holds; None where that is not said."""

    label: str
    url: str
    current: bool
    count: int | None = None


class Select(NamedTuple):
    """A filter as the bar draws it. `clear_url` is the address without it; `in_bar` False: among the further ones."""

    name: str
    label: str
    options: list[tuple[str, str]]
    selected: list[str]
    multiple: bool
    clear_url: str
    in_bar: bool = True


class Chip(NamedTuple):
    """What one filter is set to, in words, and the address without it where a page offers one."""

    label: str
    text: str
    url: str = ""
