"""How the cells of a project ledger read: members of our lists, dates that may be vague, names mixed with owners."""

import re
from dataclasses import dataclass
from typing import Any

from zz.labels import LabelledEnum
from zz.projects.vocabulary import Nature, Stage, YearCategory
from zz.sheets.dates import Edge, PartialDate, Precision, parse_date, parse_period
from zz.sheets.read import Cell
from zz.sheets.text import clean_text, half_width
from zz.sheets.values import CellError, is_blank, parse_number

DASHES = {"", "-", "—", "——", "/", "无"}
OWNER = re.compile(r"(?:公司|集团|厂|局|委员会|管委会|办公室|中心|医院|学校|银行|合作社|人民政府|指挥部)$")
MIXED = re.compile(r"\s*[\r\n]+\s*|\s*[:：]\s*|\s{2,}")
# What ledgers call the years' categories and our stages besides our own words, the telling ones first.
CATEGORY_WORDS = (
    ("竣工", YearCategory.PLANNED_FINISH), ("投产", YearCategory.PLANNED_FINISH), ("完工", YearCategory.PLANNED_FINISH),
    ("新开工", YearCategory.PLANNED_START),
    ("计划开工", YearCategory.PLANNED_START), ("拟开工", YearCategory.PLANNED_START),
    ("续建", YearCategory.CONTINUED), ("预备", YearCategory.RESERVE), ("储备", YearCategory.RESERVE),
)  # fmt: skip
STAGE_WORDS = (
    ("前期", Stage.PRELIMINARY), ("谋划", Stage.PLANNING), ("在谈", Stage.PLANNING), ("储备", Stage.PLANNING),
    ("预备", Stage.PLANNING), ("签约", Stage.PLANNING), ("续建", Stage.UNDER_CONSTRUCTION),
    ("在建", Stage.UNDER_CONSTRUCTION), ("计划竣工", Stage.UNDER_CONSTRUCTION), ("拟竣工", Stage.UNDER_CONSTRUCTION),
    ("计划投产", Stage.UNDER_CONSTRUCTION), ("新开工", Stage.PRELIMINARY), ("拟开工", Stage.PRELIMINARY),
    ("计划开工", Stage.PRELIMINARY), ("已竣工", Stage.COMPLETED), ("竣工", Stage.COMPLETED), ("完工", Stage.COMPLETED),
    ("建成", Stage.COMPLETED), ("投产", Stage.COMPLETED), ("建设中", Stage.UNDER_CONSTRUCTION),
)  # fmt: skip


class Written(str):
    """A date that no calendar day stands for: kept as it was written, in the remark."""


@dataclass(frozen=True)
class Named:
    """A project's name where the cell also holds its owner."""

    name: str
    owner: str


@dataclass(frozen=True)
class Period:
    """The years of 建设起止年限, as far as they are given; `text` is how zz writes them."""

    start: int | None
    end: int | None

    @property
    def text(self) -> str:
        return period_text(self.start, self.end)


def period_text(start: int | None, end: int | None) -> str:
    """Return “2021-2025”, “2024-”; “” where neither year is known."""
    return f"{start or ''}-{end or ''}" if start or end else ""


def as_named(value: Cell, heading: str) -> str | Named:
    """Parse a name, and take the owner out of a cell that holds both on two lines or around a colon."""
    halves = [part for part in MIXED.split(clean_text(value, multiline=True)) if part]
    if len(halves) == 2 and ("单位" in heading or OWNER.search(halves[0]) or OWNER.search(halves[1])):
        first, second = halves
        if OWNER.search(second) and not OWNER.search(first):
            return Named(first, second)
        if OWNER.search(first):
            return Named(second, first)
    return clean_text(value)


def as_ledger_date(at: Edge) -> Any:
    """Return a parser of dates that keeps what it cannot read instead of refusing the row."""

    def parse(value: Cell, heading: str) -> PartialDate | Written | None:
        try:
            return parse_date(value, at, loose=True)
        except CellError:
            return Written(clean_text(value))

    return parse


def as_period(value: Cell, heading: str) -> Period | None:
    """Parse the years of 建设起止年限; None where it names none (“24个月”)."""
    if is_blank(value):
        return None
    try:
        start, end = parse_period(value)
    except CellError:
        years = [int(year) for year in re.findall(r"(?:19|20)\d\d", half_width(clean_text(value)))]
        return Period(years[0], years[1] if len(years) > 1 else None) if years else None
    single = start is not None and end is not None and not re.search(r"[-—–~～至到]", clean_text(value))
    return Period(start.date.year if start else None, None if single or end is None else end.date.year)


def as_member(enum: type[LabelledEnum]) -> Any:
    """Return a parser of one of an enum's labels."""

    def parse(value: Cell, heading: str) -> LabelledEnum | None:
        text = clean_text(value)
        if text in DASHES:
            return None
        if (found := enum.by_label(text) or _loosely(enum, text)) is not None:
            return found
        raise CellError(_not_among(enum, text))

    return parse


def _not_among(enum: type[LabelledEnum], text: str) -> str:
    return f"“{text}”不在可选范围内：请填写{'、'.join(member.label for member in enum)}之一。"


def _loosely(enum: type[LabelledEnum], text: str) -> LabelledEnum | None:
    """Return the one member whose label and `text` contain each other: 在建项目 → 在建, 政府 → 政府投资."""
    found = [m for m in enum if m.label in text or (len(text) > 1 and text in m.label)]
    return found[0] if len(found) == 1 else None


def _by_word(words: tuple[tuple[str, Any], ...], text: str) -> Any:
    return next((member for word, member in words if word in text), None)


def as_stage(value: Cell, heading: str) -> Stage | None:
    """Parse which table: our labels, or the words of ledgers (续建 → 在建, 计划竣工 → 在建, 前期及谋划 → 前期)."""
    text = clean_text(value)
    if text in DASHES:
        return None
    found = Stage.by_label(text) or _by_word(STAGE_WORDS, text)
    if found is None:
        raise CellError(_not_among(Stage, text))
    return found


def as_category(value: Cell, heading: str) -> YearCategory | None:
    """Parse what the year's list says of it; a batch such as “第一批” says nothing of ours."""
    text = clean_text(value)
    found: YearCategory | None = YearCategory.by_label(text) or _by_word(CATEGORY_WORDS, text)
    return found


def as_nature(value: Cell, heading: str) -> Nature | YearCategory | None:
    """Parse 建设性质, where ledgers also write 续建 or 新开工: then it is the year's category."""
    text = clean_text(value)
    if text in DASHES:
        return None
    found: Any = Nature.by_label(text) or _by_word(CATEGORY_WORDS, text)
    found = found or _loosely(Nature, text)
    if found is None:
        raise CellError(_not_among(Nature, text))
    return found  # type: ignore[no-any-return]


def as_quantity(value: Cell, heading: str) -> Any:
    """Parse a plain number, with a trailing 亩 allowed."""
    return parse_number(clean_text(value).removesuffix("亩")) if isinstance(value, str) else parse_number(value)


def note_of(label: str, value: PartialDate | Written | None) -> str:
    """Return what the ledger wrote where a day alone would lose it: “计划竣工原文：2024年底”."""
    if isinstance(value, PartialDate):
        exact = value.precision == Precision.DAY and value.text == value.date.isoformat()
        return "" if exact else f"{label}原文：{value.text}"
    return f"{label}原文：{value}" if value else ""
