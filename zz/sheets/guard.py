"""What is checked before a workbook is parsed: its kind, size, container and true extent."""

import re
from enum import StrEnum
from pathlib import Path

from zz.files.archive import ArchiveError, Fault, contents, directory

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 4_000_000

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
RESAVE = "请在 Excel 或 WPS 中打开并另存为 .xlsx 后再上传。"
TEXT_NAMES = {".csv", ".txt", ".tsv", ".xls"}
# A row or cell tag: (row number) | (is a cell, column letters, row number, has content).
TAG = re.compile(
    rb"<(?:\w+:)?(?:row(?=[\s/>])(?:[^>]*?\sr=[\"'](\d{1,9}))?"
    rb"|(c)(?=[\s/>])(?:[^>]*?\sr=[\"']([A-Z]{1,3})(\d{1,9}))?"
    rb"[^>]*(?:(?<=/)>|(?<!/)>(?=\s*(<(?!/))?)))"
)
FAULTS = {
    Fault.BROKEN: "文件已损坏或没有传完整：请重新下载或另存为 .xlsx 后再上传。",
    Fault.ENCRYPTED: "工作簿设了打开密码，系统读不了：请去掉密码另存后再上传。",
    Fault.BOMB: "文件解压后大得不正常，为安全起见没有打开：" + RESAVE,
}
# How a file that is no workbook begins, and what it is called.
OTHERS = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"{\\rtf", "Word 文档"),
)


class SheetError(Exception):
    """A file that cannot be read; the text is one sentence for the person who sent it."""


class TooLarge(SheetError):
    """A file or sheet beyond the limits."""


class Format(StrEnum):
    """The kinds of file that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "csv"


def size_of(source: Path | bytes) -> int:
    """Return the size in bytes without reading a file."""
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def recognise(data: bytes, filename: str) -> Format:
    """Tell the kind by content, which counts for more than the name."""
    if not data.strip():
        raise SheetError("文件是空的：请确认选对了文件，再重新上传。")
    if data.startswith((ZIP, b"PK\x05\x06")):
        return Format.XLSX
    if data.startswith(OLE):
        return Format.XLS
    for start, name in OTHERS:
        if data.startswith(start):
            raise SheetError(f"这是{name}，不是表格：请上传 .xlsx、.xls 或 .csv 文件。")
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        raise SheetError("这其实是一个网页文件，只是名字像表格：" + RESAVE)
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if Path(filename).suffix.lower() not in TEXT_NAMES or (b"\0" in data and not utf16):
        raise SheetError("认不出这个文件：请上传 .xlsx、.xls 或 .csv 文件。")
    return Format.TEXT


def check_container(data: bytes, form: Format) -> None:
    """Refuse an encrypted, broken, oversized or foreign container."""
    if form is Format.XLS:
        _check_ole(data)
        return
    try:
        names = {entry.filename for entry in directory(data)}
        _check_names(names)
        for _, content in contents(data):
            _check_extent(content)
    except ArchiveError as error:
        raise SheetError(FAULTS[error.fault]) from error


def _check_names(names: set[str]) -> None:
    if any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return
    if any(name.startswith("word/") for name in names):
        raise SheetError("这是 Word 文档，不是表格：请把其中的表格复制到 Excel，另存为 .xlsx 后再上传。")
    raise SheetError("这个压缩文件里没有 Excel 表格：请上传 .xlsx、.xls 或 .csv 文件。")


def _check_ole(data: bytes) -> None:
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        raise SheetError(FAULTS[Fault.ENCRYPTED])
    if _utf16("WordDocument") in data:
        raise SheetError("这是 Word 文档，不是表格：请把其中的表格复制到 Excel，另存为 .xlsx 后再上传。")
    if _utf16("Workbook") not in data and _utf16("Book") not in data:
        raise SheetError(FAULTS[Fault.BROKEN])


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _check_extent(content: bytes) -> None:
    """Refuse a sheet whose cells span more than we hold.

    The parser reserves the whole rectangle, so two cells in opposite corners would exhaust memory.
    """
    if b"sheetData" not in content:
        return
    row = column = bottom = right = 0
    for tag in TAG.finditer(content):
        number, is_cell, letters, cell_row, filled = tag.groups()
        if not is_cell:
            row, column = int(number) if number else row + 1, 0
            continue
        column = column_number(letters) if letters else column + 1
        row = int(cell_row) if cell_row else row
        if not filled:
            continue
        bottom, right = max(bottom, row), max(right, column)
        if bottom > MAX_ROWS or right > MAX_COLUMNS or bottom * right > MAX_CELLS:
            raise too_wide("", bottom, right)


def column_number(letters: bytes) -> int:
    """Turn A, B … XFD into 1, 2 … 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """Turn 1, 2 … 16384 into A, B … XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def too_wide(name: str, rows: int, columns: int) -> TooLarge:
    """Say which corner of the sheet is beyond the limits."""
    where = f"工作表“{name}”" if name else "有一张工作表"
    return TooLarge(
        f"{where}的内容延伸到第 {rows} 行、{column_letters(columns)} 列，超过上限"
        f"（{MAX_ROWS} 行、{MAX_COLUMNS} 列）：请删去多余的行列，或拆成几个文件后再上传。"
    )
