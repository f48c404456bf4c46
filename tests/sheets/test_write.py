"""Writing a workbook: figures stay figures, texts stay texts, the sheet prints."""

import io
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zz.sheets.read import read_table
from zz.sheets.write import Column, Value, write_table

COLUMNS = [
    Column("name", "项目名称"),
    Column("total", "总投资（万元）", "money"),
    Column("lag", "滞后", "percent"),
    Column("on", "开工", "date"),
    Column("at", "更新于", "datetime"),
]
ROW: dict[str, Value] = {
    "name": "=HYPERLINK(1)",
    "total": Decimal("12345.678901"),
    "lag": Decimal("0.142"),
    "on": date(2023, 1, 30),
    "at": datetime(2023, 9, 14, 1, 0, tzinfo=UTC),
}


def opened(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_what_is_written_reads_back_exactly() -> None:
    data = write_table(COLUMNS, [ROW], title="在建项目", subtitle="单位：万元", sums={"total": Decimal("1.5")})
    rows = read_table(data, "a.xlsx")[0].rows
    assert rows[0][0] == "在建项目" and rows[1][0] == "单位：万元"
    assert rows[2] == [column.label for column in COLUMNS]
    local = datetime(2023, 9, 14, 9, 0)
    assert rows[3] == ["=HYPERLINK(1)", Decimal("12345.678901"), Decimal("0.142"), date(2023, 1, 30), local]
    assert rows[4][:2] == ["合计", Decimal("1.5")]


def test_figures_are_formatted_and_formulas_are_texts() -> None:
    sheet = opened(write_table(COLUMNS, [ROW], title="在建项目"))
    name, total, lag, on, _at = sheet[3]
    assert (name.data_type, name.quotePrefix) in {("s", True), ("inlineStr", True)}
    assert (total.data_type, total.number_format) == ("n", "#,##0.00##")
    assert (lag.number_format, on.number_format) == ("0.0%", "yyyy-mm-dd")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", "http://a.cn", "0012"])
def test_no_text_becomes_anything_else(text: str) -> None:
    data = write_table([Column("a", "甲")], [{"a": text}], title="表")
    cell = opened(data)["A3"]
    assert cell.data_type != "f" and cell.hyperlink is None
    assert cell.value == text


def test_sheet_prints_on_a4_with_its_heading_on_every_page() -> None:
    sheet = opened(write_table(COLUMNS, [ROW], title="R&D 项目"))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.freeze_panes == "A3" and sheet.auto_filter.ref == "A2:E3"
    assert "R&&D" in sheet.oddFooter.left.text


def test_widths_follow_the_data_within_bounds() -> None:
    rows: list[dict[str, Value]] = [{"a": "字" * 10, "b": "字" * 500, "c": 1}]
    columns = [Column("a", "甲"), Column("b", "乙"), Column("c", "丙", "int")]
    sheet = opened(write_table(columns, rows, title="表"))
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert 20 < widths[0] < 24 and 45 < widths[1] < 50 and widths[2] < 10


def test_too_long_a_text_says_that_it_was_cut() -> None:
    cell = opened(write_table([Column("a", "甲")], [{"a": "字" * 40_000}], title="表"))["A3"]
    assert str(cell.value).endswith("已截断）")


def test_empty_table_is_a_table() -> None:
    assert read_table(write_table(COLUMNS, [], title="空"), "a.xlsx")[0].rows[1][0] == "项目名称"


def test_values_in_a_text_column_stay_what_they_are() -> None:
    rows: list[dict[str, Value]] = [
        {"a": 12.5},
        {"a": date(2023, 1, 30)},
        {"a": True},
        {"a": None},
        {"a": "x"},
    ]
    found = read_table(write_table([Column("a", "甲")], rows, title="表"), "a.xlsx")[0].rows[2:]
    assert found == [[Decimal("12.5")], [date(2023, 1, 30)], ["是"], [None], ["x"]]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1), min_size=1))
def test_any_text_survives(texts: list[str]) -> None:
    data = write_table([Column("a", "甲")], ({"a": text} for text in texts), title="表")
    assert [row[0] for row in read_table(data, "a.xlsx")[0].rows[2:]] == texts


def test_twenty_thousand_rows_stream() -> None:
    def rows() -> Iterator[dict[str, Value]]:
        for number in range(20_000):
            yield {
                **{f"k{i}": Decimal(number) for i in range(6)},
                **{f"k{i}": "醴陵经开区" for i in range(6, 12)},
            }

    columns = [Column(f"k{i}", f"列{i}", "money" if i < 6 else "text") for i in range(12)]
    started = time.process_time()
    data = write_table(columns, rows(), title="全部项目")
    assert time.process_time() - started < 5
    assert len(data) < 5_000_000
