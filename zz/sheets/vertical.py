"""One record a block, label beside value: turned into a table with a row a record."""

from collections.abc import Sequence

from zz.sheets.headings import LOOK_AT, claims, names_of, ways_to_say
from zz.sheets.import_table import Field
from zz.sheets.read import Cell, Row, Sheet
from zz.sheets.text import clean_text

ROWS, WIDEST = 3, 3  # labels stand in at least three rows, and no row has more than three
MOST = 5_000  # rows of a sheet that are looked at
LONGEST = 24
Labels = list[tuple[int, int, str, str]]  # row, column, field, text


def as_table(sheet: Sheet, fields: Sequence[Field]) -> tuple[Sheet, tuple[int, ...]] | None:
    """Return the sheet turned, and the row in Excel where each of its rows begins; None for an ordinary table."""
    names = names_of(fields)
    if any(claims(row, names) > WIDEST for row in sheet.rows[:LOOK_AT]):
        return None
    labels = _labels(sheet, names)
    rows = [row for row, *_ in labels]
    if len(set(rows)) < ROWS or max(map(rows.count, set(rows))) > WIDEST:
        return None
    places = {(row, column) for row, column, *_ in labels}
    if sum((row, column + 1) in places for row, column in places) * 2 >= len(places):
        return None  # labels beside labels: the headings of a narrow table
    name = next((each.key for each in fields if each.required), fields[0].key)
    headings = list(dict.fromkeys(text for _, _, _, text in labels))
    table: list[Row] = [list(headings)]
    numbers = [1]
    for row, column, key, text in labels:
        if key == name or len(table) == 1:
            table.append([None] * len(headings))
            numbers.append(row + 1)
        table[-1][headings.index(text)] = _beside(sheet, row, column)
    return Sheet(sheet.name, table), tuple(numbers)


def _labels(sheet: Sheet, names: dict[str, str]) -> Labels:
    found: Labels = []
    for row, cells in enumerate(sheet.rows[:MOST]):
        for column, value in enumerate(cells):
            text = clean_text(value) if isinstance(value, str) and len(value) <= LONGEST else ""
            key = next((names[way] for way in ways_to_say(text) if way in names), None) if text else None
            if key:
                found.append((row, column, key, text.rstrip(":：")))
    return found


def _beside(sheet: Sheet, row: int, column: int) -> Cell:
    """Return the first filled cell at the right of a label."""
    for value in sheet.rows[row][column + 1 :]:
        if clean_text(value):
            return value
    return None
