"""What a clerk types for money, counts, identifiers and texts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zz.sheets.text import cell_text, clean_text, half_width, matching_key
from zz.sheets.values import CellError, money_unit, parse_id_text, parse_int, parse_money, parse_number

FEN = st.integers(min_value=-(10**12), max_value=10**12)
ANYTHING = st.one_of(st.text(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.booleans())


@pytest.mark.parametrize(
    ("typed", "unit", "wan"),
    [
        ("10亿元", None, "100000"),
        ("约100亿元(一期20亿元)", None, "1000000"),
        ("一期约14亿元", None, "140000"),
        ("6.5亿元（首期近6.5亿元）", None, "65000"),
        ("12,107万元", None, "12107"),
        ("12，107 万元", None, "12107"),
        ("１２．５万元", None, "12.5"),
        ("3000万", "亿元", "3000"),
        ("1亿2000万元", None, "12000"),
        ("￥1,000元", None, "0.1"),
        (Decimal("8.1"), "亿元", "81000"),
        (Decimal("0.30000000000000004"), "万元", "0.3"),
        ("8.1", "亿元", "81000"),
        (12107, "万元", "12107"),
        ("总投资约3亿元", None, "30000"),
        ("-5万元", None, "-5"),
    ],
)
def test_money(typed: str | int | Decimal, unit: str | None, wan: str) -> None:
    assert parse_money(typed, unit) == Decimal(wan)


NO_MONEY = (
    "2000万件", "5万亩", "8-10亿元", "100万美元", "1,2万元", "1万亿元", "2023年", "万元", "12", True, "1万2亿元",
    "9" * 30 + "亿元",
)  # fmt: skip


@pytest.mark.parametrize("typed", NO_MONEY)
def test_what_is_no_money(typed: str | bool) -> None:
    with pytest.raises(CellError) as caught:
        parse_money(typed)
    assert caught.value.text.endswith("。")


@pytest.mark.parametrize("typed", [None, "", "  ", "—", "/", "无", "待定"])
def test_blank_is_none(typed: str | None) -> None:
    assert parse_money(typed) is parse_int(typed) is parse_id_text(typed) is None


@given(FEN)
def test_money_survives_being_written_out(fen: int) -> None:
    wan = Decimal(fen) / 1_000_000
    assert parse_money(f"{wan:f}万元") == wan
    assert parse_money(f"{wan:,f}", "万元") == wan
    assert parse_money(f"{fen / Decimal(100):f}元") == wan


@given(ANYTHING)
def test_parsers_raise_nothing_but_cell_errors(typed: str | int | Decimal | bool) -> None:
    for parse in (parse_money, parse_number, parse_int, parse_id_text):
        try:
            parse(typed)
        except CellError as error:
            assert error.text.endswith("。")


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("总投资（亿元）", "亿元"),
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("总投资", None),
        ("合同额（美元）", None),
    ],
)
def test_unit_of_a_heading(heading: str, unit: str | None) -> None:
    assert money_unit(heading) == unit


def test_int_bounds() -> None:
    assert parse_int("１,２００", minimum=0) == 1200
    assert parse_int(Decimal("12.0")) == 12
    for bad in ("1.5", "-1", "十", "1e5", "501"):
        with pytest.raises(CellError):
            parse_int(bad, minimum=0, maximum=500)


def test_long_number_for_an_identifier_is_refused_with_the_remedy() -> None:
    for lost in (430281199001011168, "4.30281E+17"):
        with pytest.raises(CellError, match="文本格式后重新录入"):
            parse_id_text(lost, "身份证号")
    assert parse_id_text(" 43028119900101123x ") == "43028119900101123X"
    assert parse_id_text(2023001) == "2023001"
    with pytest.raises(CellError, match="不该有的字符"):
        parse_id_text("4302'81")


def test_texts_are_cleaned() -> None:
    assert clean_text("建设\n地点") == "建设地点"
    assert clean_text("\ufeff 湖南　铂威\u200b 公司 ") == "湖南 铂威 公司"
    assert clean_text("一\r\n 二  三", multiline=True) == "一\n二 三"
    assert clean_text(None) == ""
    assert cell_text(Decimal("1E+2")) == "100"
    assert half_width("ＡＢＣ（１２）　") == "ABC(12) "


def test_names_are_matched_by_letters_and_digits() -> None:
    assert matching_key("醴陵（船湾）服饰产业园 ") == matching_key("醴陵(船湾)服饰\n产业园")
    assert matching_key("Ａ区2期") != matching_key("A区3期")


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert matching_key(matching_key(text)) == matching_key(text)
