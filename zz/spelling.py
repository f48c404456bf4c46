"""Names as they are compared and searched: the normalised key, full pinyin, initials."""

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

# Its phrases as it keeps them take 45 MB: `_phrases` keeps the same ones in 7.
os.environ |= {"PYPINYIN_NO_PHRASES": "true", "PYPINYIN_NO_DICT_COPY": "true"}

from pypinyin import Style, lazy_pinyin  # noqa: E402
from pypinyin.contrib.tone_convert import to_normal  # noqa: E402

_PHRASE = re.compile(r'"([^"]+)":\s*\[((?:\s*\[[^\]]*\],?)+)\s*\]')
_FIRST_READING = re.compile(r'\[\s*"([^"]*)"')
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
    parts = list(_syllables(name_key(text)))
    return ["".join(parts), "".join(part[0] for part in parts)]


def _syllables(text: str) -> Iterator[str]:
    """Yield how each sign is read in the longest phrase that begins with it, as pypinyin does; else the sign alone."""
    phrases = _phrases()
    while text:
        sizes = range(min(_longest(), len(text)), 1, -1)
        word = next((text[:size] for size in sizes if text[:size] in phrases), text[0])
        yield from phrases.get(word) or map(_syllable, word)
        text = text[len(word) :]


@cache
def _longest() -> int:
    return max(map(len, _phrases()))


@lru_cache(maxsize=8192)
def _syllable(sign: str) -> str:
    """Return how a sign is read outside a phrase; what is no Chinese sign stays as it is."""
    return lazy_pinyin(sign, style=Style.NORMAL, v_to_u=False, errors=str)[0]


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """Return pypinyin's phrases, with their syllables where these are not those of the single signs."""
    found: dict[str, tuple[str, ...]] = {}
    plain = cache(lambda reading: to_normal(reading, v_to_u=False))
    text = (files("pypinyin") / "phrases_dict.json").read_text("utf-8")
    for entry in _PHRASE.finditer(text):  # one by one: read as a whole it takes what is to be saved here
        syllables = tuple(map(plain, _FIRST_READING.findall(entry[2])))
        found[entry[1]] = () if syllables == tuple(map(_syllable, entry[1])) else syllables
    return found


def search_key(text: str) -> str:
    """Return what was typed as a search column spells it: lower case, half width, trimmed."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def search_lines(*parts: str) -> str:
    """Return `parts` as a search column holds them: lower-cased, one a line, so that none runs into the next."""
    folded = (search_key(part) for part in parts)
    return "\n".join(dict.fromkeys(part for part in folded if part))
