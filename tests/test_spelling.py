"""Spellings are pypinyin's, though its phrases are kept otherwise."""

import json
import os
import subprocess
import sys

from zz.spelling import _phrases, name_key, spellings

ASK = """
import json, sys
from pypinyin import lazy_pinyin
print(json.dumps([lazy_pinyin(name, v_to_u=False, errors=list) for name in json.load(sys.stdin)]))
"""
NAMES = [
    "重庆路改造",
    "渌江集团（长沙）",
    "银行长行",
    "A1区厂房ｂ２",
    "绿色女装",
    "〇二四医院",
    "还乡河调度中心",
    "朝阳区参差不齐",
]


def as_pypinyin_has_it(names: list[str]) -> list[list[str]]:
    """Ask the library in a process of its own, with its own phrases."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    asked = subprocess.run(
        [sys.executable, "-c", ASK], input=json.dumps(names), capture_output=True, text=True, check=True, env=env
    )
    return [["".join(parts), "".join(part[0] for part in parts)] for parts in json.loads(asked.stdout)]


def test_names_are_spelt_as_pypinyin_spells_them() -> None:
    phrases = sorted(_phrases())
    otherwise = [phrase for phrase, syllables in _phrases().items() if syllables]
    names = [name_key(name) for name in NAMES] + otherwise
    names += [a + b + c for a, b, c in zip(phrases[::23], phrases[7::19], phrases[3::17], strict=False)]
    assert len(otherwise) > 3_000
    assert [spellings(name) for name in names] == as_pypinyin_has_it(names)
