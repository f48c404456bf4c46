"""What each line of a ledger is: a record, or a section, group, sum, note or repeated heading that imports nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zz.labels import LabelledEnum
from zz.sheets.headings import Headings
from zz.sheets.read import Cell, Row
from zz.sheets.text import clean_text, half_width, matching_key

NUMERAL = "一二三四五六七八九十"
ENUMERATED = (
    re.compile(rf"^第?[{NUMERAL}]+(?:[、.．:：]|部分)"),
    re.compile(rf"^\([{NUMERAL}]+\)"),
    re.compile(r"^(?:——|—|--)"),
)
ALONE_NUMERAL = re.compile(rf"^\(?[{NUMERAL}]+\)?[、.]?$")
SUM = re.compile(r"^(?:小计|合计|总计|共计|总合计)[:：]?|(?:小计|合计|总计)[:：]?$")
NOTE = re.compile(r"^(?:备?注|说明|填报?说明|填表人|制表|审核人|单位负责人|填报单位)\d*[:：、.]?")
COUNTED = re.compile(r"(?:\(|,|，|共|^.{2,20}?)(\d+)\s*[个项](?:项目)?\)?$")
LONG = 60
FIGURES = re.compile(r"^[-+]?[\d,.]+%?$|^—+$|^-+$")


class LineKind(LabelledEnum):
    """What a line is to an import."""

    RECORD = "record", "数据行"
    TITLE = "title", "标题说明"
    HEADING = "heading", "表头"
    SECTION = "section", "分类行"
    GROUP = "group", "分组行"
    SUM = "sum", "小计合计"
    NOTE = "note", "备注说明"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a line that stands alone says of the records below: cell values by field, and how deep it divides."""

    level: int
    values: Mapping[str, str] = field(default_factory=dict)
    group: bool = False


Explain = Callable[[str], Meaning | None]


@dataclass(slots=True)
class Line:
    """A line: its number in Excel, what it is, its cells, and what sections and groups above say of it."""

    number: int
    kind: LineKind
    cells: Row
    text: str
    given: Mapping[str, str] = field(default_factory=dict)


def nothing(text: str) -> Meaning | None:
    """Explain no word: only enumeration tells a section."""
    return None


class Reader:
    """Tells the lines of one table apart, and carries down what its sections say."""

    def __init__(self, headings: Headings, explain: Explain) -> None:
        self.headings, self.explain = headings, explain
        self.known = frozenset(headings.columns.values())
        texts = ((i, headings.texts[i]) for i in self.known)
        self.said = {i: {"".join(part.split()) for part in (text, *text.split("·"))} for i, text in texts}
        self.levels: dict[int, Mapping[str, str]] = {}
        self.groups: dict[str, str] = {}
        self.first = True

    def read(self, number: int, cells: Row) -> Line | None:
        """Return what a line is; None for an empty one."""
        filled = [(i, text) for i, value in enumerate(cells) if (text := clean_text(value))]
        if not filled:
            return None
        kind, meaning = self._judge(cells, filled)
        self.first = False
        if meaning is not None:
            self._descend(meaning)
        text = filled[0][1] if kind != LineKind.SECTION else "".join(t for _, t in filled if not FIGURES.match(t))
        given = {k: v for values in (self.groups, *self.levels.values()) for k, v in values.items()}
        return Line(number, kind, cells, text, given if kind == LineKind.RECORD else {})

    def _judge(self, cells: Row, filled: list[tuple[int, str]]) -> tuple[LineKind, Meaning | None]:
        if self._repeats(cells) or (self.first and self._numbers(filled)):
            return LineKind.HEADING, None
        if self._sums(filled):
            return LineKind.SUM, None
        words = [(i, text) for i, text in filled if not FIGURES.match(text)]
        if (meaning := self._alone(cells, words)) is not None:
            return (LineKind.GROUP if meaning.group else LineKind.SECTION), meaning
        if self._notes(filled, words):
            return LineKind.NOTE, None
        return LineKind.RECORD, None

    def _alone(self, cells: Row, words: list[tuple[int, str]]) -> Meaning | None:
        """Return the meaning of a line with one text and no serial number."""
        serial = self.headings.serial
        number = clean_text(cells[serial]) if serial is not None and serial < len(cells) else ""
        if number and ALONE_NUMERAL.match(half_width(number)) and len(words) == 2:
            text = f"{number.rstrip('、.')}、{words[1][1]}"
        elif len(words) == 1 and (not number or words[0][0] == serial):
            text = words[0][1]
        else:
            return None
        plain = half_width(text)
        meaning = self.explain(plain)
        level = next((n for n, pattern in enumerate(ENUMERATED, 1) if pattern.match(plain)), None)
        if level is None and meaning is None and serial is not None and COUNTED.search(plain):
            level = len(ENUMERATED)
        if level is None:
            return meaning
        return Meaning(level, meaning.values if meaning and not meaning.group else {})

    def _descend(self, meaning: Meaning) -> None:
        if meaning.group:
            self.groups |= meaning.values
            return
        self.levels = {level: v for level, v in self.levels.items() if level < meaning.level}
        self.levels[meaning.level] = meaning.values
        if meaning.level == 1:
            self.groups = {}

    def _repeats(self, cells: Row) -> bool:
        width = len(cells)
        same = 0
        for index, said in self.said.items():
            value = cells[index] if index < width else None
            if isinstance(value, str) and "".join(value.split()) in said:
                same += 1
        return same > 1

    def _numbers(self, filled: list[tuple[int, str]]) -> bool:
        """Tell whether the first line only numbers the columns: 1 2 3 …, 甲 乙 1 2 …"""
        figures = [text for _, text in filled if text.isdecimal()]
        return (
            len(filled) > 2
            and all(text.isdecimal() or text in "甲乙丙丁戊" for _, text in filled)
            and [int(t) for t in figures] == list(range(int(figures[0]), int(figures[0]) + len(figures)))
        )

    def _sums(self, filled: list[tuple[int, str]]) -> bool:
        name = self.headings.columns.get("name")
        text = next((t for i, t in filled if i == name), None)
        first = filled[0][1] if text is None else text
        return len(first) <= LONGEST_SUM and bool(SUM.search(matching_key(first)))

    def _notes(self, filled: list[tuple[int, str]], words: list[tuple[int, str]]) -> bool:
        if not any(i in self.known for i, _ in filled):
            return True
        first = filled[0][1]
        return len(filled) == 1 and (bool(NOTE.match(first)) or len(first) > LONG)


LONGEST_SUM = 16


def declared(text: str) -> int | None:
    """Return how many records a section says it has: (一)续建项目35项 → 35."""
    found = COUNTED.search(half_width(text))
    return int(found.group(1)) if found else None


def value_at(cells: Row, index: int | None) -> Cell:
    """Return a cell, None where the row is shorter."""
    return cells[index] if index is not None and index < len(cells) else None


def plain_row(row: Any) -> Row:
    """Return a copy that may be changed."""
    return list(row)
