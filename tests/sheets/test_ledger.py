"""Ledgers of every shape are recognised: headings, units, sections, groups, sums, notes, blocks side by side."""

from decimal import Decimal
from typing import Any

import pytest

from zz.projects.import_kind import sections
from zz.projects.ledger_columns import FIELDS
from zz.sheets.guard import SheetError
from zz.sheets.ledger import Block, recognise_all
from zz.sheets.lines import LineKind
from zz.sheets.read import Row, Sheet


def blocks(*rows: Row, merged: Any = ()) -> tuple[Block, ...]:
    return recognise_all([Sheet("表", list(rows), merged)], FIELDS).blocks


def records(block: Block) -> list[dict[str, Any]]:
    return [block.parse(line).values for line in block.lines(sections) if line.kind == LineKind.RECORD]


def kinds(block: Block) -> list[str]:
    return [line.kind.label for line in block.lines(sections)]


def test_unit_comes_from_heading_corner_or_cell() -> None:
    heading: Row = ["项目名称", "总投资", "年度计划投资（万元）"]
    (block,) = blocks(["清单"], [None, None, "单位：亿元"], heading, ["甲", 1, 500], ["乙", "3000万元", "2亿元"])
    assert [(r["total_investment"], r["annual_plan"]) for r in records(block)] == [(10_000, 500), (3_000, 20_000)]


def test_counts_that_are_no_money_are_refused() -> None:
    (block,) = blocks(["项目名称", "总投资（万元）"], ["甲", "2000万件"])
    (line,) = [line for line in block.lines(sections) if line.kind == LineKind.RECORD]
    assert [error.key for error in block.parse(line).errors] == ["total_investment"]


def test_sections_set_stage_and_category() -> None:
    (block,) = blocks(
        ["序号", "项目名称", "总投资（万元）"],
        ["一", "产业类", 100],
        [None, "续建项目", None],
        [1, "甲", 1],
        [None, "(二)前期及谋划项目2项", None],
        [2, "乙", 1],
        [None, "计划竣工项目", None],
        [3, "丙", 1],
        ["合计", None, 3],
        ["注：本表由发改局填报", None, None],
    )  # fmt: skip
    assert [(r["name"], r["stage"].label) for r in records(block)] == [("甲", "在建"), ("乙", "前期"), ("丙", "在建")]
    assert kinds(block) == [
        "表头", "分类行", "分类行", "数据行", "分类行", "数据行", "分类行", "数据行", "小计合计", "备注说明",
    ]  # fmt: skip


def test_a_project_alone_in_its_row_is_no_section() -> None:
    (block,) = blocks(["项目名称", "总投资（万元）"], ["醴陵城市综合体项目", None], ["市第二中学续建工程", None])
    assert [r["name"] for r in records(block)] == ["醴陵城市综合体项目", "市第二中学续建工程"]


def test_groups_give_unit_or_county() -> None:
    (block,) = blocks(
        ["序号", "项目名称", "建设内容"], [None, "市住建局", None], [1, "甲", "x"], [None, "攸县", None], [2, "乙", "y"]
    )
    first, second = records(block)
    assert first["responsible_unit"] == "市住建局" and second["county"] == "攸县"


def test_merged_cells_are_filled_down_but_never_money() -> None:
    merged = (((1, 1), (2, 1)), ((1, 2), (2, 2)))
    (block,) = blocks(
        ["项目名称", "责任单位", "总投资（万元）"], ["甲", "住建局", 9], ["乙", None, None], merged=merged
    )
    assert [(r["responsible_unit"], r["total_investment"]) for r in records(block)] == [("住建局", 9), ("住建局", None)]


def test_two_tables_in_a_sheet_and_a_repeated_heading() -> None:
    first: Row = ["项目名称", "总投资（万元）", "建设内容"]
    upper, lower = blocks(
        first, ["甲", 1, "x"], first, ["乙", 2, "y"], ["工程名称", "总投资（亿元）", "责任单位"], ["丙", 3, "局"]
    )
    assert [r["total_investment"] for b in (upper, lower) for r in records(b)] == [1, 2, Decimal(30_000)]


def test_one_project_a_block_with_labels_beside() -> None:
    (block,) = blocks(
        ["项目名称", "甲"], ["总投资（亿元）", 2], ["责任单位", "住建局"], [None],
        ["项目名称", "乙"], ["总投资（亿元）", 3], ["责任单位", "水利局"],
    )  # fmt: skip
    assert [(r["name"], r["total_investment"]) for r in records(block)] == [("甲", 20_000), ("乙", 30_000)]
    assert [line.number for line in block.lines(sections) if line.kind == LineKind.RECORD] == [1, 5]


def test_owner_is_taken_out_of_a_mixed_cell() -> None:
    (block,) = blocks(["项目单位及名称", "建设内容"], ["湖南铂威公司\n负极材料项目", "x"])
    (row,) = records(block)
    assert (row["name"].name, row["name"].owner) == ("负极材料项目", "湖南铂威公司")


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("建设主体", "owner_name"), ("项目（法人）单位", "owner_name"), ("隶属区县", "county"),
        ("概算总投资", "total_investment"),
        ("2024年计划投资（万元）", "annual_plan"), ("主责单位", "responsible_unit"), ("年计划形象进度", "goal"),
        ("拟建设规模", "content"), ("建设起止时间", "period"), ("九大领域", "industry"),
        ("季度项目进度", "physical_progress"),
    ],
)  # fmt: skip
def test_observed_headings_are_known(heading: str, key: str) -> None:
    (block,) = blocks(["项目名称", "存在问题", heading], ["甲", "x", None])
    assert block.columns.get(key) == 2


def test_sheets_without_a_table_are_named() -> None:
    found = recognise_all([Sheet("说明", [["填表说明"]]), Sheet("表", [["项目名称", "总投资"], ["甲", 1]])], FIELDS)
    assert found.others == (("说明", 1),)
    with pytest.raises(SheetError, match="没有找到表头"):
        recognise_all([Sheet("表", [["甲", "乙"]])], FIELDS)
