"""Forms of the administration of users."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from zz.accounts.models import Unit
from zz.accounts.roles import ADMINISTRATORS, Role
from zz.accounts.user_operations import USERNAME
from zz.admin import users_queries as queries
from zz.spelling import printable
from zz.web.choices import choices

PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8}")
PHONE_FAULT = "请填写 11 位手机号，或带区号的固定电话，如 0731-23330000"
USERNAME_FAULT = "用户名用 2—32 位小写字母、数字、点、横线或下划线，以字母或数字开头"
BUSINESS_ROLES = [role for role in Role if role not in ADMINISTRATORS]
ROLE_CHOICES = [("", "请选择角色"), *((role.value, role.label) for role in BUSINESS_ROLES)]
MOST_ROLES = 12


def lower(text: str | None) -> str:
    """Return `text` as user names are kept."""
    return printable(text).lower()


def phone_text(text: str | None) -> str:
    """Return a phone number without blanks."""
    return re.sub(r"\s+", "", printable(text))


class RoleForm(Form):
    """One role in one unit, by the unit's name; both empty: nothing."""

    unit = StringField("单位", filters=[printable], render_kw={"list": "unit-names", "autocomplete": "off"})
    role = SelectField("角色", choices=choices(ROLE_CHOICES))


class UserForm(FlaskForm):
    """Name, phone and roles of a user."""

    version = HiddenField()
    name = StringField(
        "姓名", [DataRequired("请填写姓名"), Length(max=64, message="姓名最多 64 个字")], filters=[printable]
    )
    phone = StringField("手机", filters=[phone_text], render_kw={"inputmode": "tel", "autocomplete": "off"})
    roles = FieldList(FormField(RoleForm), max_entries=MOST_ROLES)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.phone.flags.optional = True
        self.units: dict[str, Unit] = {}

    def validate_phone(self, field: StringField) -> None:
        """Accept mobile and fixed numbers of the mainland."""
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(PHONE_FAULT)

    def validate_roles(self, field: "FieldList[Any]") -> None:
        """Match each unit's name and have neither half of a pair missing."""
        self.units = queries.units_by_name([entry.unit.data for entry in field if entry.unit.data])
        for entry in field:
            if entry.unit.data and entry.unit.data not in self.units:
                entry.unit.errors = ["没有这个单位，请从列表中选择全称"]
            elif entry.unit.data and not entry.role.data:
                entry.role.errors = ["请选择在该单位的角色，或移除这一行"]
            elif entry.role.data and not entry.unit.data:
                entry.unit.errors = ["请填写单位，或移除这一行"]
        if any(entry.unit.errors or entry.role.errors for entry in field):
            raise ValidationError("有角色没有填对，请看各行提示")

    @property
    def chosen(self) -> list[tuple[Role, Unit]]:
        """Return the roles as given (after validation)."""
        return [(Role(e.role.data), self.units[e.unit.data]) for e in self.roles if e.unit.data and e.role.data]

    def reloaded(self) -> list[tuple[Role, Unit]]:
        """Return `chosen` with the units as the write transaction sees them."""
        self.units = queries.units_by_name(list(self.units))
        return self.chosen

    @property
    def seen_version(self) -> int:
        """The version the page was opened with; 0, which no row has, where it is missing."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def more(self) -> None:
        """Add an empty row for one more role."""
        if len(self.roles) < MOST_ROLES:
            self.roles.append_entry()

    def remove(self, index: str) -> None:
        """Take out the row numbered `index`."""
        kept = [e.data for n, e in enumerate(self.roles) if str(n) != index]
        while len(self.roles):
            self.roles.pop_entry()
        for data in kept:
            self.roles.append_entry(data)


class NewUserForm(UserForm):
    """A user to be created."""

    username = StringField("用户名", [DataRequired("请填写用户名")], filters=[lower])

    def validate_username(self, field: StringField) -> None:
        """Refuse odd signs and names that somebody has."""
        if not USERNAME.fullmatch(field.data or ""):
            raise ValidationError(USERNAME_FAULT)
        if queries.taken([field.data or ""]):
            raise ValidationError("这个用户名已被使用，请换一个")


class AppointForm(FlaskForm):
    """Somebody without a role becomes an administrator."""

    username = StringField("用户名", [DataRequired("请填写用户名")], filters=[lower])
    role = SelectField("管理员角色", validate_choice=False)
    unit = StringField("所在单位", [DataRequired("请填写单位")], filters=[printable])

    user_id = 0

    def find(self) -> bool:
        """Look up the user and the unit (after validation); False where one of them is not there."""
        found = queries.active_user_id(self.username.data or "")
        if found is None:
            self.username.errors = ["没有这个在用的用户名，请先在“用户”页新增账号（不授予业务角色）"]
        if self._unit() is None:
            self.unit.errors = ["没有这个单位，请从列表中选择全称"]
        self.user_id = found or 0
        return not self.username.errors and not self.unit.errors

    def _unit(self) -> Unit | None:
        name = self.unit.data or ""
        return queries.units_by_name([name]).get(name)

    def reloaded_unit(self) -> Unit:
        """Return the unit as the write transaction sees it."""
        unit = self._unit()
        assert unit is not None  # noqa: S101  (units are never deleted)
        return unit
