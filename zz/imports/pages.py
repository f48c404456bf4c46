"""What the pages of an import show, put together from the batch and its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from zz.imports import queries
from zz.imports.correcting import Input, inputs
from zz.imports.kinds import Kind
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.reading import blocks_of, chosen, read
from zz.imports.staging import desk_of, names_in
from zz.imports.vocabulary import BATCHES, BatchAction, BatchState, Outcome
from zz.jobs import JobState
from zz.sheets.ledger import Block, Workbook
from zz.sheets.lines import LineKind, value_at
from zz.sheets.text import clean_text
from zz.web.paging import Page, paginate

SAMPLES = 3
CREATED_SHOWN = 6  # facts of a new row on one line


@dataclass(frozen=True)
class Column:
    """A column of a file on the page where it is corrected."""

    index: int
    heading: str
    field: str
    unit: str
    money: bool
    samples: str
    computed: bool


@dataclass(frozen=True)
class Table:
    """A table of a file: its columns, how many records it holds, whether its shape was seen before."""

    number: int
    sheet: str
    columns: list[Column]
    records: int
    known: bool


def tables(kind: Kind, batch: ImportBatch, data: bytes) -> tuple[list[Table], Workbook]:
    """Return the tables of a batch's file as they are read now, and the workbook."""
    workbook = read(kind, data, batch.filename)
    found = []
    for number, (block, choice) in enumerate(zip(workbook.blocks, batch.layout, strict=True)):
        found.append(_table(kind, number, chosen(block, choice), bool(choice["known"])))
    return found, workbook


def _table(kind: Kind, number: int, block: Block, known: bool) -> Table:
    records = [line.cells for line in block.lines(kind.sections) if line.kind == LineKind.RECORD]
    fields = {index: key for key, index in block.columns.items()}
    money = {each.key for each in block.fields if each.money}
    columns = [
        Column(
            index, text, fields.get(index, ""), block.unit(index) or "万元", fields.get(index) in money,
            _samples(records, index, hidden=kind.private),
            text in kind.computed or text.split("（")[0] in kind.computed,
        )
        for index, text in enumerate(block.headings.texts)
        if text or index in fields
    ]  # fmt: skip
    return Table(number, block.sheet.name, columns, len(records), known)


def _samples(records: Sequence[Any], index: int, *, hidden: bool) -> str:
    seen: list[str] = []
    for cells in records[:200]:
        text = clean_text(value_at(cells, index))
        if text and text not in seen:
            short = text if len(text) <= 18 else f"{text[:17]}…"
            seen.append(f"{text[0]}{'*' * (len(text) - 1)}" if hidden else short)
        if len(seen) == SAMPLES:
            break
    return "；".join(seen)


@dataclass(frozen=True)
class Tab:
    """One outcome among the filters of a preview."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True)
class Shown:
    """A line of the preview: what it is called, where it stands, and every cell that would change."""

    row: ImportRow
    changes: list[tuple[str, str, str]]
    more: int
    reasons: list[str]
    inputs: list[Input]


@dataclass(frozen=True)
class Preview:
    """The page of a batch."""

    batch: ImportBatch
    tabs: list[Tab]
    outcome: Outcome
    page: Page[ImportRow]
    lines: list[Shown]
    kept: Sequence[ImportRow]
    can: dict[str, bool]


def working(batch: ImportBatch) -> bool:
    """Tell whether a job is at the batch."""
    return batch.job is not None and not batch.job.state.finished


def broken(batch: ImportBatch) -> bool:
    """Tell whether the batch waits for a job that failed."""
    waiting = batch.state in (BatchState.READ, BatchState.COMMITTING, BatchState.UNDOING)
    return waiting and batch.job is not None and batch.job.state == JobState.FAILED


def preview(kind: Kind, batch: ImportBatch, data: bytes | None) -> Preview:
    """Return what a batch would do or has done, by outcome; `data` is its file, while it is there."""
    outcome = _wanted(batch)
    page = paginate(queries.lines(batch.id, outcome), total=batch.count(outcome))
    actions = {str(action): BATCHES.can(batch, action) for action in BatchAction}
    kept = queries.kept(batch.id) if batch.state == BatchState.UNDONE else []
    cells = _inputs(kind, batch, data, page.items) if outcome == Outcome.REJECT and data else {}
    shown = [_shown(kind, row, cells.get(row.id, [])) for row in page.items]
    return Preview(batch, list(_tabs(batch, outcome)), outcome, page, shown, kept, actions)


def _inputs(kind: Kind, batch: ImportBatch, data: bytes, rows: Sequence[ImportRow]) -> dict[int, list[Input]]:
    """Return the cells that can be corrected on the page; none once the batch is written."""
    if not kind.in_place or not BATCHES.can(batch, BatchAction.COMMIT):
        return {}
    blocks, desk = blocks_of(kind, batch, data), desk_of(kind, batch)
    desk.announce(names_in(blocks))
    return inputs(kind, batch, desk, blocks, rows)


def _wanted(batch: ImportBatch) -> Outcome:
    asked = request.args.get("show", "")
    if asked in list(Outcome):
        return Outcome(asked)
    return next((outcome for outcome in Outcome if batch.count(outcome)), Outcome.CREATE)


def _tabs(batch: ImportBatch, outcome: Outcome) -> Iterator[Tab]:
    for one in Outcome:
        yield Tab(one.label, f"{request.path}?{urlencode({'show': one.value})}", batch.count(one), one == outcome)


def _shown(kind: Kind, row: ImportRow, cells: list[Input]) -> Shown:
    changes = []
    for key, (before, after) in row.changes.items():
        label = kind.labels.get(key, kind.labels.get(key.split(".")[-1], key))
        said = (label, kind.show(key, before), kind.show(key, after))
        if label and (key != "name" or row.outcome != Outcome.CREATE):
            changes.append(said)
    most = CREATED_SHOWN if row.outcome == Outcome.CREATE else len(changes)
    reasons = [f"“{column}”：{text}" if column else str(text) for column, text in row.reasons]
    return Shown(row, changes[:most], max(0, len(changes) - most), [] if cells else reasons, cells)
