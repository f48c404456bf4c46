"""Dates as ledgers write them: 2023.06, 2024年6月底, 2023年四季度, an Excel serial number."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from zz.sheets.read import Cell
from zz.sheets.text import clean_text, half_width
from zz.sheets.values import REMARK, CellError, is_blank

Edge = Literal["start", "end"]

EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119
YEARS = range(1950, 2101)
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
DAYS_IN_THIRD = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
DATE = re.compile(
    r"(?P<year>\d{4})(?:年度?|[-./](?=\d)|(?!\d))"
    r"(?:第?(?P<quarter>[一二三四1-4])季度?|[Qq](?P<q>[1-4])|(?P<half>[上下])半年"
    r"|(?P<month>\d{1,2})(?:月份?|[-./](?=\d)|(?![\d.]))"
    r"(?:(?P<day>\d{1,2})[日号]?(?!\d)|(?P<third>[上中下]旬))?)?"
    r"(?P<edge>年?[底末初]|年?内|以?前(?!后))?"
)
TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
NO_YEAR = re.compile(r"^\(?\D*\)?\d{1,2}月")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
AROUND = re.compile(r"^(?:前后|左右|前|起|开工|竣工|完工|投产|建成)*$")
RANGE = re.compile(r"(?:至|到|—+|–|~|～|-(?=\d{4}))")


class Precision(StrEnum):
    """How exactly a date was given."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day that stands for what was written, how exact it was, and the text itself."""

    date: date
    precision: Precision
    text: str


def parse_date(value: Cell, at: Edge = "start", *, loose: bool = False) -> PartialDate | None:
    """Return the date, or None for a blank cell.

    A period becomes its first or last day as `at` says, unless the text says it (底, 末, 初).
    `loose` takes a date that opens a longer text (“2023-10投产、…”); `text` keeps it all.
    """
    if is_blank(value):
        return None
    text = clean_text(value)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return PartialDate(day, Precision.DAY, day.isoformat())
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _from_number(value, at, text)
    return _from_text(text, at, loose)


def parse_period(value: Cell) -> tuple[PartialDate | None, PartialDate | None]:
    """Split “2021-2025”, “2021年至2025年”, “2023.06—2024.12” into its two ends."""
    text = half_width(clean_text(value)).replace(" ", "")
    halves = RANGE.split(text, maxsplit=1)
    if len(halves) == 2:
        end = halves[1]
        if re.fullmatch(r"\d{1,2}月?[底末]?", end):  # 2023年3月至10月
            end = text[:4] + "年" + end
        return parse_date(halves[0], "start"), parse_date(end, "end")
    return parse_date(value, "start"), parse_date(value, "end")


def _from_number(value: int | Decimal, at: Edge, text: str) -> PartialDate:
    if re.fullmatch(r"\d{4}\.1", text):
        raise CellError(f"“{text}”分不清是1月还是10月：请写成 {text[:4]}-01 或 {text[:4]}-10。")
    if int(value) in SERIALS:
        day = EXCEL_EPOCH + timedelta(days=int(value))
        return PartialDate(day, Precision.DAY, day.isoformat())
    return _from_text(text, at, loose=False)


def _from_text(text: str, at: Edge, loose: bool) -> PartialDate:
    plain = TIME_OF_DAY.sub("", half_width(text)).replace(" ", "")
    if plain.isascii() and plain.isdigit() and len(plain) == 5 and int(plain) in SERIALS:
        return _from_number(int(plain), at, text)
    if compact := COMPACT.match(plain):
        plain = "-".join(part for part in compact.groups() if part)
    plain = plain if loose else REMARK.sub("", plain)
    match = DATE.match(plain)
    if not match or not (loose or AROUND.match(plain[match.end() :])):
        if NO_YEAR.match(plain):
            raise CellError(f"“{text}”没有写年份：请写成 2023-06-01、2023年6月 或 2023年。")
        raise CellError(f"“{text}”不是日期：请写成 2023-06-01、2023年6月 或 2023年。")
    return _dated(match, at, text)


def _dated(match: re.Match[str], at: Edge, text: str) -> PartialDate:
    edge = match["edge"] or ""
    at = "start" if "初" in edge else "end" if re.search("[底末内前]", edge) else at
    try:
        first, last, precision = _span(match)
    except ValueError as error:
        raise CellError(f"“{text}”不是有效的日期：请核对年、月、日。") from error
    return PartialDate(first if at == "start" else last, precision, text)


def _span(match: re.Match[str]) -> tuple[date, date, Precision]:
    """Return the first and last day of the period; ValueError for a month 13 or a day 31 too many."""
    year = int(match["year"])
    if year not in YEARS:
        raise ValueError(year)
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return day, day, Precision.DAY
    if match["month"]:
        return _month_span(year, int(match["month"]), match["third"])
    if quarter := match["quarter"] or match["q"]:
        last = QUARTERS[quarter] * 3
        return date(year, last - 2, 1), _month_end(year, last), Precision.QUARTER
    if match["half"]:
        last = 6 if match["half"] == "上" else 12
        return date(year, last - 5, 1), _month_end(year, last), Precision.HALF
    return date(year, 1, 1), date(year, 12, 31), Precision.YEAR


def _month_span(year: int, month: int, third: str | None) -> tuple[date, date, Precision]:
    first, end = date(year, month, 1), _month_end(year, month)
    if third:
        from_day, to_day = DAYS_IN_THIRD[third]
        return first.replace(day=from_day), min(end, first.replace(day=min(to_day, end.day))), Precision.MONTH
    return first, end, Precision.MONTH


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
