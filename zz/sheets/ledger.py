"""A whole workbook read as ledgers do it: each table recognised, each line accounted for, nothing lost silently."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zz.sheets import headings as heads
from zz.sheets.guard import SheetError
from zz.sheets.headings import Headings
from zz.sheets.import_table import REASON, Field, ParsedRow
from zz.sheets.lines import Explain, Line, LineKind, Reader, nothing, value_at
from zz.sheets.read import Cell, Row, Sheet
from zz.sheets.text import clean_text, matching_key
from zz.sheets.values import CellError
from zz.sheets.vertical import as_table

LEAST = 3  # fields that a further heading names
Filled = dict[tuple[int, int], Cell]


@dataclass(frozen=True)
class Block:
    """One table: rows `top`…`stop` of a sheet, its headings, and the units of its money columns.

    `units` (by column) is what the clerk or a remembered choice says against the headings.
    """

    sheet: Sheet
    headings: Headings
    stop: int
    fields: tuple[Field, ...]
    corner: str | None = None
    units: Mapping[int, str] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()  # row numbers in Excel, where the table was turned (one record a block)
    begin: int = 0  # where the titles of this table begin

    @property
    def signature(self) -> str:
        """What tells this shape of table again: its headings without their year."""
        texts = "|".join(matching_key(heads.without_year(text)) for text in self.headings.texts if text != REASON)
        return hashlib.sha256(texts.encode()).hexdigest()[:40]

    @property
    def columns(self) -> dict[str, int]:
        return self.headings.columns

    @property
    def first(self) -> int:
        """The first row below the heading, from 0."""
        return self.headings.top + self.headings.depth

    def with_columns(self, columns: Mapping[str, int], units: Mapping[int, str]) -> "Block":
        """Return the same table read by other columns."""
        width = len(self.headings.texts)
        keys = {each.key for each in self.fields}
        kept = {key: i for key, i in columns.items() if key in keys and 0 <= i < width}
        return replace(self, headings=replace(self.headings, columns=kept), units=dict(units))

    def unit(self, index: int) -> str | None:
        """Return the unit of a money column: chosen, in the heading, in the corner; None where nobody says."""
        return self.units.get(index) or heads.unit_of(self.headings.texts[index]) or self.corner

    def row_number(self, index: int) -> int:
        return self.numbers[index] if self.numbers else index + 1

    def lines(self, explain: Explain = nothing) -> Iterator[Line]:
        """Yield every line that holds anything, titles and headings too."""
        for index in range(self.begin, self.first):
            if text := "".join(clean_text(v) for v in self.sheet.rows[index]):
                kind = LineKind.TITLE if index < self.headings.top else LineKind.HEADING
                yield Line(self.row_number(index), kind, self.sheet.rows[index], text[:80])
        reader, down = Reader(self.headings, explain), self._merged()
        for index in range(self.first, self.stop):
            line = reader.read(self.row_number(index), _filled(self.sheet.rows[index], index, down))
            if line is not None:
                yield line

    def _merged(self) -> Filled:
        """Return what cells merged downwards say in each of their rows: never money or names."""
        kind = {i: key for key, i in self.columns.items()}
        silent = {f.key for f in self.fields if f.money or f.required}
        found: Filled = {}
        for (top, left), (bottom, _) in self.sheet.merged:
            if bottom > top >= self.first and kind.get(left, "") not in {"", *silent}:
                value = value_at(self.sheet.rows[top], left) if top < len(self.sheet.rows) else None
                found |= {(row, left): value for row in range(top + 1, bottom + 1)}
        return found

    def parse(self, line: Line) -> ParsedRow:
        """Read a record by fields; what its own cells leave blank is taken from sections and groups above."""
        row = ParsedRow(line.number, line.cells)
        for each in self.fields:
            index = self.columns.get(each.key)
            if index is None and each.key not in line.given:
                continue
            value = value_at(line.cells, index)
            if not clean_text(value) and each.key in line.given:
                value = line.given[each.key]
            self._read(row, each, value, index)
        return row

    def _read(self, row: ParsedRow, each: Field, value: Cell, index: int | None) -> None:
        heading = each.label if index is None else self.headings.texts[index]
        said = heading
        if each.money and index is not None:
            said = self.unit(index) or ""
        try:
            row.values[each.key] = each.parse(value, said)
        except CellError as error:
            row.reject(error.text, heading, each.key)
            return
        if each.required and row.values[each.key] in (None, ""):
            row.reject("不能为空。", heading, each.key)


def _filled(row: Row, index: int, down: Filled) -> Row:
    here = {column: value for (at, column), value in down.items() if at == index} if down else {}
    if not here:
        return row
    cells = list(row) + [None] * (max(here) + 1 - len(row))
    for column, value in here.items():
        cells[column] = cells[column] if clean_text(cells[column]) else value
    return cells


@dataclass(frozen=True)
class Workbook:
    """What was recognised in a file: its tables, and the sheets that hold none (name, rows that hold anything)."""

    blocks: tuple[Block, ...]
    others: tuple[tuple[str, int], ...] = ()

    @property
    def year(self) -> int | None:
        """The year that headings and titles speak of."""
        texts = [text for block in self.blocks for text in block.headings.texts]
        titles = [clean_text(v) for b in self.blocks for r in b.sheet.rows[b.begin : b.headings.top] for v in r]
        return heads.year_in(texts) or heads.year_in(titles)


def recognise_all(sheets: Sequence[Sheet], fields: Sequence[Field]) -> Workbook:
    """Find every table of a file.

    Raises:
        SheetError: there is none; the sentence names the column that is missing.
    """
    blocks: list[Block] = []
    others: list[tuple[str, int]] = []
    for sheet in sheets:
        found = [] if sheet.hidden else list(_tables(sheet, tuple(fields)))
        blocks += found
        if not found:
            others.append((sheet.name + ("（隐藏）" if sheet.hidden else ""), sum(1 for r in sheet.rows if any(r))))
    if not blocks:
        wanted = "”“".join(each.label for each in fields if each.required)
        raise SheetError(f"没有找到表头：请确认表头一行里有“{wanted}”列，再重新上传。")
    return Workbook(tuple(blocks), tuple(others))


def _tables(sheet: Sheet, fields: tuple[Field, ...]) -> Iterator[Block]:
    """Yield the tables of one sheet, one below the other."""
    required = {each.key for each in fields if each.required}
    turned = as_table(sheet, fields)
    if turned is not None:
        sheet, numbers = turned
        headings = heads.at(sheet, 0, fields)
        if required <= headings.columns.keys():
            yield Block(sheet, headings, len(sheet.rows), fields, heads.corner_unit(sheet.rows[:1]), {}, numbers)
            return
    found = heads.find(sheet, fields, lambda columns: required <= columns.keys() and len(columns) > 1)
    begin, corner = 0, None
    while found is not None:
        following = _next_heading(sheet, found, fields)
        stop = following.top if following else len(sheet.rows)
        corner = heads.corner_unit(sheet.rows[begin : found.top + found.depth]) or corner
        yield Block(sheet, found, stop, fields, corner, begin=begin)
        begin, found = stop, following


def _next_heading(sheet: Sheet, above: Headings, fields: tuple[Field, ...]) -> Headings | None:
    """Return the next heading below that differs from the one above it."""
    names = heads.names_of(fields)
    required = {each.key for each in fields if each.required}
    telling = {word for each in fields if each.required for word in (each.label, *each.names)}
    for top in range(above.top + above.depth, len(sheet.rows)):
        row = sheet.rows[top]
        if not any(isinstance(v, str) and "".join(v.split()) in telling for v in row):
            continue
        if heads.claims(row, names) < LEAST:
            continue
        found = heads.at(sheet, top, fields)
        if required <= found.columns.keys() and found.texts != above.texts:
            return found
    return None


def described(block: Block) -> dict[str, Any]:
    """Return the choice of columns and units as JSON can hold it."""
    return {"columns": dict(block.columns), "units": {str(i): unit for i, unit in block.units.items()}}
