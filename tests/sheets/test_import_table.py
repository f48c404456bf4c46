"""The skeleton of an import: headings found, cells judged, refused rows returned and mended."""

from datetime import date
from decimal import Decimal

import pytest

from zz.sheets.import_table import (
    REASON,
    Field,
    as_date,
    as_int,
    as_money,
    parse_rows,
    recognise,
    rejected_workbook,
)
from zz.sheets.read import Row, Sheet, SheetError, read_table

FIELDS = [
    Field("name", "项目名称", names=("项目名", "工程名称"), required=True),
    Field("total", "总投资", as_money, names=("项目总投资", "投资额")),
    Field("start", "开工时间", as_date("start")),
    Field("workers", "用工人数", as_int),
]
ROWS: list[Row] = [
    ["醴陵市重点项目清单", None, None],
    ["序号", "工程\n名称", "项目总投资（亿元）", "开工时间", "备注"],
    [1, "陶瓷产业园", Decimal("8.1"), "2023年6月", "x"],
    [None, None, None, None, "只有备注"],
    [2, "服饰产业园", "2000万件", "2023-02-30", "y"],
    [3, None, 1, None, None],
]


def test_heading_row_is_found_below_the_title() -> None:
    found = recognise([Sheet("说明", [["填表说明"]]), Sheet("表", ROWS)], FIELDS)
    assert (found.sheet.name, found.heading_row) == ("表", 1)
    assert found.columns == {"name": 1, "total": 2, "start": 3}
    assert found.unknown == ["序号", "备注"]


def test_rows_carry_values_and_errors_by_cell() -> None:
    good, bad, nameless = parse_rows(recognise([Sheet("表", ROWS)], FIELDS))
    assert (good.number, good.errors) == (3, [])
    assert good.values["total"] == 81000 and good.values["start"].date == date(2023, 6, 1)
    assert good.values["workers"] is None
    assert [(error.row, error.column) for error in bad.errors] == [(5, "项目总投资（亿元）"), (5, "开工时间")]
    assert str(nameless.errors[0]) == "“工程名称”：不能为空。"


def test_missing_required_column_is_named() -> None:
    with pytest.raises(SheetError, match="缺少“项目名称”列"):
        recognise([Sheet("表", [["总投资", "开工时间"]])], FIELDS)
    with pytest.raises(SheetError, match="没有找到表头"):
        recognise([Sheet("表", [["甲", "乙"]])], FIELDS)


def test_refused_rows_come_back_and_can_be_sent_again() -> None:
    found = recognise([Sheet("表", ROWS)], FIELDS)
    rows = [row for row in parse_rows(found) if row.errors]
    rows[1].reject("与第 3 行重复。")
    data = rejected_workbook(found, rows, title="未导入的行")
    sheets = read_table(data, "a.rejected.xlsx")
    again = recognise(sheets, FIELDS)
    assert again.headings[-1] == REASON and again.columns == found.columns
    returned = list(parse_rows(again))
    assert [row.cells[:5] for row in returned] == [row.cells[:5] for row in rows]
    assert "2000万件" in str(returned[0].cells[-1]) and "重复" in str(returned[1].cells[-1])
    twice = recognise(read_table(rejected_workbook(again, returned, title="未导入的行"), "b.xlsx"), FIELDS)
    assert twice.headings.count(REASON) == 1
