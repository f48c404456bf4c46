"""Every way a ledger writes a date."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zz.sheets.dates import EXCEL_EPOCH, Precision, parse_date, parse_period
from zz.sheets.read import Cell
from zz.sheets.values import CellError

DAYS = st.dates(min_value=date(1955, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("typed", "start", "end", "precision"),
    [
        ("2023.06", "2023-06-01", "2023-06-30", "month"),
        ("2023年6月", "2023-06-01", "2023-06-30", "month"),
        ("2022-11", "2022-11-01", "2022-11-30", "month"),
        ("2023-01-30", "2023-01-30", "2023-01-30", "day"),
        ("2023/6/1", "2023-06-01", "2023-06-01", "day"),
        ("2023年6月1日", "2023-06-01", "2023-06-01", "day"),
        ("2023-6-1 12:00:00", "2023-06-01", "2023-06-01", "day"),
        ("２０２３．０６", "2023-06-01", "2023-06-30", "month"),
        ("2024年底", "2024-12-31", "2024-12-31", "year"),
        ("2024年6月底", "2024-06-30", "2024-06-30", "month"),
        ("2023年四季度", "2023-10-01", "2023-12-31", "quarter"),
        ("2023年第4季度", "2023-10-01", "2023-12-31", "quarter"),
        ("2023Q4", "2023-10-01", "2023-12-31", "quarter"),
        ("2021年初", "2021-01-01", "2021-01-01", "year"),
        ("2023年上半年", "2023-01-01", "2023-06-30", "half"),
        ("2023年6月上旬", "2023-06-01", "2023-06-10", "month"),
        ("2024年2月下旬", "2024-02-21", "2024-02-29", "month"),
        ("2023年内", "2023-12-31", "2023-12-31", "year"),
        ("2024年", "2024-01-01", "2024-12-31", "year"),
        ("2024年度", "2024-01-01", "2024-12-31", "year"),
        (2023, "2023-01-01", "2023-12-31", "year"),
        (202306, "2023-06-01", "2023-06-30", "month"),
        ("20230601", "2023-06-01", "2023-06-01", "day"),
        (45597, "2024-11-01", "2024-11-01", "day"),
        ("45597", "2024-11-01", "2024-11-01", "day"),
        (Decimal("45597.75"), "2024-11-01", "2024-11-01", "day"),
        (Decimal("2023.06"), "2023-06-01", "2023-06-30", "month"),
        (Decimal("2023.12"), "2023-12-01", "2023-12-31", "month"),
        (datetime(2023, 6, 1, 8), "2023-06-01", "2023-06-01", "day"),
        ("2019-08(桩基)", "2019-08-01", "2019-08-31", "month"),
        ("2022-02-09前后(虎年首个工作日)", "2022-02-09", "2022-02-09", "day"),
    ],
)
def test_forms(typed: Cell, start: str, end: str, precision: str) -> None:
    for at, day in (("start", start), ("end", end)):
        found = parse_date(typed, at)  # type: ignore[arg-type]
        assert found is not None
        assert (found.date.isoformat(), found.precision) == (day, Precision(precision))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("7月(年份未载)", "没有写年份"),
        ("11月21日", "没有写年份"),
        ("2023-13", "不是有效的日期"),
        ("2023-02-30", "不是有效的日期"),
        (Decimal("2023.1"), "1月还是10月"),
        ("近期", "不是日期"),
        ("2022年底完成一期4万平方米厂房", "不是日期"),
        ("99999", "不是日期"),
        (True, "不是日期"),
        (-5, "不是日期"),
    ],
)
def test_what_is_no_date_gets_a_sentence(typed: Cell, says: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_date(typed)
    assert says in caught.value.text and caught.value.text.endswith("。")


def test_loose_takes_the_date_that_opens_a_sentence_and_keeps_it_all() -> None:
    text = "2023-05验收、2023-06投产"
    found = parse_date(text, "end", loose=True)
    assert found is not None and (found.date, found.text) == (date(2023, 5, 31), text)


@given(DAYS)
def test_a_day_survives_every_way_of_writing(day: date) -> None:
    serial = (day - EXCEL_EPOCH).days
    forms: list[Cell] = [
        day, day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", serial, str(serial), Decimal(serial),
    ]  # fmt: skip
    for form in forms:
        found = parse_date(form)
        assert found is not None and (found.date, found.precision) == (day, Precision.DAY)


@given(DAYS)
def test_a_month_holds_its_days(day: date) -> None:
    text = f"{day.year}年{day.month}月"
    first, last = parse_date(text, "start"), parse_date(text, "end")
    assert first is not None and last is not None and first.date <= day <= last.date


@given(st.one_of(st.text(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False)))
def test_nothing_but_cell_errors(typed: str | int | Decimal) -> None:
    for parse in (parse_date, lambda value: parse_date(value, loose=True), parse_period):
        try:
            parse(typed)
        except CellError as error:
            assert error.text.endswith("。")


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("2021-2025", "2021-01-01", "2025-12-31"),
        ("2021年至2025年", "2021-01-01", "2025-12-31"),
        ("2023.06—2024.12", "2023-06-01", "2024-12-31"),
        ("2023年3月至10月", "2023-03-01", "2023-10-31"),
        ("2023-06-01至2024-06-01", "2023-06-01", "2024-06-01"),
        ("2022", "2022-01-01", "2022-12-31"),
    ],
)
def test_periods(typed: str, start: str, end: str) -> None:
    found = parse_period(typed)
    assert [each.date.isoformat() for each in found if each] == [start, end]
