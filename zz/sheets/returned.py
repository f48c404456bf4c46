"""Refused rows in the workbook they came in: same titles, headings and sections, a reason at the end of each row."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from zz.sheets.import_table import REASON
from zz.sheets.ledger import Block
from zz.sheets.lines import Explain, Line, LineKind
from zz.sheets.read import Cell, Row
from zz.sheets.text import INVISIBLE

ABOVE = {LineKind.SECTION, LineKind.GROUP}


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused row: the table it stands in, its row in Excel, and why."""

    block: int
    number: int
    reason: str


def workbook_of(blocks: Sequence[Block], refused: Iterable[Refused], explain: Explain) -> bytes:
    """Return the refused rows so that they can be mended and uploaded as they are."""
    reasons: dict[int, dict[int, str]] = {}
    for one in refused:
        reasons.setdefault(one.block, {})[one.number] = one.reason
    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        look = _Look(book)
        for index, block in enumerate(blocks):
            if index in reasons:
                _write(book, look, block, f"退回{index + 1}", reasons[index], explain)
    return stream.getvalue()


class _Look:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        self.plain = book.add_format(base)
        self.text = book.add_format(base | {"num_format": "@", "quote_prefix": True})
        self.day = book.add_format(base | {"num_format": "yyyy-mm-dd"})
        self.head = book.add_format(base | {"bold": True, "bg_color": "#E8EDF3"})
        self.reason = book.add_format(base | {"font_color": "#9C2A22"})


def _write(
    book: xlsxwriter.Workbook, look: _Look, block: Block, name: str, reasons: dict[int, str], explain: Explain
) -> None:
    sheet = book.add_worksheet(name)
    kept = [i for i, text in enumerate(block.headings.texts) if text != REASON]
    sheet.set_column(0, max(len(kept) - 1, 0), 14)
    sheet.set_column(len(kept), len(kept), 60)
    at = 0
    for row in block.sheet.rows[block.begin : block.headings.top]:
        _put(sheet, look, at, [_cell(row, i) for i in range(len(row))], look.plain)
        at += 1
    for row in block.sheet.rows[block.headings.top : block.first]:
        _put(sheet, look, at, [_cell(row, i) for i in kept], look.head)
        if at == block.headings.top - block.begin:
            sheet.write_string(at, len(kept), REASON, look.head)
        at += 1
    waiting: list[Line] = []
    for line in block.lines(explain):
        if line.kind in ABOVE:
            waiting.append(line)
        elif line.kind == LineKind.RECORD and line.number in reasons:
            for above in waiting:
                _put(sheet, look, at, [_cell(above.cells, i) for i in kept], look.plain)
                at += 1
            waiting = []
            _put(sheet, look, at, [_cell(line.cells, i) for i in kept], look.plain)
            sheet.write_string(at, len(kept), reasons[line.number], look.reason)
            at += 1
    sheet.freeze_panes(block.first - block.begin, 0)


def _cell(row: Row, index: int) -> Cell:
    return row[index] if index < len(row) else None


def _put(sheet: Any, look: _Look, at: int, cells: Sequence[Cell], style: Any) -> None:
    for column, value in enumerate(cells):
        if value is None or value == "":
            continue
        if isinstance(value, date):
            moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
            sheet.write_datetime(at, column, moment.replace(tzinfo=None), look.day)
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            sheet.write_number(at, column, value, style)
        else:
            text = INVISIBLE.sub("", str(value))[:32_767]
            danger = text.startswith(("=", "+", "-", "@", "\t", "\r"))
            sheet.write_string(at, column, text, look.text if danger else style)
