"""The skeleton of an import: find the headings, read rows by fields, give refused rows back with reasons."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from zz.sheets.dates import Edge, parse_date
from zz.sheets.guard import SheetError
from zz.sheets.read import Cell, Row, Sheet
from zz.sheets.text import cell_text, clean_text, half_width, matching_key
from zz.sheets.values import REMARK, CellError, money_unit, parse_int, parse_money
from zz.sheets.write import Column, Value, write_table

HEADING_ROWS = 20  # titles, notes and the corner row stand above the heading
REASON = "退回原因"
Parse = Callable[[Cell, str], Any]


def as_text(value: Cell, heading: str) -> str:
    """Parse a text; '' for a blank cell."""
    return clean_text(value)


def as_money(value: Cell, heading: str) -> Any:
    """Parse money in the unit of the heading, else 万元."""
    return parse_money(value, money_unit(heading) or "万元")


def as_int(value: Cell, heading: str) -> Any:
    """Parse a count."""
    return parse_int(value, minimum=0)


def as_date(at: Edge = "start") -> Parse:
    """Return a parser of dates; a period becomes its first or last day."""
    return lambda value, heading: parse_date(value, at)


@dataclass(frozen=True, slots=True)
class Field:
    """What a column may be called, and how its cells are read.

    `parse` gets the cell and its heading (for the unit) and raises CellError.
    """

    key: str
    label: str
    parse: Parse = as_text
    names: tuple[str, ...] = ()
    required: bool = False

    @property
    def money(self) -> bool:
        """Whether the column holds money, which needs a unit."""
        return self.parse is as_money


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one cell: the row as Excel counts, the heading (None: the row itself), a sentence."""

    row: int
    column: str | None
    text: str
    key: str = ""

    def __str__(self) -> str:
        return f"“{self.column}”：{self.text}" if self.column else self.text


@dataclass(slots=True)
class ParsedRow:
    """A row as read: its number in Excel, its cells, the values by field key, and what is wrong with it."""

    number: int
    cells: Row
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    def reject(self, text: str, column: str | None = None, key: str = "") -> None:
        """Add a reason, also one that only the database could tell; `key` is the field it is about."""
        self.errors.append(RowError(self.number, column, text, key))


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet whose heading row has been found; `columns` maps a field's key to a column from 0."""

    sheet: Sheet
    heading_row: int
    headings: tuple[str, ...]
    columns: dict[str, int]
    fields: tuple[Field, ...]

    @property
    def unknown(self) -> list[str]:
        """The headings that no field claims."""
        known = set(self.columns.values())
        return [text for index, text in enumerate(self.headings) if text and index not in known]


def heading_key(text: str) -> str:
    """Return a heading as compared: without unit, remark, spaces and marks."""
    return matching_key(REMARK.sub("", half_width(text)))


def recognise(sheets: Sequence[Sheet], fields: Sequence[Field]) -> Recognised:
    """Return the first sheet with all required columns; SheetError names what is missing in the best one."""
    found = [best for sheet in sheets if not sheet.hidden and (best := _best_row(sheet, fields))]
    if not found:
        wanted = "、".join(each.label for each in fields if each.required)
        raise SheetError(f"没有找到表头：请确认表头一行里有“{wanted}”这些列。")
    best = min(found, key=lambda one: len(_missing(one)))
    if missing := _missing(best):
        names = "”“".join(each.label for each in missing)
        raise SheetError(f"工作表“{best.sheet.name}”缺少“{names}”列：请补上后再上传。")
    return best


def parse_rows(recognised: Recognised) -> Iterator[ParsedRow]:
    """Yield every row below the heading that holds anything in a known column."""
    start = recognised.heading_row + 1
    for number, cells in enumerate(recognised.sheet.rows[start:], start + 1):
        row = ParsedRow(number, cells)
        known = {each.key: _at(cells, recognised.columns.get(each.key)) for each in recognised.fields}
        if any(clean_text(value) for value in known.values()):
            for each in recognised.fields:
                _read_cell(row, each, known[each.key], recognised)
            yield row


def rejected_workbook(recognised: Recognised, rows: Iterable[ParsedRow], *, title: str) -> bytes:
    """Return the refused rows with every column they came with, and the reasons in the last one.

    It can be mended and uploaded as it is: the reason column of an earlier round is replaced.
    """
    kept = [index for index, text in enumerate(recognised.headings) if text != REASON]
    columns = [Column(str(index), recognised.headings[index]) for index in kept]
    columns.append(Column("reason", REASON, width=60))
    return write_table(columns, _returned(kept, rows), title=title)


def _returned(kept: list[int], rows: Iterable[ParsedRow]) -> Iterator[dict[str, Value]]:
    for row in rows:
        values: dict[str, Value] = {str(index): _at(row.cells, index) for index in kept}
        yield {**values, "reason": "；".join(str(error) for error in row.errors)}


def _read_cell(row: ParsedRow, each: Field, value: Cell, recognised: Recognised) -> None:
    column = recognised.columns.get(each.key)
    heading = each.label if column is None else recognised.headings[column]
    try:
        row.values[each.key] = each.parse(value, heading)
    except CellError as error:
        row.reject(error.text, heading)
        return
    if each.required and row.values[each.key] in (None, ""):
        row.reject("不能为空。", heading)


def _best_row(sheet: Sheet, fields: Sequence[Field]) -> Recognised | None:
    """Return the row among the first that claims the most fields."""
    names = {heading_key(name): each.key for each in fields for name in (each.label, *each.names)}
    best: Recognised | None = None
    for index, row in enumerate(sheet.rows[:HEADING_ROWS]):
        columns: dict[str, int] = {}
        for position, value in enumerate(row):
            key = names.get(heading_key(cell_text(value)))
            if key and key not in columns:
                columns[key] = position
        if columns and (best is None or len(columns) > len(best.columns)):
            headings = tuple(clean_text(value) for value in row)
            best = Recognised(sheet, index, headings, columns, tuple(fields))
    return best


def _missing(recognised: Recognised) -> list[Field]:
    return [each for each in recognised.fields if each.required and each.key not in recognised.columns]


def _at(cells: Row, index: int | None) -> Cell:
    return cells[index] if index is not None and index < len(cells) else None
