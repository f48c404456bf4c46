"""Who gets which seat: the children ask in the order of their wishes, each school keeps those who come first there.

Deferred acceptance, the children asking (Gale and Shapley 1962; Abdulkadiroğlu and Sönmez 2003). What comes of it does
not depend on the order of the input; no child loses by naming the schools it really wants; nobody stands before a
placed child at a school that he wanted more and did not get. Pure: no clock, no chance, no database.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Cell = tuple[int, int]  # school id, grade


@dataclass(frozen=True)
class Applicant:
    """A child: `key` is its case's number; `wishes` are (school id, standing there), the lower standing comes first."""

    key: str
    grade: int
    wishes: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Turn:
    """What a child met at a school: `seats` there, its `place` among the `asked` whose turn came there."""

    school: int
    seats: int
    place: int
    asked: int


@dataclass(frozen=True)
class Result:
    """What came of it for one child: the school (None: 待统筹), which wish it was (from 1), what it met on the way."""

    key: str
    school: int | None
    wish: int | None
    turns: tuple[Turn, ...]


def match(applicants: Iterable[Applicant], lots: Mapping[str, int], seats: Mapping[Cell, int]) -> dict[str, Result]:
    """Return the result of each child by key.

    `lots` gives each key a number of its own: among equal standing the lower comes first. A cell that `seats` lacks has
    none.
    """
    children = list(applicants)
    asked = _ask(children, lots, seats)
    lines: dict[Cell, list[tuple[int, int]]] = {}
    for child, reached in zip(children, asked, strict=True):
        for school, standing in child.wishes[: reached + 1]:
            lines.setdefault((school, child.grade), []).append((standing, lots[child.key]))
    for line in lines.values():
        line.sort()
    return {
        child.key: _result(child, reached, lots[child.key], lines, seats)
        for child, reached in zip(children, asked, strict=True)
    }


def _ask(children: Sequence[Applicant], lots: Mapping[str, int], seats: Mapping[Cell, int]) -> list[int]:
    """Return the wish (from 0) at which each child stays; the number of its wishes where it is kept nowhere."""
    kept: dict[Cell, list[tuple[int, int, int]]] = {}  # of each cell, the last in order first
    at = [0] * len(children)
    waiting = list(range(len(children)))
    while waiting:
        index = waiting.pop()
        child = children[index]
        if at[index] == len(child.wishes):
            continue
        school, standing = child.wishes[at[index]]
        cell = school, child.grade
        here = kept.setdefault(cell, [])
        heapq.heappush(here, (-standing, -lots[child.key], index))
        if len(here) > seats.get(cell, 0):
            left = heapq.heappop(here)[2]
            at[left] += 1
            waiting.append(left)
    return at


def _result(
    child: Applicant, reached: int, lot: int, lines: Mapping[Cell, Sequence[tuple[int, int]]],
    seats: Mapping[Cell, int],
) -> Result:  # fmt: skip
    turns = []
    for school, standing in child.wishes[: reached + 1]:
        cell = school, child.grade
        line = lines[cell]
        turns.append(Turn(school, seats.get(cell, 0), bisect_left(line, (standing, lot)) + 1, len(line)))
    placed = reached < len(child.wishes)
    return Result(
        child.key, child.wishes[reached][0] if placed else None, reached + 1 if placed else None, tuple(turns)
    )  # fmt: skip
