"""Names as they are compared and searched: the normalised key, full pinyin, initials."""

import os
import re
import unicodedata
from functools import lru_cache

os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")  # nobody changes its dictionaries: 5 MB less

from pypinyin import Style, lazy_pinyin  # noqa: E402

_SEPARATORS = re.compile(r"[^\w]+|_")


def printable(text: str | None) -> str:
    """Return `text` without control signs (PostgreSQL takes no NUL) and without blanks around it."""
    return "".join(c for c in text or "" if c.isprintable()).strip()


def name_key(name: str) -> str:
    """Return `name` without width, case, spaces and punctuation: two spellings of one name have one key."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", name)).lower()[:200]


@lru_cache(maxsize=4096)
def spellings(text: str) -> list[str]:
    """Return the full pinyin and the initials of `text`, letters and digits kept: 渌江 → lujiang, lj."""
    # What has no pinyin comes marked with a blank, which no name key contains: it is its own initial.
    parts = lazy_pinyin(name_key(text), style=Style.NORMAL, v_to_u=False, errors=lambda rest: f" {rest}")
    initials = "".join(part[1:] if part[0] == " " else part[0] for part in parts)
    return ["".join(parts).replace(" ", ""), initials]


def search_key(text: str) -> str:
    """Return what was typed as a search column spells it: lower case, half width, trimmed."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def search_lines(*parts: str) -> str:
    """Return `parts` as a search column holds them: lower-cased, one a line, so that none runs into the next."""
    folded = (search_key(part) for part in parts)
    return "\n".join(dict.fromkeys(part for part in folded if part))
