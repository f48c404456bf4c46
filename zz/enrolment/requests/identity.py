"""Numbers that name a person: 身份证号 (GB 11643), 学籍号 (G and the ID number), phones; what is wrong, in a sentence.

The area code is not judged: areas come and go, and the published lists lag behind. No sentence repeats the number.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from zz.enrolment.requests.vocabulary import Sex
from zz.sealed import keyed_hash, keyed_hashes
from zz.sheets.values import CellError

SENSITIVE = frozenset({"id_number", "registry_no", "guardian_id", "guardian_phone", "employee_phone", "address"})
SHAPE = re.compile(r"\d{17}[\dX]")
PHONE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")
LENGTH, BLANKS = 18, re.compile(r"[\s·-]")
OLDEST = 1900


@dataclass(frozen=True)
class Read:
    """What an ID number says of its holder."""

    birth_date: date
    sex: Sex


def id_number(text: str) -> str:
    """Return an 18-digit ID number in the standard's writing; CellError says what is wrong with it."""
    number = BLANKS.sub("", text).upper()
    if len(number) != LENGTH:
        raise CellError(f"身份证号应为 18 位，填的是 {len(number)} 位")
    if not SHAPE.fullmatch(number):
        raise CellError("身份证号前 17 位应为数字，最后一位为数字或 X")
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        raise CellError("身份证号第 7 至 14 位不是有效的出生日期，请对照户口簿核对") from None
    if born.year < OLDEST:
        raise CellError("身份证号第 7 至 14 位不是有效的出生日期，请对照户口簿核对")
    if ric.calc_check_digit(number) != number[-1]:
        raise CellError("身份证号校验不通过，有一位填错了，请对照户口簿逐位核对")
    return number


def registry_no(text: str) -> str:
    """Return a registry number: G and an ID number; CellError says what is wrong with it."""
    number = BLANKS.sub("", text).upper()
    if len(number) != LENGTH + 1 or not number.startswith("G"):
        raise CellError("学籍号应为 19 位，即字母 G 加 18 位身份证号")
    try:
        return f"G{id_number(number[1:])}"
    except CellError:
        raise CellError("学籍号 G 后面的 18 位不是有效的身份证号，请对照学籍卡核对") from None


def phone(text: str) -> str:
    """Return a mobile or landline number; CellError says how one looks."""
    number = BLANKS.sub("", text)
    number = number.removeprefix("+86")
    if PHONE.fullmatch(number) or LANDLINE.fullmatch(number):
        return number
    raise CellError("请填 11 位手机号，固定电话请带区号")


def what_it_says(number: str) -> Read:
    """Return birth date and sex from a valid ID number."""
    return Read(ric.get_birth_date(number), Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def person_hash(number: str) -> str | None:
    """Return what finds one person again by ID number; None for none."""
    return keyed_hash("person", number) if number else None


def person_hashes(number: str) -> list[str]:
    """Return every hash that a person may be stored under while keys are changed."""
    return keyed_hashes("person", number)


def employee_hash(enterprise_id: int, name: str, number: str) -> str | None:
    """Return what finds one employee of an enterprise again; None while name or phone are missing."""
    return keyed_hash("employee", enterprise_id, name, number) if name and number else None
