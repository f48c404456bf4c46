"""Pieces of a cell: figures as they are read, everything escaped."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from zz.web import cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("32000.00"), "32,000"),
        (Decimal("0.50"), "0.5"),
        (Decimal(0), "0"),
        (Decimal("-1234.56"), "-1,234.56"),
        (None, "—"),
    ],
)
def test_money_shows_no_more_decimals_than_it_needs(value: Decimal | None, text: str) -> None:
    assert cells.money(value) == text


def test_meter_stays_within_its_track_and_omits_nothing_done() -> None:
    assert 'width="100%" height="6" rx="3"/><rect class="tick" x="99%"' in cells.meter(250, 100)
    assert 'class="value"' not in cells.meter(0)


def test_a_light_carries_its_word_and_explains_itself() -> None:
    yellow = SimpleNamespace(value="yellow", label="黄")
    shown = cells.light(yellow, "滞后序时 <14.2> 个百分点", long=True)
    assert "zz-light-amber" in shown
    assert "黄灯" in shown
    assert shown.count("&lt;14.2&gt;") == 2
    assert "details" not in cells.light(yellow)


def test_what_people_typed_is_escaped() -> None:
    text = '<b>&"'
    for shown in (cells.two_lines(text, text, text, text), cells.chip(text), cells.meter(1, label=text)):
        assert text not in shown
