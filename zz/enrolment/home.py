"""The home of the desk: what its reader has to do next, and where everything is.

A package of the desk adds its own by `steps(function)` (what to do next: the most pressing first) and `tiles(function)`
(where something is, with its figure). Each function is called with the reader and his desk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zz.accounts.models import User
from zz.enrolment.desks import Desk


@dataclass(frozen=True)
class Step:
    """One thing to do: “2 件企业咨询待答复”, the button's verb and where it leads; `late` where its date has passed."""

    text: str
    url: str
    button: str
    note: str = ""
    late: bool = False
    order: int = 50


@dataclass(frozen=True)
class Tile:
    """Where something is: its name, one sentence, and a figure that opens the rows behind it."""

    title: str
    text: str
    url: str
    figure: str = ""
    order: int = 50


Steps = Callable[[User, Desk, date], list[Step]]
Tiles = Callable[[User, Desk, date], list[Tile]]

_steps: list[Steps] = []
_tiles: list[Tiles] = []


def steps(function: Steps) -> None:
    """Register what a reader may have to do (again for each application of a process)."""
    if function not in _steps:
        _steps.append(function)


def tiles(function: Tiles) -> None:
    """Register where something is."""
    if function not in _tiles:
        _tiles.append(function)


def steps_of(user: User, desk: Desk, today: date) -> list[Step]:
    """Return everything that `user` has to do, what is late first."""
    found = [step for function in _steps for step in function(user, desk, today)]
    return sorted(found, key=lambda step: (not step.late, step.order))


def tiles_of(user: User, desk: Desk, today: date) -> list[Tile]:
    """Return the places that `user` may go to."""
    return sorted((tile for function in _tiles for tile in function(user, desk, today)), key=lambda tile: tile.order)
