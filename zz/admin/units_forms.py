"""Forms of the administration of units."""

from flask_wtf import FlaskForm
from stdnum.cn import uscc as credit_code
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from zz.accounts.models import Unit
from zz.accounts.roles import UnitKind
from zz.admin import units_queries as queries
from zz.spelling import printable
from zz.web.choices import choices


def code_text(text: str | None) -> str:
    """Return a credit code as it is kept."""
    return printable(text).replace(" ", "").upper()


class VersionForm(FlaskForm):
    """A form that knows the version its page was opened with."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version the page was opened with; 0, which no row has, where it is missing."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class UnitForm(VersionForm):
    """What a unit is called and who leads it."""

    name = StringField(
        "单位名称",
        [DataRequired("请填写单位全称"), Length(max=128, message="单位名称最多 128 个字")],
        filters=[printable],
    )
    short_name = StringField("简称", [Length(max=64, message="简称最多 64 个字")], filters=[printable])
    kind = SelectField("类型", choices=choices(UnitKind.options()))
    uscc = StringField("统一社会信用代码", filters=[code_text])
    leader = SelectField("分管领导", coerce=int, default=0)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.leader.choices = choices([("0", "未指定"), *queries.leaders()])
        for field in (self.short_name, self.uscc):
            field.flags.optional = True

    def validate_kind(self, field: SelectField) -> None:
        """Say it in Chinese."""
        if field.data not in list(UnitKind):
            raise ValidationError("请选择单位类型")

    def validate_uscc(self, field: StringField) -> None:
        """Check length and check digit (GB 32100)."""
        if field.data and not credit_code.is_valid(field.data):
            raise ValidationError("统一社会信用代码不正确，应为 18 位，请对照营业执照核对")


class ParentField(StringField):
    """The full name of the unit above; empty: none."""


class NewUnitForm(UnitForm):
    """A unit to be created."""

    parent = ParentField("上级单位", filters=[printable])

    def validate_parent(self, field: ParentField) -> None:
        """Refuse a name that no unit has."""
        check_parent(field)


class MoveForm(VersionForm):
    """A unit moves with all below it."""

    parent = ParentField("新的上级单位", filters=[printable])

    def validate_parent(self, field: ParentField) -> None:
        """Refuse a name that no unit has."""
        check_parent(field)


def check_parent(field: ParentField) -> Unit | None:
    """Return the unit that `field` names; None where it is empty.

    Raises:
        ValidationError: no unit is called so.
    """
    if not field.data:
        return None
    if (found := queries.by_name(field.data)) is None:
        raise ValidationError("没有这个单位，请从列表中选择全称；留空表示没有上级")
    return found
