"""A superior's blank form: kept once with its columns mapped, then filled and returned in their own layout."""

import copy
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zz.accounts.models import User
from zz.db import db
from zz.imports.kinds import Kind
from zz.imports.models import BlankForm
from zz.imports.verbs import FORM_ADDED, FORM_REMOVED
from zz.journal import record
from zz.sheets.guard import SheetError, column_letters
from zz.sheets.ledger import Block, recognise_all
from zz.sheets.read import read_table
from zz.sheets.text import INVISIBLE
from zz.sheets.values import UNITS

LARGEST = 5 * 1024 * 1024
NOT_XLSX = "上级的表样请用 .xlsx 格式：在 Excel 或 WPS 中另存为 .xlsx 后再上传。"
BROKEN = "这个表样打不开：请在 Excel 或 WPS 中另存为 .xlsx 后再上传。"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NAMES = 100


def recognise(kind: Kind, data: bytes, filename: str) -> Block:
    """Return the one table of an empty form; SheetError says why it cannot serve."""
    if not filename.lower().endswith(".xlsx"):
        raise SheetError(NOT_XLSX)
    block = recognise_all(read_table(data, filename, max_bytes=LARGEST), kind.fillable).blocks[0]
    if block.numbers:
        raise SheetError("这个表样每个项目占一块，暂不能自动填写：请用每个项目占一行的表样。")
    _open(data)
    return block


def _open(data: bytes) -> Any:
    import openpyxl  # large, and used for forms only
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(io.BytesIO(data))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise SheetError(BROKEN) from error


def add(kind: Kind, block: Block, data: bytes, name: str, *, unit_id: int, by: User, at: datetime) -> BlankForm:
    """Keep an empty form with its columns as they were recognised."""
    serial = {"serial": block.headings.serial} if block.headings.serial is not None else {}
    form = BlankForm(
        kind=kind.key, unit_id=unit_id, name=name[:NAMES], data=data, sheet=block.sheet.name, top=block.headings.top,
        depth=block.headings.depth, headings=list(block.headings.texts), columns=block.columns | serial,
        units={str(i): block.unit(i) or "万元" for i in block.columns.values()}, created_by_id=by.id, created_at=at,
    )  # fmt: skip
    db.session.add(form)
    db.session.flush()
    record(FORM_ADDED, form, by=by, at=at, name=form.name)
    return form


def map_columns(kind: Kind, form: BlankForm, chosen: Mapping[int, str], units: Mapping[int, str]) -> None:
    """Take the clerk's columns; the serial number stays where it was found."""
    keys = {each.key for each in kind.fillable}
    serial = {"serial": form.columns["serial"]} if "serial" in form.columns else {}
    form.columns = {key: i for i, key in chosen.items() if key in keys} | serial
    form.units = dict(form.units) | {str(i): unit for i, unit in units.items() if unit in UNITS}


def remove(form: BlankForm, *, by: User, at: datetime) -> None:
    """Forget a form."""
    record(FORM_REMOVED, form, by=by, at=at, name=form.name)
    db.session.delete(form)


def forms(kind: str, unit_ids: Sequence[int]) -> Sequence[BlankForm]:
    """Return a unit's forms by name."""
    query = select(BlankForm).where(BlankForm.kind == kind, BlankForm.unit_id.in_(unit_ids))
    return db.session.scalars(query.order_by(BlankForm.name, BlankForm.id)).all()


def form(form_id: int, kind: str, unit_ids: Sequence[int]) -> BlankForm | None:
    """Return one form of these units."""
    query = select(BlankForm).where(BlankForm.id == form_id, BlankForm.kind == kind, BlankForm.unit_id.in_(unit_ids))
    return db.session.scalars(query).first()


def fill(kind: Kind, form: BlankForm, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the form with a row for each of `rows` (values by field), everything else as it came."""
    book = _open(form.data)
    sheet = book[form.sheet]
    first = form.top + form.depth + 1
    filled = list(rows)
    _make_room(sheet, first, len(filled), form.columns)
    money = {each.key for each in kind.fillable if each.money}
    for number, row in enumerate(filled):
        _style(sheet, first, first + number, len(form.headings))
        for key, index in form.columns.items():
            value = number + 1 if key == "serial" else row.get(key)
            if key in money and value is not None:
                value = Decimal(value) / UNITS[form.units.get(str(index), "万元")]
            _put(sheet.cell(first + number, index + 1), value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _make_room(sheet: Any, first: int, needed: int, columns: Mapping[str, int]) -> None:
    """Move what stands below the empty rows (sums, signatures, notes) down, as far as the rows need."""
    serial = columns.get("serial", -1) + 1
    last = first
    while last <= sheet.max_row and all(c.value is None or c.column == serial for c in sheet[last]):
        last += 1
    extra = needed - (last - first)
    if extra <= 0 or last > sheet.max_row:
        return
    below = [area for area in list(sheet.merged_cells.ranges) if area.min_row >= last]
    for area in below:
        sheet.unmerge_cells(str(area))
    heights = {row: sheet.row_dimensions[row].height for row in range(last, sheet.max_row + 1)}
    sheet.move_range(f"A{last}:{column_letters(sheet.max_column)}{sheet.max_row}", rows=extra)
    for area in below:
        area.shift(row_shift=extra)
        sheet.merge_cells(str(area))
    for row, height in heights.items():
        sheet.row_dimensions[row + extra].height = height


def _style(sheet: Any, model: int, row: int, width: int) -> None:
    """Give a row the look of the form's first empty row."""
    if row == model:
        return
    for column in range(1, width + 1):
        source, target = sheet.cell(model, column), sheet.cell(row, column)
        target._style = copy.copy(source._style)
    sheet.row_dimensions[row].height = sheet.row_dimensions[model].height


def _put(cell: Any, value: Any) -> None:
    """Write a value; a text is never a formula."""
    if value is None or value == "":
        return
    if isinstance(value, Decimal | int | date):
        cell.value = value
        if isinstance(value, date) and cell.number_format == "General":
            cell.number_format = "yyyy-mm-dd"
        return
    text = INVISIBLE.sub("", str(value))[:32_767]
    cell.value = text
    cell.data_type = "s"
    if text.startswith(FORMULA):
        look = copy.copy(cell.alignment)
        cell.quotePrefix = True
        cell.alignment = look
