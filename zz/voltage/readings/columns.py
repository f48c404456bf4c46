"""How exports spell their columns, and what each spelling means."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from zz.voltage.models import POINTS
from zz.voltage.vocabulary import ReadingFormat

AREA, METER, KIND, PHASE, DAY = "area", "meter", "kind", "phase", "day"
VOLTAGES = [f"U{i}" for i in range(1, POINTS + 1)]
CURRENTS = [f"I{i}" for i in range(1, POINTS + 1)]

SPELLINGS: dict[str, tuple[str, ...]] = {
    AREA: ("台区编号", "台区编码", "台区号", "台区ID", "台区标识", "公变编号", "公变编码", "配变编号", "配变编码"),
    METER: ("测点编号", "测点编码", "测点号", "测点标识", "测点ID", "电表编号", "电能表编号", "表号", "表计编号",
            "电表资产编号", "资产编号", "用户编号", "户号"),
    KIND: ("测点类型", "测点类别", "计量点类型", "计量点类别"),
    PHASE: ("相别", "相位", "相序", "相"),
    DAY: ("日期", "数据日期", "统计日期", "采集日期", "数据时间", "冻结日期"),
    "completeness": ("完整率", "数据完整率", "采集完整率", "数据完整率(%)"),
    "meters": ("用户测点数", "监测用户数", "采集用户数"),
    "outlet_rate": ("出口电压合格率", "出口合格率", "台区出口电压合格率"),
    "customer_rate": ("用户电压合格率", "用户合格率", "户端电压合格率"),
    "low_customers": ("低电压用户数", "低电压户数"),
    "low_minutes": ("低电压时长", "低电压分钟数", "用户低电压时长", "低电压时长(分钟)"),
    "high_customers": ("过电压用户数", "过电压户数", "高电压用户数"),
    "high_minutes": ("过电压时长", "过电压分钟数", "用户过电压时长", "过电压时长(分钟)"),
    "outlet_low_minutes": ("出口低电压最长持续", "出口低电压最长持续时长", "出口低电压最长持续分钟数"),
    "outlet_high_minutes": ("出口过电压最长持续", "出口过电压最长持续时长", "出口过电压最长持续分钟数"),
    "outlet_min": ("出口最低电压",),
    "outlet_max": ("出口最高电压",),
    "lowest": ("最低电压", "电压最小值", "用户最低电压"),
    "lowest_time": ("最低电压时间", "最低电压时刻", "最低电压发生时间"),
    "lowest_meter": ("最低电压测点", "最低电压测点编号"),
    "highest": ("最高电压", "电压最大值", "用户最高电压"),
    "highest_time": ("最高电压时间", "最高电压时刻", "最高电压发生时间"),
    "highest_meter": ("最高电压测点", "最高电压测点编号"),
    "unbalance": ("三相电压不平衡度", "电压不平衡度"),
    "current_unbalance": ("三相不平衡度", "三相电流不平衡度", "三相负荷不平衡度"),
    "unbalance_minutes": ("三相不平衡最长持续", "三相不平衡最长持续时长", "三相不平衡最长持续分钟数"),
}  # fmt: skip
POINT = re.compile(r"(?:U|V|电压|电压值)_?0*(\d{1,2})")
CURRENT = re.compile(r"(?:I|电流|电流值)_?0*(\d{1,2})")
CLOCK = re.compile(r"U?(\d{1,2}):?(00|15|30|45)(?::00)?")
UNIT_MARK = re.compile(r"\((?:V|A|%|分钟|伏|安)\)$")


class ReadingError(Exception):
    """A file that cannot be taken in; the text is one sentence for the person who sent it."""


def key(heading: str) -> str:
    """Return a heading as it is compared: half width, no blanks, no unit behind it."""
    plain = unicodedata.normalize("NFKC", heading).upper()
    return UNIT_MARK.sub("", "".join(plain.split()).removeprefix("\ufeff"))


MEANINGS = {key(spelling): name for name, spellings in SPELLINGS.items() for spelling in spellings}


@dataclass(frozen=True)
class Layout:
    """What a file brings: its format, and for each of our names the column of the file."""

    format: ReadingFormat
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def currents(self) -> bool:
        """Whether currents come with the voltages."""
        return CURRENTS[0] in self.columns


def meaning(heading: str) -> str | None:
    """Return our name of a heading: `area`, `U17` …; None for one that is not read."""
    found = key(heading)
    if found in MEANINGS:
        return MEANINGS[found]
    for pattern, letter in ((POINT, "U"), (CURRENT, "I")):
        if (match := pattern.fullmatch(found)) and 1 <= int(match[1]) <= POINTS:
            return f"{letter}{int(match[1])}"
    if (match := CLOCK.fullmatch(found)) and int(match[1]) < 24:
        return f"U{int(match[1]) * 4 + int(match[2]) // 15 + 1}"
    return None


def recognise(headings: Iterable[str]) -> Layout:
    """Tell what a file with these headings brings.

    Raises:
        ReadingError: neither curves nor aggregates, or a column is missing or there twice.
    """
    columns: dict[str, str] = {}
    for heading in headings:
        name = meaning(heading)
        if name is not None and name in columns:
            raise ReadingError(f"“{columns[name]}”和“{heading}”是同一列：请删去其中一列后重新报送。")
        if name is not None:
            columns[name] = heading
    points = [name for name in VOLTAGES if name in columns]
    layout = Layout(ReadingFormat.CURVES if points else ReadingFormat.AGGREGATES, columns)
    if points:
        _check_curves(columns, points)
    else:
        _check_aggregates(columns)
    return layout


def _check_curves(columns: dict[str, str], points: list[str]) -> None:
    if len(points) < POINTS:
        missing = next(name for name in VOLTAGES if name not in columns)
        raise ReadingError(f"96 点曲线缺少“{missing}”等 {POINTS - len(points)} 列：请按 U1 至 U96 完整导出。")
    _need(columns, {AREA: "台区编号", METER: "测点编号", KIND: "测点类型", PHASE: "相别"})
    currents = [name for name in CURRENTS if name in columns]
    if currents and len(currents) < POINTS:
        raise ReadingError(f"电流曲线缺少 {POINTS - len(currents)} 列：请按 I1 至 I96 完整导出，或者不带电流。")


def _check_aggregates(columns: dict[str, str]) -> None:
    judged = {"low_customers", "high_customers", "outlet_low_minutes", "outlet_high_minutes"} & columns.keys()
    if not judged or AREA not in columns:
        raise ReadingError(
            "认不出表头：96 点曲线须有“台区编号”和 U1 至 U96，日汇总须有“台区编号”和“低电压用户数”等列。"
        )
    _need(columns, {"completeness": "完整率"})


def _need(columns: dict[str, str], wanted: dict[str, str]) -> None:
    if missing := [label for name, label in wanted.items() if name not in columns]:
        raise ReadingError("缺少这些列：" + "、".join(missing) + "。请补全后重新报送。")
