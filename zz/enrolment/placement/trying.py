"""试算: what would come of one more class or of another order, beside the present draft. Nothing is ever saved.

After the run it uses the round's own lots, so that only what was changed differs. Before it the real lots must stay
unknown, so that it uses lots of its own and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from zz.db import db
from zz.enrolment.models import SeatPlan
from zz.enrolment.placement import rounds
from zz.enrolment.placement.flow import SETTLED
from zz.enrolment.placement.matching import Cell, Result
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.placement.rounds import Sheet
from zz.enrolment.placement.vocabulary import Criterion, RoundState

SAMPLE = "trial"
RUN = (RoundState.RUN, *SETTLED)


@dataclass(frozen=True)
class Change:
    """What is tried: `classes` more at a school and grade (None: no change), and another order ((): the same)."""

    cell: Cell | None = None
    classes: int = 0
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class Sums:
    """What comes of a run: children by wish got (from 1), without a seat, and seats given out by cell."""

    wishes: Mapping[int, int]
    none: int
    cells: Mapping[Cell, int]

    @property
    def first(self) -> int:
        return self.wishes.get(1, 0)

    @property
    def later(self) -> int:
        return sum(self.wishes.values()) - self.first


@dataclass(frozen=True)
class CellChange:
    """A school and grade where the number of seats or of children differs."""

    cell: Cell
    seats: tuple[int, int]
    children: tuple[int, int]


@dataclass(frozen=True)
class Trial:
    """Both runs side by side: sums, cells that differ, how many children would be better and worse off."""

    now: Sums
    then: Sums
    changed: Sequence[CellChange]
    better: int
    worse: int
    sample: bool  # with lots of its own


def sums(children: rounds.Children, results: Mapping[str, Result]) -> Sums:
    """Count what came of a run."""
    wishes: dict[int, int] = {}
    cells: dict[Cell, int] = {}
    for key, result in results.items():
        if result.school is not None and result.wish is not None:
            wishes[result.wish] = wishes.get(result.wish, 0) + 1
            cell = result.school, children[key][0]
            cells[cell] = cells.get(cell, 0) + 1
    return Sums(wishes, len(results) - sum(wishes.values()), cells)


def sheet_now(found: PlacementRound, order: Sequence[str]) -> Sheet:
    """Return what the round is run over: what was sealed, or what would be sealed now."""
    if found.state == RoundState.DRAFT:
        return rounds.planned(found, order)[0]
    return rounds.sheet_of(found, rounds.rows_of(found))


def attempt(found: PlacementRound, sheet: Sheet, change: Change) -> Trial:
    """Run the sheet as it is and with the change (at most one query)."""
    sample = found.state not in RUN
    seed = SAMPLE if sample else found.seed
    order = [str(one) for one in change.criteria] or sheet.order
    other = Sheet(order, _more(found, sheet, change), sheet.children)
    now, then = (one.run(seed)[1] for one in (sheet, other))
    was, would = sums(sheet.children, now), sums(sheet.children, then)
    cells = sorted(set(was.cells) | set(would.cells) | set(other.seats))
    changed = [
        CellChange(
            cell,
            (sheet.seats.get(cell, 0), other.seats.get(cell, 0)),
            (was.cells.get(cell, 0), would.cells.get(cell, 0)),
        )
        for cell in cells
    ]
    gains = [_rank(now[key]) - _rank(then[key]) for key in now]
    return Trial(
        was, would, [one for one in changed if one.seats[0] != one.seats[1] or one.children[0] != one.children[1]],
        sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains), sample,
    )  # fmt: skip


def _rank(result: Result) -> int:
    return result.wish or len(result.turns) + 1_000


def _more(found: PlacementRound, sheet: Sheet, change: Change) -> dict[Cell, int]:
    seats = dict(sheet.seats)
    if change.cell is not None and change.classes:
        school, grade = change.cell
        query = select(SeatPlan.class_size).where(
            SeatPlan.term_id == found.term_id, SeatPlan.school_id == school, SeatPlan.grade == grade
        )
        size = db.session.scalar(query) or 0
        seats[change.cell] = max(0, seats.get(change.cell, 0) + change.classes * size)
    return seats
