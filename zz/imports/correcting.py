"""Refused rows corrected on the preview: what was typed stands over the cells of the file, until it is written.

`ImportBatch.corrected` is JSON, encrypted: {"table:row": {field: text}}.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zz.imports.kinds import Desk, Kind
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.reading import lines
from zz.sheets.import_table import ParsedRow
from zz.sheets.ledger import Block
from zz.sheets.lines import Line, value_at
from zz.sheets.text import clean_text
from zz.sheets.values import CellError

LONGEST = 200
Read = Callable[[Sequence[Block], int, Line], ParsedRow]
Texts = Mapping[str, str]


def parsed(blocks: Sequence[Block], number: int, line: Line) -> ParsedRow:
    """Read a line as the file has it."""
    return blocks[number].parse(line)


def _kept(batch: ImportBatch) -> dict[str, dict[str, str]]:
    return dict(json.loads(batch.corrected)) if batch.corrected else {}


def reader(kind: Kind, batch: ImportBatch) -> Read:
    """Return what reads the lines of a batch with what was typed over them."""
    kept = _kept(batch)
    if not kept:
        return parsed

    def read(blocks: Sequence[Block], number: int, line: Line) -> ParsedRow:
        return mended(kind, parsed(blocks, number, line), kept.get(f"{number}:{line.number}", {}))

    return read


def mended(kind: Kind, row: ParsedRow, texts: Texts) -> ParsedRow:
    """Return a row with some of its fields read from typed texts instead of its cells."""
    fields = {each.key: each for each in kind.fields}
    for key, text in texts.items():
        row.errors = [error for error in row.errors if error.key != key]
        try:
            row.values[key] = fields[key].parse(text, fields[key].label)
        except CellError as error:
            row.values.pop(key, None)
            row.reject(error.text, fields[key].label, key)
    return row


def keep(kind: Kind, batch: ImportBatch, row: ImportRow, sent: Texts) -> int:
    """Keep what was typed over a row; return how many lines the batch has, which are to be compared again."""
    kept, keys = _kept(batch), {each.key for each in kind.fields}
    here = kept.setdefault(f"{row.block}:{row.number}", {})
    here.update({key: text[:LONGEST] for key, text in sent.items() if key in keys})
    batch.corrected = json.dumps(kept, ensure_ascii=False)
    return sum(batch.counts.values())


@dataclass(frozen=True)
class Input:
    """A cell to correct: the field, what stands there now, and what is wrong with it."""

    key: str
    label: str
    value: str
    reasons: list[str]


def inputs(
    kind: Kind, batch: ImportBatch, desk: Desk, blocks: Sequence[Block], rows: Iterable[ImportRow]
) -> dict[int, list[Input]]:
    """Return the cells to correct of refused rows, by the row's id."""
    wanted = {(row.block, row.number): row.id for row in rows}
    read, kept = reader(kind, batch), _kept(batch)
    found = [(n, line) for n, line in lines(kind, blocks) if (n, line.number) in wanted]
    plans = desk.plan([read(blocks, n, line) for n, line in found])
    return {
        wanted[n, line.number]: _inputs(kind, blocks[n], line, plan.row, kept.get(f"{n}:{line.number}", {}))
        for (n, line), plan in zip(found, plans, strict=True)
    }


def _inputs(kind: Kind, block: Block, line: Line, row: ParsedRow, typed: Texts) -> list[Input]:
    labels = {each.key: each.label for each in kind.fields}
    reasons: dict[str, list[str]] = {}
    for error in row.errors:
        if error.key in labels:
            reasons.setdefault(error.key, []).append(error.text)
    return [
        Input(key, labels[key], typed.get(key, clean_text(value_at(line.cells, block.columns.get(key)))), texts)
        for key, texts in reasons.items()
    ]
