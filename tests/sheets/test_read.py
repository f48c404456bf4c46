"""Reading a workbook: what a clerk uploads comes out as it was typed, what is no workbook gets a sentence."""

import io
import random
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from zz.sheets.guard import MAX_ROWS, OLE, column_letters, column_number
from zz.sheets.read import SheetError, TooLarge, read_table

OLD_WORKBOOK = (Path(__file__).parent / "data" / "small.xls").read_bytes()
ROWS = [
    ["项目名称", "总投资（亿元）", "开工时间", "备注"],
    ["铂威负极材料", 10.55, date(2023, 1, 30), None],
    ["陶瓷产业园", 8, datetime(2022, 2, 14, 9, 30), "跨\n行"],
]


def workbook(rows: list[list[object]] = ROWS, change: Callable[..., object] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def refusal(data: bytes, filename: str = "台账.xlsx") -> str:
    """Return the sentence a file is refused with, within a second (two on a busy machine)."""
    started = time.monotonic()
    with pytest.raises(SheetError) as caught:
        read_table(data, filename)
    assert time.monotonic() - started < 2
    sentence = str(caught.value)
    assert sentence.endswith("。") and sentence.count("。") == 1 and "：" in sentence
    return sentence


def test_values_come_out_as_they_were_typed() -> None:
    (sheet,) = read_table(workbook(), "台账.xlsx")
    assert sheet.rows[1] == ["铂威负极材料", Decimal("10.55"), date(2023, 1, 30), None]
    assert sheet.rows[2] == ["陶瓷产业园", 8, datetime(2022, 2, 14, 9, 30), "跨\n行"]
    assert isinstance(sheet.rows[2][1], int)


def test_row_numbers_are_those_of_excel() -> None:
    def shift(book: openpyxl.Workbook) -> None:
        book.active.insert_rows(1, 3)
        book.active.insert_cols(1, 2)

    (sheet,) = read_table(workbook(change=shift), "台账.xlsx")
    assert sheet.rows[3][2] == "项目名称"
    assert sheet.rows[0] == [None] * 6


def test_merges_and_hidden_sheets_are_told() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active.merge_cells("A5:C6")
        book.create_sheet("底稿").append(["x"])
        book["底稿"].sheet_state = "hidden"
        book.create_sheet("空表")

    first, second = read_table(workbook(change=change), "台账.xlsx")
    assert first.merged == (((4, 0), (5, 2)),)
    assert (first.hidden, second.hidden, second.name) == (False, True, "底稿")


def test_empty_styled_cells_far_out_do_not_count() -> None:
    def style(book: openpyxl.Workbook) -> None:
        book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)

    (sheet,) = read_table(workbook(change=style), "台账.xlsx")
    assert len(sheet.rows) == 3


def test_old_workbook_reads_the_same() -> None:
    (sheet,) = read_table(OLD_WORKBOOK, "台账.xls")
    assert sheet.rows[1] == ["铂威负极材料", Decimal("10.5"), date(2023, 1, 30)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_usual_encoding(encoding: str) -> None:
    text = '项目名称,总投资,身份证\r\n"醴陵,陶瓷",8亿元,430281199001011234\r\n\r\n'
    (sheet,) = read_table(text.encode(encoding), "台账.csv")
    assert sheet.rows == [["项目名称", "总投资", "身份证"], ["醴陵,陶瓷", "8亿元", "430281199001011234"]]


def test_csv_from_a_path_with_tabs(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称\t金额\n甲\t1,000\n", encoding="utf-8")
    assert read_table(path, path.name)[0].rows[1] == ["甲", "1,000"]


@pytest.mark.parametrize(
    ("data", "filename", "says"),
    [
        (b"", "a.xlsx", "空的"),
        (b" \r\n", "a.csv", "空的"),
        (b",,\n", "a.csv", "没有任何内容"),
        (workbook()[:900], "a.xlsx", "没有传完整"),
        (workbook()[:-30], "a.xlsx", "没有传完整"),
        (OLD_WORKBOOK[:2000], "a.xls", "没有传完整"),
        (b"%PDF-1.7 ...", "a.xlsx", "PDF"),
        (b"\xff\xd8\xff\xe0 ...", "a.xlsx", "图片"),
        (b"<html><table></table></html>", "a.xls", "网页"),
        (b"MZ\x90\0\x03", "a.csv", "认不出"),
        ("名称".encode(), "a.docx", "认不出"),
        (b"\x81\x00\xff", "a.csv", "认不出"),
        (b"a,b\n\xff\xff\xff", "a.csv", "文字编码"),
        (b"PK\x05\x06" + bytes(18), "a.xlsx", "没有 Excel 表格"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "密码"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.xls", "Word"),
        (OLE + bytes(600), "a.xls", "损坏"),
        (b"a\n" * (MAX_ROWS + 1), "a.csv", "超过上限"),
    ],
)
def test_what_is_no_workbook_gets_a_sentence(data: bytes, filename: str, says: str) -> None:
    assert says in refusal(data, filename)


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with pytest.raises(TooLarge, match="超过 20 MB"):
        read_table(path, path.name)


def test_bomb_is_refused_by_what_it_claims() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(300):
                part.write(bytes(1024 * 1024))
    assert "大得不正常" in refusal(stream.getvalue())


def test_bomb_is_refused_though_its_directory_lies() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(64 * 1024 * 1024))
    data = bytearray(stream.getvalue())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    assert "大得不正常" in refusal(bytes(data))


def test_two_cells_in_opposite_corners_are_refused() -> None:
    def corner(book: openpyxl.Workbook) -> None:
        book.active["XFD1048576"] = 1

    assert "第 1048576 行、XFD 列" in refusal(workbook(change=corner))


@pytest.mark.parametrize(
    "data",
    [
        b'<sheetData><row r="900000"><c><v>1</v></c></row></sheetData>',
        b"<x:sheetData><x:row r='1'><x:c r='ZZZ1' t='s'><x:v>1</x:v></x:c></x:row></x:sheetData>",
        b"<sheetData><row>" + b"<c/>" * 600 + b"<c><v>1</v></c></row></sheetData>",
    ],
)
def test_extent_is_found_however_it_is_written(data: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        return data if name.endswith("sheet1.xml") else content

    assert "超过上限" in refusal(repacked(workbook(), change))


def test_count_that_would_abort_the_parser_is_survived() -> None:
    """A table of shared strings that claims two thousand million makes the parser reserve 50 GB."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write_string(0, 0, "项目名称")

    def claim(_name: str, content: bytes) -> bytes:
        return content.replace(b'uniqueCount="1"', b'uniqueCount="2147483647"')

    assert "已损坏" in refusal(repacked(stream.getvalue(), claim))


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bits_of_a_workbook(seed: int) -> None:
    survives(workbook(), "台账.xlsx", random.Random(seed))  # noqa: S311


@pytest.mark.parametrize("seed", range(25))
def test_flipped_bits_of_an_old_workbook(seed: int) -> None:
    survives(OLD_WORKBOOK, "台账.xls", random.Random(seed))  # noqa: S311


@pytest.mark.parametrize("seed", range(25))
def test_flipped_bits_inside_the_parts(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311

    def change(_name: str, content: bytes) -> bytes:
        return flipped(content, chance) if chance.random() < 0.4 else content

    survives(repacked(workbook(), change), "台账.xlsx", chance, again=False)


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def survives(data: bytes, filename: str, chance: random.Random, again: bool = True) -> None:
    """Read it or refuse it with a sentence; nothing else is allowed to happen."""
    try:
        read_table(flipped(data, chance) if again else data, filename)
    except SheetError as error:
        assert str(error).endswith("。")


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")])
def test_column_letters(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert column_number(letters.encode()) == number
