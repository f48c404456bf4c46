"""Open a file of readings (csv, xlsx, parquet) and hand it out in batches of rows under our own names of columns."""

import codecs
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from zz.sheets.guard import SheetError
from zz.sheets.read import Sheet, read_table
from zz.sheets.text import cell_text
from zz.voltage.readings.columns import Layout, ReadingError, recognise

BATCH = 60_000  # rows in hand at a time: 6 million values
SUFFIXES = (".csv", ".xlsx", ".xls", ".parquet", ".txt")
DAMAGED = "文件已损坏或没有传完整：请重新导出后再报送。"
WRONG_KIND = "只接收 .csv、.xlsx 和 .parquet 文件：请另存后重新报送。"
EMPTY = "文件里没有数据行：请确认选对了文件，再重新报送。"
HEADING_ROWS = 5


class Readings:
    """A file that has been recognised: `layout` says what it brings, `batches` reads it."""

    def __init__(self, layout: Layout, frame: pl.LazyFrame, made: Path | None = None) -> None:
        self.layout, self._frame, self._made = layout, frame, made
        self._rows: int | None = None

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the rows in order, `BATCH` at a time; a damaged file raises ReadingError half-way."""
        chosen = self._frame.select(pl.col(there).alias(ours) for ours, there in self.layout.columns.items())
        try:
            yield from chosen.collect_batches(chunk_size=BATCH, maintain_order=True)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise ReadingError(DAMAGED) from error

    def rows(self) -> int:
        """Return how many rows there are to read."""
        if self._rows is None:
            try:
                self._rows = int(self._frame.select(pl.len()).collect().item())
            except (pl.exceptions.PolarsError, OSError) as error:
                raise ReadingError(DAMAGED) from error
        return self._rows

    def close(self) -> None:
        """Remove what was made to read the file."""
        if self._made is not None:
            self._made.unlink(missing_ok=True)


def open_readings(path: Path, filename: str, work: Path) -> Readings:
    """Recognise a file; `work` is a folder for what has to be written to read it.

    Raises:
        ReadingError: with the sentence for the person who sent it.
    """
    suffix = Path(filename).suffix.lower()
    if suffix not in SUFFIXES:
        raise ReadingError(WRONG_KIND)
    if path.stat().st_size == 0:
        raise ReadingError(EMPTY)
    try:
        if suffix == ".parquet":
            frame = pl.scan_parquet(path)
            return Readings(recognise(frame.collect_schema().names()), frame)
        if suffix in (".csv", ".txt"):
            return _text(path, work)
        return _workbook(path, filename)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ReadingError(DAMAGED) from error
    except SheetError as error:
        raise ReadingError(str(error)) from None


def _text(path: Path, work: Path) -> Readings:
    made = _as_utf8(path, work)
    with (made or path).open(encoding="utf-8-sig") as file:
        head = file.readline()
    separator = max(",\t;|", key=head.count)
    frame = pl.scan_csv(
        made or path, separator=separator, infer_schema=False, truncate_ragged_lines=True, ignore_errors=False
    )  # fmt: skip
    return Readings(recognise(frame.collect_schema().names()), frame, made)


def _as_utf8(path: Path, work: Path) -> Path | None:
    """Write a file in GB18030 again in UTF-8; None where it is in UTF-8 already."""
    if _decodes(path, "utf-8-sig"):
        return None
    if not _decodes(path, "gb18030"):
        raise ReadingError("认不出这个 CSV 文件的文字编码：请另存为“CSV UTF-8”后重新报送。")
    made = work / f"{path.stem}.utf8.csv"
    with path.open(encoding="gb18030", newline="") as source, made.open("w", encoding="utf-8", newline="") as target:
        while part := source.read(1 << 20):
            target.write(part)
    return made


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while part := file.read(1 << 20):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _workbook(path: Path, filename: str) -> Readings:
    """Read the first sheet that has our headings within its first rows."""
    failure = ReadingError(EMPTY)
    for sheet in read_table(path, filename):
        for top, row in enumerate(sheet.rows[:HEADING_ROWS]):
            try:
                layout = recognise([cell_text(cell) for cell in row])
            except ReadingError as error:
                failure = error if top == 0 else failure
                continue
            return Readings(layout, _frame(sheet, top, layout).lazy())
    raise failure


def _frame(sheet: Sheet, top: int, layout: Layout) -> pl.DataFrame:
    headings = [cell_text(cell) for cell in sheet.rows[top]]
    rows = sheet.rows[top + 1 :]
    columns = {}
    for heading in layout.columns.values():
        index = headings.index(heading)
        columns[heading] = [cell_text(row[index]) if index < len(row) else "" for row in rows]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
