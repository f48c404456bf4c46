"""Read xlsx, xls and csv into plain rows, refusing what would hurt before it is parsed."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from zz.sheets.guard import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Format,
    SheetError,
    TooLarge,
    check_container,
    recognise,
    size_of,
    too_wide,
)
from zz.sheets.parser import ParserError, parse_workbook

Cell = str | int | Decimal | date | datetime | bool | None
Row = list[Cell]
Merge = tuple[tuple[int, int], tuple[int, int]]

ENCODINGS = ("utf-8-sig", "gb18030")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ",\t;"
DAMAGED = "文件已损坏，读不出内容：请在 Excel 或 WPS 中打开并另存为 .xlsx 后再上传。"
LOCKED = "工作簿设了打开密码，系统读不了：请去掉密码另存后再上传。"
NO_ENCODING = "认不出这个 CSV 文件的文字编码：请用 Excel 另存为“CSV UTF-8（逗号分隔）”或 .xlsx 后再上传。"
NOTHING = "工作簿里没有任何内容：请填好数据后再上传。"

__all__ = ["Cell", "Row", "Sheet", "SheetError", "TooLarge", "read_table"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows from the first row and column on, so that row 1 of Excel is `rows[0]`.

    `merged` holds ((row, column), (row, column)), both ends included, from 0.
    """

    name: str
    rows: list[Row]
    merged: tuple[Merge, ...] = ()
    hidden: bool = False


def read_table(source: Path | bytes, filename: str, *, max_bytes: int = MAX_BYTES) -> list[Sheet]:
    """Read every non-empty sheet; raise SheetError with one sentence for the person who sent it.

    Whole numbers arrive as int, others as the Decimal that was typed; texts of a csv stay text.
    """
    if size_of(source) > max_bytes:
        raise TooLarge(f"文件超过 {max_bytes // 1024 // 1024} MB：请拆成几个文件后分别上传。")
    data = source if isinstance(source, bytes) else source.read_bytes()
    form = recognise(data, filename)
    if form is Format.TEXT:
        sheets = [Sheet(Path(filename).stem, _text_rows(data))]
    else:
        check_container(data, form)
        sheets = _workbook(data)
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise SheetError(NOTHING)
    return sheets


def _workbook(data: bytes) -> list[Sheet]:
    try:
        found = parse_workbook(data, MAX_CELLS)
    except ParserError as error:
        raise SheetError(LOCKED if error.locked else DAMAGED) from error
    return [_sheet(each) for each in found]


def _sheet(found: dict[str, Any]) -> Sheet:
    _check_size(found["name"], found["height"], found["width"])
    rows = _rows(found["rows"] or (), (found["start"] or (0, 0))[1])
    return Sheet(found["name"], rows, _merges(found["merged"]), found["hidden"])


def _rows(rows: Iterable[Iterable[object]], first_column: int) -> list[Row]:
    margin: Row = [None] * first_column
    same: dict[str, str] = {}  # ledgers say the same words over and over: each is held once
    return _trimmed(margin + [_cell(value, same) for value in row] for row in rows)


def _merges(found: Iterable[Any]) -> tuple[Merge, ...]:
    return tuple(((top, left), (bottom, right)) for (top, left), (bottom, right) in found)


def _check_size(name: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise too_wide(name, rows, columns)


def _cell(value: object, same: dict[str, str]) -> Cell:
    """Turn what the parser gives into our own few types."""
    if isinstance(value, str):
        return same.setdefault(value, value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        if not isfinite(value):
            return None
        return int(value) if value.is_integer() else Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, int | date):
        return value
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value) if not isinstance(value, timedelta) else str(value.total_seconds() / 86400)


def _trimmed(rows: Iterable[Row]) -> list[Row]:
    """Drop the empty rows at the end and make '' and None one thing."""
    kept: list[Row] = []
    end = 0
    for row in rows:
        kept.append([None if value == "" else value for value in row])
        if any(value is not None for value in kept[-1]):
            end = len(kept)
    return kept[:end]


def _text_rows(data: bytes) -> list[Row]:
    text = _decoded(data)
    head = text[:4096].split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        return _trimmed(_limited(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as error:
        raise SheetError(DAMAGED) from error


def _limited(rows: Iterable[list[str]]) -> Iterator[Row]:
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > MAX_ROWS or len(row) > MAX_COLUMNS or cells > MAX_CELLS:
            raise too_wide("CSV", number, len(row))
        yield list(row)


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(UTF16_MARKS) else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(NO_ENCODING)
