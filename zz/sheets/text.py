"""Cell texts made plain: full width to half width, stray white space out."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from zz.sheets.read import Cell

# U+FF01–U+FF5E are the ASCII marks at full width; U+3000 is the full-width space.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
BREAK_IN_CHINESE = re.compile(r"(?<=[^\x00-\xff])[ \t]*[\r\n]+[ \t]*(?=[^\x00-\xff])")


def half_width(text: str) -> str:
    """Turn full-width letters, digits, marks and spaces into their ASCII twins."""
    return text.translate(HALF_WIDTH)


def cell_text(value: Cell) -> str:
    """Say a cell's value as a person would type it; an empty cell is ''."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def clean_text(value: Cell, *, multiline: bool = False) -> str:
    """Return the text without invisible marks and outer or doubled white space.

    A line broken inside a Chinese word (“建设\\n地点”) is joined; `multiline` keeps the breaks.
    """
    text = INVISIBLE.sub("", cell_text(value)).replace("\u00a0", " ").replace("\u3000", " ")
    if multiline:
        lines = (" ".join(line.split()) for line in text.splitlines())
        return "\n".join(lines).strip()
    return " ".join(BREAK_IN_CHINESE.sub("", text).split())


def matching_key(text: str) -> str:
    """Return the text as compared when two files name one thing: letters and digits only."""
    plain = unicodedata.normalize("NFKC", clean_text(text)).casefold()
    return "".join(character for character in plain if character.isalnum())
