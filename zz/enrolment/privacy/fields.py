"""What a case shows of a child: masked as a rule, in full to those who gave a reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.enrolment.requests.models import EnrolmentRequest
from zz.sealed import mask, mask_name

PROTECTED = {
    "child_name": "孩子姓名",
    "id_number": "身份证号",
    "birth_date": "出生日期",
    "registry_no": "学籍号",
    "guardian_name": "监护人姓名",
    "guardian_id": "监护人身份证号",
    "guardian_phone": "监护人电话",
    "address": "住址",
    "employee_name": "员工姓名",
    "employee_phone": "员工电话",
}
EMPLOYEE = ("enterprise", "employee_name", "employee_phone")  # for those who may know the enterprise
NAMES = ("child_name", "guardian_name", "employee_name")
GROUPS: dict[str, tuple[str, ...]] = {
    "孩子": ("child_name", "sex", "id_number", "birth_date", "registry_no", "current_school", "grade_label", "talk"),
    "监护人": ("guardian_name", "relation", "guardian_id", "guardian_phone", "address", "residence"),
    "员工": ("enterprise", "employee_name", "staff_group", "employee_phone"),
}
LABELS = {
    **PROTECTED, "sex": "性别", "current_school": "现就读学校", "grade_label": "申请年级", "talk": "面谈",
    "relation": "与孩子关系", "residence": "住房和户籍", "enterprise": "所在企业", "staff_group": "员工类别",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A line of the case: what it is called and what its reader gets to see."""

    label: str
    value: str
    protected: bool


@dataclass(frozen=True)
class Group:
    """Lines that belong together."""

    title: str
    fields: Sequence[Field]


def opens(user: User) -> bool:
    """Tell whether `user` is one of those who may open a case that he sees."""
    return user.has(Permission.ENROLMENT_OPEN)


def name_for(user: User, name: str) -> str:
    """Return a name as `user` reads it in lists: in full where he handles the case, else 张*."""
    return name if opens(user) else mask_name(name)


def hidden(key: str, value: Any) -> str:
    """Return a protected value as it is shown to whoever has given no reason."""
    if isinstance(value, date):
        return f"{value.year}年**月**日"
    if key in NAMES:
        return mask_name(value)
    if key == "address":
        return mask(value, 3, 0)
    return mask(value, 3, 4) if key.endswith("phone") else mask(value)


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _plain(request: EnrolmentRequest, key: str) -> str:
    if key == "enterprise":
        return request.enterprise.label
    if key == "talk":
        return "需要面谈" if request.needs_talk else ""
    value = getattr(request, key)
    return "" if value is None else str(getattr(value, "label", value))


def _shown(request: EnrolmentRequest, key: str, user: User, *, full: bool) -> str:
    value = getattr(request, key)
    if value in (None, ""):
        return ""
    if full or (key in NAMES and opens(user)):
        return _day(value) if isinstance(value, date) else str(value)
    return hidden(key, value)


def groups(request: EnrolmentRequest, user: User, *, named: bool, full: bool = False) -> list[Group]:
    """Return the case's lines as `user` reads them; `named`: with the enterprise, `full`: a reason was given."""
    return [Group(title, list(_fields(request, keys, user, named, full))) for title, keys in GROUPS.items()]


def _fields(
    request: EnrolmentRequest, keys: Sequence[str], user: User, named: bool, full: bool
) -> Iterator[Field]:  # fmt: skip
    for key in keys:
        if key in EMPLOYEE and not named:
            continue
        protected = key in PROTECTED
        value = _shown(request, key, user, full=full) if protected else _plain(request, key)
        if value or protected:
            yield Field(LABELS[key], value or "—", protected and bool(value))


def held(request: EnrolmentRequest, *, named: bool) -> list[str]:
    """Return the labels of the protected fields that hold something: what an opening shows and logs."""
    keys = [key for key in PROTECTED if named or key not in EMPLOYEE]
    return [PROTECTED[key] for key in keys if getattr(request, key) not in (None, "")]
