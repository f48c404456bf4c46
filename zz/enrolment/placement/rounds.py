"""What a round is run over: what would be sealed now, what was sealed, and running it again.

`sheet_of` and `replay` take only what the round holds, so that a replay depends on nothing that has changed since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from zz.db import db
from zz.enrolment.placement import gathering, matching, quotas, sealing
from zz.enrolment.placement.matching import Cell, Result, Turn
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.requests.models import EnrolmentRequest

E = PlacementEntry
Children = dict[str, tuple[int, sealing.Wishes]]


@dataclass(frozen=True)
class Sheet:
    """What a round is run over: the order's codes, the seats, the children by number of their case."""

    order: Sequence[str]
    seats: Mapping[Cell, int]
    children: Children

    @property
    def content(self) -> bytes:
        """The canonical text that is sealed."""
        return sealing.sheet(self.order, self.seats, self.children)

    def run(self, seed: str) -> tuple[dict[str, int], dict[str, Result]]:
        """Return the lots and the results by number of the case."""
        lots = sealing.lots(seed, self.children)
        asking = [sealing.applicant(key, grade, w, self.order) for key, (grade, w) in self.children.items()]
        return lots, matching.match(asking, lots, self.seats)


def planned(found: PlacementRound, order: Sequence[str]) -> tuple[Sheet, list[gathering.Child]]:
    """Return what would be sealed now, and the children that take part."""
    taking = gathering.children(found.park_id, found.term)
    sheet = Sheet(order, quotas.remaining(found.park_id, found.term_id), {c.key: (c.grade, c.wishes) for c in taking})
    return sheet, taking


def rows_of(found: PlacementRound) -> Sequence[Any]:
    """Return the entries of a round with the numbers of their cases, plain rows in the order they were sealed."""
    query = select(
        E.id, E.grade, E.input, E.lot, E.school_id, E.wish, E.steps, E.draft_school_id, E.draft_wish, E.edited_at,
        E.request_id, EnrolmentRequest.number,
    ).join(EnrolmentRequest, EnrolmentRequest.id == E.request_id)  # fmt: skip
    return db.session.execute(query.where(E.round_id == found.id).order_by(E.id)).all()


def sheet_of(found: PlacementRound, rows: Sequence[Any]) -> Sheet:
    """Return what was sealed, from the round's own rows."""
    seats = {(school, grade): number for school, grade, number in found.quotas}
    return Sheet(found.order.criteria, seats, {row.number: (row.grade, row.input["wishes"]) for row in rows})


def kept(rows: Sequence[Any]) -> bytes:
    """Return the canonical text of the results as they stand in the rows."""
    return sealing.outcome(
        (row.lot, Result(row.number, row.school_id, row.wish, tuple(Turn(*step) for step in row.steps))) for row in rows
    )


@dataclass(frozen=True)
class Replay:
    """Whether the sealed sheet still fits its seal, and the same results come of it to the byte."""

    seal: bool
    results: bool
    children: int

    @property
    def same(self) -> bool:
        return self.seal and self.results


def replay(found: PlacementRound) -> Replay:
    """Run a round again from what was sealed and compare; nothing is written (two queries)."""
    rows = rows_of(found)
    sheet = sheet_of(found, rows)
    lots, results = sheet.run(found.seed)
    text = sealing.outcome((lots[key], result) for key, result in results.items())
    same = text == kept(rows) and sealing.mark(text) == found.result_digest
    return Replay(sealing.seal(found.seed, sheet.content) == found.seal, same, len(rows))
