"""A row of a list of schools: its fields, what it says, and how that differs from what is there."""

from dataclasses import dataclass, field
from typing import Any

from zz import rules
from zz.enrolment.models import School, SeatPlan
from zz.enrolment.rules import class_size
from zz.enrolment.schools import FACTS, SEATS
from zz.enrolment.vocabulary import ALL_GRADES, FIRST_GRADE, GRADE_LABELS, Ownership, Stage, grade_label, stage_of
from zz.sheets.import_table import Field, ParsedRow, as_int
from zz.sheets.read import Cell
from zz.sheets.text import clean_text, half_width
from zz.sheets.values import CellError

NEW = "new_school"
LABELS = {
    NEW: "新增学校", "classes": "班数", "class_size": "班额", "enrolled": "在读人数", "reserved": "预留学位",
    "ownership": "办学性质", "address": "地址", "catchment": "服务区", "source": "数据来源",
}  # fmt: skip
STAGE_WORDS = (
    ("幼", Stage.PRESCHOOL), ("学前", Stage.PRESCHOOL), ("小", Stage.PRIMARY), ("初", Stage.JUNIOR),
    ("高", Stage.SENIOR),
)  # fmt: skip
NUMERALS = "一二三四五六七八九"


def _stage(value: Cell, heading: str) -> Stage | None:
    text = clean_text(value)
    if not text:
        return None
    found = next((stage for word, stage in STAGE_WORDS if word in text), None)
    if found is None:
        raise CellError("学段请填学前、小学、初中或高中。")
    return found


def _grade(value: Cell, heading: str) -> int | None:
    """Read 一年级, 1年级, 1, 高一, 小班."""
    text = half_width(clean_text(value)).removesuffix(".0").replace("年级", "").replace("年", "")
    if not text:
        return None
    labels = {label.replace("年级", ""): grade for grade, label in GRADE_LABELS.items()}
    labels |= {label.removeprefix("幼儿园"): grade for label, grade in labels.items() if label.startswith("幼儿园")}
    labels |= {str(grade): grade for grade in ALL_GRADES if grade > 0}
    labels |= {f"初{NUMERALS[i]}": 7 + i for i in range(3)}
    if text not in labels:
        raise CellError(f"没有年级“{clean_text(value)}”，请填一年级、七年级、高一这样的名称。")
    return labels[text]


def _ownership(value: Cell, heading: str) -> Ownership | None:
    text = clean_text(value)
    if not text:
        return None
    if "民" in text or "私" in text:
        return Ownership.PRIVATE
    if "公" in text:
        return Ownership.PUBLIC
    raise CellError("办学性质请填公办或民办。")


def _name(value: Cell, heading: str) -> str:
    text = clean_text(value)
    if len(text) > 64:
        raise CellError("学校名称最多 64 个字。")
    return text


def _words(longest: int) -> Any:
    return lambda value, heading: clean_text(value)[:longest]


FIELDS = (
    Field("name", "学校", _name, ("学校名称", "校名", "学校全称"), required=True),
    Field("stage", "学段", _stage, ("类别", "办学层次")),
    Field("grade", "年级", _grade, ("招生年级",)),
    Field("ownership", "办学性质", _ownership, ("性质", "办学类型", "公办民办")),
    Field("classes", "班数", as_int, ("计划招生班数", "招生班数", "计划班数", "班级数"), required=True),
    Field("class_size", "班额", as_int, ("人均班额", "平均班额", "班额标准")),
    Field("planned", "计划招生人数", as_int, ("招生计划", "计划人数", "招生人数")),
    Field("enrolled", "在读人数", as_int, ("在校人数", "已招人数", "在读")),
    Field("reserved", "预留学位", as_int, ("预留",)),
    Field("address", "地址", _words(128), ("学校地址", "地区", "所在地")),
    Field("catchment", "服务区", _words(1000), ("招生范围", "学区", "服务范围", "招生服务区")),
    Field("source", "数据来源", _words(200), ("来源", "文号/日期", "文号")),
)


@dataclass(frozen=True)
class SchoolRow:
    """What a row says: whole numbers, None where it says nothing."""

    name: str
    grade: int
    classes: int
    class_size: int
    enrolled: int | None
    reserved: int | None
    ownership: Ownership | None
    address: str
    catchment: str
    source: str
    notes: list[str] = field(default_factory=list)


def understood(row: ParsedRow) -> SchoolRow | None:
    """Return what a row says; None where it is refused, with the reasons on the row."""
    values = row.values
    stage, grade = values.get("stage"), values.get("grade")
    if grade is None and stage is None and not row.errors:
        row.reject("请填学段或年级，才知道是哪个年级的学位。")
    if grade is not None and stage is not None and stage_of(grade) != stage:
        row.reject(f"{grade_label(grade)}不属于{stage.label}，请核对学段和年级。")
    if row.errors:
        return None
    place = grade if grade is not None else FIRST_GRADE[stage]  # type: ignore[index]
    size = _size(row, place)
    if row.errors:
        return None
    standard = class_size(stage_of(place))
    return SchoolRow(
        values["name"], place, values["classes"] or 0, size, values.get("enrolled"), values.get("reserved"),
        values.get("ownership"), values.get("address") or "", values.get("catchment") or "",
        values.get("source") or "", [f"班额 {size} 人，超过标准 {standard} 人"] if size > standard else [],
    )  # fmt: skip


def _size(row: ParsedRow, grade: int) -> int:
    """Return the class size: written, or planned children by classes, else the standard; refused at the hard stop."""
    classes, planned = row.values.get("classes") or 0, row.values.get("planned")
    size = row.values.get("class_size") or (planned // classes if planned and classes else class_size(stage_of(grade)))
    stop = int(rules.value("enrolment.class_size.hard_stop"))
    if size >= stop:
        row.reject(f"班额 {size} 人，达到上限 {stop} 人：请增加班数后再导入。")
    return int(size)


def differences(row: SchoolRow, school: School | None, plan: SeatPlan | None) -> dict[str, list[Any]]:
    """Return what writing the row would change, column by column; what it does not say stays."""
    found: dict[str, list[Any]] = {NEW: [None, row.name]} if school is None else {}
    for key, owner in (*((k, plan) for k in SEATS), *((k, school) for k in FACTS)):
        after = getattr(row, key)
        before = getattr(owner, key) if owner is not None else None
        if after not in (None, "") and before != after:
            found[key] = [before, after]
    return found


def said(key: str, value: Any) -> str:
    """Say a value of a change."""
    if value in (None, ""):
        return ""
    return Ownership(value).label if key == "ownership" else str(value)
