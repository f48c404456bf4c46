"""Parse a workbook in a process of its own: one wrong count in a file makes the parser abort its process.

The child runs this file alone and knows nothing of zz; what it prints is JSON: a line of sheets, then a line a row.
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

MEMORY = 1024 * 1024 * 1024
SECONDS = 15
LOCKED_EXIT = 3


class ParserError(Exception):
    """The child did not bring the workbook back; `locked` when a password is the reason."""

    def __init__(self, locked: bool) -> None:
        super().__init__("locked" if locked else "damaged")
        self.locked = locked


def parse_workbook(data: bytes, max_cells: int) -> list[dict[str, Any]]:
    """Return the sheets as {name, hidden, height, width, start, rows, merged}; rows None beyond `max_cells`.

    The rows are read one by one as they are asked for, sheet after sheet: the whole is never held twice.
    """
    try:
        # -P: the files beside this one must not pass for modules of the standard library.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(Path(__file__).resolve()), str(max_cells)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if done.returncode:
            raise ParserError(done.returncode == LOCKED_EXIT)
        lines = io.BytesIO(done.stdout)
        sheets: list[dict[str, Any]] = json.loads(lines.readline())
    except (subprocess.TimeoutExpired, OSError, ValueError) as error:
        raise ParserError(False) from error
    for sheet in sheets:
        sheet["rows"] = None if sheet["rows"] is None else _rows(lines, sheet["rows"])
    return sheets


def _rows(lines: io.BytesIO, count: int) -> Iterator[list[Any]]:
    for _ in range(count):
        yield json.loads(lines.readline(), object_hook=_revive)


def _revive(found: dict[str, Any]) -> Any:
    if "datetime" in found:
        return datetime.fromisoformat(found["datetime"])
    return date.fromisoformat(found["date"]) if "date" in found else found


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, date) else str(value)


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _child() -> None:
    """Read a workbook from standard input and print it."""
    from python_calamine import CalamineWorkbook, PasswordError

    _limit_memory()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheets = [_described(book, index, int(sys.argv[1])) for index in range(len(book.sheet_names))]
    except PasswordError:
        sys.exit(LOCKED_EXIT)
    rows = [sheet.pop("cells") for sheet in sheets]
    sys.stdout.write(json.dumps(sheets) + "\n")
    for row in (row for cells in rows for row in cells):
        sys.stdout.write(json.dumps(row, default=_plain) + "\n")  # dump() would be the slow encoder


def _described(book: Any, index: int, max_cells: int) -> dict[str, Any]:
    sheet = book.get_sheet_by_index(index)
    fits = sheet.total_height * sheet.total_width <= max_cells
    cells = list(sheet.iter_rows()) if sheet.start and fits else []
    return {
        "cells": cells,
        "name": sheet.name,
        "hidden": not str(book.sheets_metadata[index].visible).endswith(".Visible"),
        "height": sheet.total_height,
        "width": sheet.total_width,
        "start": sheet.start,
        "rows": len(cells) if fits else None,
        "merged": sheet.merged_cell_ranges or [],
    }


if __name__ == "__main__":
    _child()
