"""A file as a batch reads it: recognised tables under the clerk's or the remembered choice of columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from zz.db import db
from zz.imports.kinds import Kind
from zz.imports.models import ColumnMemory, ImportBatch
from zz.sheets.ledger import Block, Workbook, described, recognise_all
from zz.sheets.lines import Line, LineKind, declared
from zz.sheets.read import read_table

Choice = Mapping[str, Any]


def read(kind: Kind, data: bytes, filename: str) -> Workbook:
    """Recognise every table of a file; SheetError says in one sentence why not."""
    return recognise_all(read_table(data, filename), kind.fields)


def remembered(kind: Kind, unit_id: int, signatures: Sequence[str]) -> dict[str, Choice]:
    """Return the choices made before for headings of these shapes."""
    query = select(ColumnMemory.signature, ColumnMemory.choice).where(
        ColumnMemory.kind == kind.key, ColumnMemory.unit_id == unit_id, ColumnMemory.signature.in_(signatures)
    )
    return dict(db.session.execute(query).all())


def chosen(block: Block, choice: Choice | None) -> Block:
    """Return a table under a choice of columns and units, where there is one."""
    if choice is None:
        return block
    return block.with_columns(choice["columns"], {int(i): unit for i, unit in choice["units"].items()})


def layout(kind: Kind, unit_id: int, workbook: Workbook) -> list[dict[str, Any]]:
    """Describe the tables for the batch: the remembered choice, else what was recognised."""
    known = remembered(kind, unit_id, [block.signature for block in workbook.blocks])
    found = []
    for block in workbook.blocks:
        read_so = chosen(block, known.get(block.signature))
        found.append({"signature": block.signature, "known": block.signature in known, **described(read_so)})
    return found


def blocks_of(kind: Kind, batch: ImportBatch, data: bytes) -> list[Block]:
    """Read the batch's tables again, as its layout says."""
    workbook = read(kind, data, batch.filename)
    return [chosen(block, choice) for block, choice in zip(workbook.blocks, batch.layout, strict=True)]


def lines(kind: Kind, blocks: Sequence[Block]) -> Iterator[tuple[int, Line]]:
    """Yield every line of every table with the table's number."""
    for number, block in enumerate(blocks):
        for line in block.lines(kind.sections):
            yield number, line


class Tally:
    """Compares what sections declare (“续建项目35项”) with the records below them."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int, int]] = []
        self.warnings: list[str] = []

    def add(self, line: Line) -> None:
        """Count a line."""
        if line.kind == LineKind.RECORD:
            self.open = [(text, wanted, found + 1) for text, wanted, found in self.open]
        elif line.kind == LineKind.SECTION and (wanted := declared(line.text)) is not None:
            self.close(line.text)
            self.open.append((line.text, wanted, 0))

    def close(self, following: str = "") -> None:
        """Judge the sections that end here: all of them, but the outer ones while an inner one follows."""
        outer = self.open[:1] if _inner(following) and self.open and not _inner(self.open[0][0]) else []
        for text, wanted, found in self.open[len(outer) :]:
            if wanted != found:
                self.warnings.append(f"“{text}”写明{wanted}项，下面实有{found}行。")
        self.open = outer


def _inner(text: str) -> bool:
    return text.startswith(("(", "（"))
