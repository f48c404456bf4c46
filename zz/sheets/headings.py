"""Headings of real ledgers: found below titles, over one to three rows, and matched to fields by what they say."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zz.sheets.import_table import Field, heading_key
from zz.sheets.read import Row, Sheet
from zz.sheets.text import clean_text, half_width
from zz.sheets.values import money_unit

LOOK_AT = 40  # rows from the top in which a first heading is sought
DEEPEST = 3
LONGEST = 24  # a heading is short
SERIAL = {"序号", "编号", "no", "序", "项目序号"}
GENERIC = {"小计", "合计", "金额", "总额", "投资额", "数额", "总计", "计"}  # says nothing without its group
YEAR = re.compile(r"20\d\d(?=年)(?:年度|年)?")
NEVER_LOOSELY = re.compile(r"电话|联系人|手机|邮箱|网址|来源|是否|占|率|比例|%|序号|类型|原因|月完成|累计")
CORNER = re.compile(r"单位[:：]?\s*\(?(?:人民币)?(亿元|百万元|万元|千元|元)")


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading of a table: its first row, its depth, the text of each column ("组·列" where there are groups)."""

    top: int
    depth: int
    texts: tuple[str, ...]
    columns: dict[str, int]
    serial: int | None


def names_of(fields: Iterable[Field]) -> dict[str, str]:
    """Return the key of a field by each of its compared names."""
    return {heading_key(name): each.key for each in fields for name in (each.label, *each.names)}


def without_year(text: str) -> str:
    """Return a heading without the year it names: 2024年投资计划 → 投资计划."""
    return YEAR.sub("", half_width(text))


def year_in(texts: Iterable[str]) -> int | None:
    """Return the year that the headings speak of, the last one where there are several."""
    found = [int(match[0][:4]) for text in texts for match in YEAR.finditer(half_width(text))]
    return max(found, default=None)


@lru_cache(maxsize=8192)
def ways_to_say(text: str) -> tuple[str, ...]:
    """Return the keys under which a heading is looked up, the most exact first."""
    parts = [heading_key(without_year(part)) for part in text.split("·")]
    found = ["".join(parts)]
    if len(parts) > 1:
        found.append("".join(parts[:-1]) if parts[-1] in GENERIC else parts[-1])
    return tuple(key for key in dict.fromkeys([*found, heading_key(text)]) if key)


def match(texts: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """Return the column of each field: by the exact name, else by the longest name that a heading contains."""
    names = names_of(fields)
    found: dict[str, int] = {}
    for ways in (slice(0, 1), slice(1, None)):
        for index, text in enumerate(texts):
            if index not in found.values():
                _claim(found, index, [names.get(way) for way in ways_to_say(text)[ways]])
    for index, text in enumerate(texts):
        if text and index not in found.values() and not NEVER_LOOSELY.search(half_width(text)):
            _claim(found, index, [_loosely(text, names)])
    return found


def _claim(found: dict[str, int], index: int, keys: Iterable[str | None]) -> None:
    key = next((key for key in keys if key and key not in found), None)
    if key:
        found[key] = index


def _loosely(text: str, names: dict[str, str]) -> str | None:
    key = ways_to_say(text)[0] if ways_to_say(text) else ""
    inside = [name for name in names if len(name) > 2 and name in key and len(key) <= len(name) + 8]
    return names[max(inside, key=len)] if inside else None


def claims(row: Row, names: dict[str, str]) -> int:
    """Return how many fields a row names exactly."""
    short = (clean_text(v) for v in row if isinstance(v, str) and len(v) <= LONGEST * 2)
    found = {names[way] for text in short for way in ways_to_say(text) if way in names}
    return len(found)


def find(sheet: Sheet, fields: Sequence[Field], required: Callable[[dict[str, int]], bool]) -> Headings | None:
    """Return the heading that claims the most fields among the first rows, with everything `required`."""
    names = names_of(fields)
    best: Headings | None = None
    for top, row in enumerate(sheet.rows[:LOOK_AT]):
        if claims(row, names) == 0:
            continue
        headings = at(sheet, top, fields)
        if required(headings.columns) and (best is None or len(headings.columns) > len(best.columns)):
            best = headings
    return best


def at(sheet: Sheet, top: int, fields: Sequence[Field]) -> Headings:
    """Read the heading whose first row is `top`, with the rows below it that only divide its groups."""
    texts = [clean_text(value) for value in sheet.rows[top]]
    depth = 1
    while depth < DEEPEST and top + depth < len(sheet.rows) and _divides(texts, sheet.rows[top + depth], depth):
        texts = _joined(texts, sheet.rows[top + depth])
        depth += 1
    serial = next((i for i, text in enumerate(texts) if heading_key(text) in SERIAL), None)
    return Headings(top, depth, tuple(texts), match(texts, fields), serial)


def _divides(texts: list[str], below: Row, depth: int) -> bool:
    """Tell whether `below` is a row of sub-headings: short words that stand only under groups."""
    filled = [(i, value) for i, value in enumerate(below) if value not in (None, "")]
    if not filled or any(not isinstance(v, str) or len(clean_text(v)) > LONGEST for _, v in filled):
        return False
    width = len(texts)
    taken = {i for i, _ in filled}
    groups = {i for i in taken if i >= width or not texts[i]}
    heads = {_group_of(texts, i) for i in groups}
    return bool(groups) and None not in heads and taken <= groups | heads


def _group_of(texts: list[str], index: int) -> int | None:
    """Return the column whose heading spans `index`: the nearest filled one at its left."""
    return next((i for i in range(min(index, len(texts) - 1), -1, -1) if texts[i]), None)


def _joined(texts: list[str], below: Row) -> list[str]:
    result = list(texts) + [""] * (len(below) - len(texts))
    for index, value in enumerate(below):
        text = clean_text(value)
        group = _group_of(texts, index)
        if text and group is not None:
            result[index] = f"{texts[group]}·{text}"
    return result


def corner_unit(rows: Iterable[Row]) -> str | None:
    """Return the unit that a row above the heading gives for the whole table (“单位：亿元”)."""
    for row in rows:
        for value in row:
            if isinstance(value, str) and (found := CORNER.search(half_width(value))):
                return found.group(1)
    return None


def unit_of(heading: str) -> str | None:
    """Return the money unit that a heading or its group names."""
    return money_unit(heading.replace("_", " "))
