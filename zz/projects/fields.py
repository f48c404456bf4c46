"""Form fields that take what people type: money with separators, days, selects of optional things."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import DateField as _DateField
from wtforms import Field, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import Length, StopValidation
from wtforms.widgets import TextInput

from zz.labels import LabelledEnum
from zz.web.choices import choices as select_choices

LARGEST = Decimal(100_000_000)  # 万元: a trillion yuan


def trimmed(text: Any) -> str:
    """Return typed text without blanks at its ends or signs that no database takes."""
    return "".join(c for c in str(text or "") if c.isprintable() or c in "\r\n\t").strip()


def text(label: str, longest: int, *validators: Any, **kwargs: Any) -> StringField:
    """Make a field for a line of text."""
    too_long = Length(max=longest, message=f"最多 {longest} 个字")
    return StringField(label, [*validators, too_long], filters=[trimmed], **kwargs)


class DecimalText(Field):
    """A number as people type it: 32,000 or ３２０００；its data is a Decimal or None."""

    widget = TextInput()
    data: Decimal | None

    def __init__(self, label: str, validators: Any = None, places: int = 6, **kwargs: Any) -> None:
        super().__init__(label, validators or [], **kwargs)
        self.places = places

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.normalize():f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        typed = trimmed(valuelist[0]).replace(",", "").replace("，", "").replace(" ", "")
        self.data = None
        if not typed:
            return
        try:
            found = Decimal(typed)
        except InvalidOperation:
            raise ValueError("请填写数字，例如 32000 或 1250.5") from None
        if not found.is_finite() or not 0 <= found <= LARGEST:
            raise ValueError("请填写不小于 0 的数字，单位是否有误请核对")
        if -int(found.as_tuple().exponent) > self.places:
            raise ValueError(f"最多 {self.places} 位小数")
        self.data = found


class DateField(_DateField):
    """A day; says in Chinese what is wrong with it."""

    def __init__(self, label: str, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators or [], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            raise ValueError("日期格式应为 2023-09-14") from None
        if not 1990 <= self.data.year <= 2100:
            raise ValueError("年份应在 1990 至 2100 之间，请核对")


class WholeNumber(IntegerField):
    """A whole number or nothing, between bounds."""

    def __init__(self, label: str, lowest: int, highest: int, **kwargs: Any) -> None:
        super().__init__(label, [], **kwargs)
        self.lowest, self.highest = lowest, highest

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        typed = valuelist[0].strip()
        if not typed.lstrip("-").isdecimal() or not self.lowest <= int(typed) <= self.highest:
            raise ValueError(f"请填写 {self.lowest} 至 {self.highest} 之间的整数")
        self.data = int(typed)


def _number_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class ListedSelect(SelectField):
    """A select that says in Chinese when what came is none of its choices; nothing chosen is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        try:
            self.data = self.coerce(valuelist[0])
        except ValueError:
            raise ValueError("请选择列出的一项") from None

    def pre_validate(self, form: Any) -> None:
        offered: Any = self.choices or ()
        if self.data is not None and str(self.data) not in {str(option.value) for option in offered}:
            raise ValidationError("所选项已不可用，请重新选择")


class ReferenceSelect(ListedSelect):
    """A select of rows by id; its choices are given with the form."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [], coerce=_number_or_none, choices=[], **kwargs)


def enum_field(label: str, enum: type[LabelledEnum], *, blank: bool = True, **kwargs: Any) -> ListedSelect:
    """Make a select of an enum's members; its data is a member, or None where nothing is chosen."""
    choices = [*([("", "未选择")] if blank else []), *enum.options()]

    def member(value: Any) -> LabelledEnum | None:
        return enum(value) if value else None

    return ListedSelect(label, [], choices=select_choices(choices), coerce=member, **kwargs)


def required(message: str) -> Callable[[Any, Field], None]:
    """Refuse a field with nothing in it, in these words."""

    def check(_form: Any, field: Field) -> None:
        if field.data in (None, ""):
            field.errors = [*field.process_errors]
            raise StopValidation("" if field.errors else message)

    return check
