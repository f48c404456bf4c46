"""Names are found however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zz.projects.naming import name_key, search_key, search_text

FOUND = search_text("醴陵（船湾）服饰产业园A区", "2209-430281-04-01-118204", "宏地置业集团")


@pytest.mark.parametrize(
    "typed",
    [
        "船湾", "服饰产业园", "llcw", "LLCW", "lilingchuanwan", "118204", "2209-430281", "220943028104", "宏地",
        "hdzy", "hongdi", "Ａ区", "醴陵(船湾)", "醴陵（船湾）",
    ],
)  # fmt: skip
def test_a_project_is_found_by_name_code_owner_pinyin_and_initials(typed: str) -> None:
    assert search_key(typed) in FOUND


def test_spellings_do_not_run_into_each_other() -> None:
    assert search_key("园a区2209") not in FOUND
    assert search_text("", None, "") == ""


@pytest.mark.parametrize("other", ["醴陵(船湾)服饰 产业园", "醴陵（船湾）服饰产业园", "醴陵船湾服饰产业园"])
def test_two_ways_to_write_a_name_have_one_key(other: str) -> None:
    assert name_key(other) == name_key("醴陵（船湾）服饰产业园")


@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    assert len(name_key(text)) <= 200
    search_text(text, text, text)
