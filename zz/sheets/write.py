"""Write a printable workbook from a stream of rows."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zz.clock import local
from zz.sheets.guard import SheetError
from zz.sheets.text import INVISIBLE

Kind = Literal["text", "money", "int", "number", "percent", "date", "datetime"]
Value = str | int | float | Decimal | date | datetime | bool | None

LAST_ROW = 1_048_000
LONGEST_TEXT = 32_767
CUT = "…（原文过长，已截断）"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9
NARROWEST, WIDEST = 6, 48
NUMBER_FORMATS: dict[str, str] = {
    "text": "@",
    "money": "#,##0.00##",
    "int": "#,##0",
    "number": "General",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
FIXED_WIDTHS = {"date": 11.5, "datetime": 16.5}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` finds the value in a row. money is 万元, percent a fraction (0.142)."""

    key: str
    label: str
    kind: Kind = "text"
    width: float | None = None


def write_table(
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Value]],
    *,
    title: str,
    subtitle: str | None = None,
    sums: Mapping[str, Value] | None = None,
    sheet_name: str = "Sheet1",
) -> bytes:
    """Return an xlsx: title, heading row, the rows, and a 合计 row of `sums` by column key.

    Rows are consumed one by one; texts are never formulas, and keep exactly what they say.
    """
    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        table = _Table(book, book.add_worksheet(sheet_name), columns)
        table.head(title, subtitle)
        for row in rows:
            table.add(row)
        table.close(sums, title)
    return stream.getvalue()


class _Table:
    """The sheet under construction: where the next row goes and how wide each column has become."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
        self.sheet = sheet
        self.columns = columns
        self.row = 0
        self.heading_row = 0
        # A column whose width is given is not measured.
        self.widths = [WIDEST if column.width else _text_width(column.label) + 3 for column in columns]
        self.formats = _formats(book)

    def head(self, title: str, subtitle: str | None) -> None:
        last = max(len(self.columns) - 1, 0)
        for text, style in ((title, "title"), (subtitle, "subtitle")):
            if not text:
                continue
            if last:
                self.sheet.merge_range(self.row, 0, self.row, last, "", self.formats[style])
            self.sheet.write_string(self.row, 0, text, self.formats[style])
            self.row += 1
        self.heading_row = self.row
        for index, column in enumerate(self.columns):
            self.sheet.write_string(self.row, index, column.label, self.formats["heading"])
        self.row += 1

    def add(self, row: Mapping[str, Value], style: str = "") -> None:
        if self.row > LAST_ROW:
            raise SheetError("要导出的行数超过一张工作表能放下的数量：请先筛选，再分几次导出。")
        for index, column in enumerate(self.columns):
            self._put(index, column, row.get(column.key), style)
        self.row += 1

    def close(self, sums: Mapping[str, Value] | None, title: str) -> None:
        last_row, last = max(self.row - 1, self.heading_row), max(len(self.columns) - 1, 0)
        self.sheet.autofilter(self.heading_row, 0, last_row, last)
        if sums:
            first = {self.columns[0].key: "合计"}
            self.add({**first, **sums}, "sum_")
        for index, column in enumerate(self.columns):
            fixed = column.width or FIXED_WIDTHS.get(column.kind)
            width = fixed or min(max(self.widths[index] + 1, NARROWEST), WIDEST)
            self.sheet.set_column(index, index, width)
        self.sheet.freeze_panes(self.heading_row + 1, 0)
        _print_setup(self.sheet, self.heading_row, title)

    def _put(self, index: int, column: Column, value: Value, style: str) -> None:
        if value is None or value == "":
            self.sheet.write_blank(self.row, index, None, self.formats[style + "text"])
            return
        if isinstance(value, datetime):
            moment = local(value) if value.tzinfo else value
            self.sheet.write_datetime(
                self.row, index, moment.replace(tzinfo=None), self._look(column, "datetime", style)
            )
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)
            self.sheet.write_datetime(self.row, index, moment, self._look(column, "date", style))
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self.sheet.write_number(self.row, index, value, self._look(column, "number", style))
            self.widths[index] = max(self.widths[index], len(f"{value:,.2f}"))
        else:
            self._put_text(index, value, style)

    def _look(self, column: Column, kind: Kind, style: str) -> Format:
        """Return the column's own format; a text column shows other values as what they are."""
        return self.formats[style + (kind if column.kind == "text" else column.kind)]

    def _put_text(self, index: int, value: str | bool, style: str) -> None:
        text = ("是" if value else "否") if isinstance(value, bool) else INVISIBLE.sub("", value)
        if len(text) > LONGEST_TEXT:
            text = text[: LONGEST_TEXT - len(CUT)] + CUT
        kind = "quoted" if text.startswith(FORMULA_SIGNS) else "text"
        self.sheet.write_string(self.row, index, text, self.formats[style + kind])
        if self.widths[index] < WIDEST:
            self.widths[index] = max(self.widths[index], *map(_text_width, text.splitlines()), 0)


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    base = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
    kinds: dict[str, dict[str, object]] = {kind: {"num_format": pattern} for kind, pattern in NUMBER_FORMATS.items()}
    # The quote prefix keeps a text that begins like a formula a text, even when it is edited.
    kinds["quoted"] = {"num_format": "@", "quote_prefix": True}
    formats = {kind: book.add_format(base | look) for kind, look in kinds.items()}
    total = {"bold": True, "bg_color": "#F2F2F2"}
    formats |= {f"sum_{kind}": book.add_format(base | look | total) for kind, look in kinds.items()}
    heading = {"bold": True, "bg_color": "#E8EDF3", "align": "center", "valign": "vcenter"}
    formats["heading"] = book.add_format(base | heading)
    formats["title"] = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    formats["subtitle"] = book.add_format({"align": "right", "font_color": "#595959"})
    return formats


def _print_setup(sheet: Worksheet, heading_row: int, title: str) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(0, heading_row)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title.replace('&', '&&')[:100]}&R第 &P 页，共 &N 页")


def _text_width(text: str) -> int:
    """Return the width in Latin characters; a Chinese one takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text[: WIDEST + 1])
