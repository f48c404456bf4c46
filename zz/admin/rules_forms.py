"""The form of a rule: one field that fits its kind, the day from which it holds, and the reason."""

from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from zz.rules import Definition, Kind, Unacceptable, kinds
from zz.web.choices import choices

VALUE = "value"
SPARE_ROWS = 3
MOST_ROWS = 200


class MultiCheckboxField(SelectMultipleField):
    """Several of a few, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RuleForm(FlaskForm):
    """Validity and reason; `rule_form` adds the value."""

    valid_from = DateField("生效日期", [InputRequired("请填写生效日期，例如 2023-09-14")])
    reason = TextAreaField(
        "调整理由", [DataRequired("请写明依据，例如会议纪要或文件号"), Length(max=500, message="最多 500 个字")]
    )


def _field(rule: Definition) -> Field:
    label = f"{rule.label}（{rule.unit}）" if rule.unit else rule.label
    if rule.kind == Kind.BOOL:
        return BooleanField(label)
    if rule.kind == Kind.CHOICE:
        return RadioField(label, choices=choices(rule.choices), validate_choice=False)
    if rule.kind == Kind.LIST and rule.choices:
        return MultiCheckboxField(label, choices=choices(rule.choices), validate_choice=False)
    if rule.kind == Kind.LIST:
        return TextAreaField(label, description="每行一项")
    return StringField(label)


def _shown(rule: Definition, value: Any) -> Any:
    """Return a value as its field shows it."""
    if rule.kind == Kind.LIST and not rule.choices:
        return "\n".join(value)
    return value if rule.kind in (Kind.BOOL, Kind.LIST) else str(value)


def rule_form(rule: Definition, value: Any, today: date) -> RuleForm:
    """Return the form of `rule`, filled with `value` until something is posted; a table has no value field."""
    fields = {} if rule.kind == Kind.TABLE else {VALUE: _field(rule)}
    form: RuleForm = type("RuleForm", (RuleForm,), fields)(
        data={"valid_from": today, VALUE: _shown(rule, value) if fields else None}
    )
    return form


def typed_rows(rule: Definition) -> list[dict[str, str]]:
    """Return the rows of a table rule as they were posted (`cell-<row>-<column key>`)."""
    count = min(request.form.get("rows", 0, type=int), MOST_ROWS)
    return [{c.key: request.form.get(f"cell-{i}-{c.key}", "") for c in rule.columns} for i in range(count)]


def shown_rows(rule: Definition, value: Any) -> list[dict[str, Any]]:
    """Return the rows of a table rule as the form shows them: what is posted, else the value and room for more."""
    if rule.kind != Kind.TABLE:
        return []
    if request.method == "POST":
        return list(typed_rows(rule))
    return [*value, *({} for _ in range(SPARE_ROWS))]


def posted(rule: Definition, form: RuleForm) -> Any:
    """Return the value that was posted, checked.

    Raises:
        Unacceptable: the sentence also stands under the field then.
    """
    try:
        if rule.kind == Kind.TABLE:
            return kinds.parse_table(rule, typed_rows(rule))
        return kinds.parse(rule, request.form.getlist(VALUE))
    except Unacceptable as error:
        if VALUE in form:
            form[VALUE].errors = [str(error)]
        else:
            form.form_errors.append(str(error))
        raise
