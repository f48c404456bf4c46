"""The fields of a request as forms and workbooks bring them: what each is called, and how its text is read.

A text is read the same way wherever it comes from: `Sex` by "male" (a form) or 男 (a workbook), a school by its id or
its name. What cannot be read raises CellError with the sentence for whoever typed it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zz.enrolment.models import School
from zz.enrolment.requests import identity
from zz.enrolment.requests.vocabulary import Relation, Sex
from zz.enrolment.vocabulary import GRADE_LABELS, Residence, StaffGroup
from zz.labels import LabelledEnum
from zz.sheets.dates import Precision, parse_date
from zz.sheets.text import clean_text, half_width
from zz.sheets.values import CellError

RANKS = range(1, 6)
YES = frozenset({"1", "y", "是", "服从", "同意", "需要", "需面谈", "希望", "√", "true"})
NO = frozenset({"", "0", "n", "否", "不服从", "不同意", "不需要", "不", "无", "false"})
GRADES = {label: grade for grade, label in GRADE_LABELS.items()} | {
    "小班": -2, "中班": -1, "大班": 0, "初一": 7, "初二": 8, "初三": 9, "小学一年级": 1,
    "高一年级": 10, "高二年级": 11, "高三年级": 12,
}  # fmt: skip
Schools = Mapping[int, School]
Read = Callable[[str, Schools], Any]


@dataclass(frozen=True)
class RequestField:
    """A field: the column's name (or `school_1` … for preferences), what it is called, how it is read."""

    key: str
    label: str
    read: Read
    names: tuple[str, ...] = ()

    @property
    def sensitive(self) -> bool:
        """Whether it is encrypted, and never sent back to a form."""
        return self.key in identity.SENSITIVE


def _line(longest: int) -> Read:
    def read(text: str, _schools: Schools) -> str:
        if len(text) > longest:
            raise CellError(f"最多 {longest} 个字")
        return text

    return read


def _member(enum: type[LabelledEnum]) -> Read:
    def read(text: str, _schools: Schools) -> LabelledEnum | None:
        if not text:
            return None
        said = half_width(text)
        found = next((m for m in enum if said in (half_width(m.label), m.value)), None)
        if found is None:
            raise CellError(f"请填“{'”“'.join(label for _value, label in enum.options())}”之一")
        return found

    return read


def _yes(text: str, _schools: Schools) -> bool:
    word = half_width(text).lower()
    if word not in YES | NO:
        raise CellError("请填“是”或“否”")
    return word in YES


def _grade(text: str, _schools: Schools) -> int | None:
    if not text:
        return None
    word = half_width(text)
    if word in GRADES:
        return GRADES[word]
    if word.lstrip("-").isdecimal() and int(word) in GRADE_LABELS:
        return int(word)
    raise CellError("请填年级，例如“一年级”“七年级”“高一”")


def _day(text: str, _schools: Schools) -> date | None:
    found = parse_date(text)
    if found is None:
        return None
    if found.precision != Precision.DAY:
        raise CellError("请写明年月日，例如 2017-05-12")
    return found.date


def _school(text: str, schools: Schools) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdecimal() and int(text) in schools:
        return int(text)
    found = [s.id for s in schools.values() if text in (s.name, s.unit.label if s.unit else "")]
    if len(found) != 1:
        raise CellError("学校库里没有这所学校，请从“学校信息”里的名称中选填")
    return found[0]


def _identity(read: Callable[[str], str]) -> Read:
    return lambda text, _schools: read(half_width(text)) if text else ""


F = RequestField
EMPLOYEE = (
    F("employee_name", "员工姓名", _line(32), ("职工姓名", "员工", "申请人")),
    F("employee_phone", "员工手机", _identity(identity.phone), ("员工电话", "员工联系电话", "职工电话")),
    F("staff_group", "员工类别", _member(StaffGroup), ("人员类别", "职工类别")),
    F("residence", "住房户籍情况", _member(Residence), ("住房情况", "房户情况")),
)
CHILD = (
    F("child_name", "孩子姓名", _line(32), ("学生姓名", "子女姓名", "儿童姓名")),
    F("sex", "性别", _member(Sex), ("孩子性别", "学生性别")),
    F("id_number", "孩子身份证号", _identity(identity.id_number), ("身份证号", "身份证号码", "学生身份证号")),
    F("birth_date", "出生日期", _day, ("出生年月日", "出生年月")),
    F("registry_no", "学籍号", _identity(identity.registry_no), ("全国学籍号", "学籍号码")),
    F("current_school", "现就读学校", _line(64), ("原就读学校", "现学校", "转出学校")),
    F("current_grade", "现就读年级", _grade, ("原就读年级", "现年级")),
    F("grade", "申请年级", _grade, ("拟就读年级", "入学年级", "申请就读年级")),
    F("needs_talk", "需要面谈", _yes, ("需面谈",)),
)  # fmt: skip
GUARDIAN = (
    F("guardian_name", "监护人姓名", _line(32), ("家长姓名", "监护人")),
    F("relation", "与孩子关系", _member(Relation), ("关系", "与学生关系", "监护人与孩子关系")),
    F("guardian_id", "监护人身份证号", _identity(identity.id_number), ("家长身份证号", "监护人身份证号码")),
    F("guardian_phone", "监护人手机", _identity(identity.phone), ("监护人电话", "家长电话", "家长手机")),
    F("address", "现住址", _line(120), ("家庭住址", "现居住地址", "住址", "居住地址")),
)  # fmt: skip
RANK_WORDS = "一二三四五"
WISHES = (
    *(F(f"school_{n}", f"第{RANK_WORDS[n - 1]}志愿", _school, (f"志愿{n}", f"志愿{RANK_WORDS[n - 1]}")) for n in RANKS),
    F("accept_any", "服从统筹安排", _yes, ("服从安排", "服从调剂", "是否服从统筹")),
    F("together", "希望与兄弟姐妹同校", _yes, ("兄弟姐妹同校",)),
)
FIELDS: tuple[RequestField, ...] = (*EMPLOYEE, *CHILD, *GUARDIAN, *WISHES)
BY_KEY = {field.key: field for field in FIELDS}
LABELS = {field.key: field.label for field in FIELDS}


def plain(text: Any) -> str:
    """Return a text as it is read: one line, without blanks around it. Names and addresses keep their signs."""
    return clean_text(text).strip()


def read(key: str, text: str, schools: Schools) -> Any:
    """Return the value that a field's text means; "" or None for nothing.

    Raises:
        CellError: it means nothing; the text is the sentence for whoever typed it.
    """
    return BY_KEY[key].read(plain(text), schools)
