"""The form of a rule: its values, from when, and why."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from zz.projects.fields import DateField, DecimalText, ListedSelect, WholeNumber, required, text, trimmed
from zz.voltage.models import MINUTES
from zz.voltage.rulebook import LENGTHS
from zz.voltage.ruling.values import LABELS, RuleValues, faults, laxer, plain
from zz.voltage.vocabulary import RuleKind
from zz.web.choices import choices

BOUNDS = {RuleKind.UNBALANCE: (0, 100)}
VOLTS, LINE_VOLTS = (100, 300), (200, 520)


def _limit(name: str) -> DecimalText:
    return DecimalText(LABELS[name], places=2)


class RuleForm(FlaskForm):
    """What a version says. Fields that the rule's kind has no value for are removed by `rule_form`."""

    threshold = _limit("threshold")
    severe = _limit("severe")
    recovery = _limit("recovery")
    line_threshold = _limit("line_threshold")
    line_severe = _limit("line_severe")
    load = _limit("load")
    consecutive = ListedSelect(
        "持续时间", choices=choices([(str(n), f"连续 {n} 点（{n * MINUTES} 分钟）") for n in LENGTHS]), coerce=int
    )
    min_days = WholeNumber("持续异常：至少几天", 1, 30)
    window_days = WholeNumber("在最近几天内", 7, 90)
    min_completeness = _limit("min_completeness")
    valid_from = DateField("从哪天的数据起执行", [InputRequired("请填写日期")])
    reason = TextAreaField(
        "调整依据", [required("请写明依据"), Length(max=500, message="最多 500 个字")], filters=[trimmed]
    )

    today: date

    def validate_valid_from(self, field: DateField) -> None:
        """Refuse the past: what was judged stays as it was judged."""
        if field.data and field.data < self.today:
            raise ValidationError("不早于今天：已经判定的日期不改写")

    def values(self) -> RuleValues:
        """Return what was typed."""
        found: dict[str, Any] = {name: self[name].data if name in self else None for name in LABELS}
        return RuleValues(**found)


class EndForm(FlaskForm):
    """Why a stricter rule is no longer needed."""

    why = text("停用原因", 200, required("请写明原因"))


def rule_form(kind: RuleKind, values: RuleValues, today: date) -> RuleForm:
    """Return the form of a kind of rule with the present values in it."""
    shown = {name: getattr(values, name) for name in LABELS}
    form = RuleForm(data={**shown, "valid_from": today})
    form.today = today
    for name in LABELS:
        if shown[name] is None:
            delattr(form, name)
    return form


def problems(form: RuleForm, kind: RuleKind, base: RuleValues | None) -> bool:
    """Put what is wrong beside its field; tell whether anything is. `base`: what must not be undercut."""
    valid = form.validate()
    for name in LABELS:
        field = form._fields.get(name)
        if field is None or field.errors:
            continue
        if field.data is None:
            field.errors, valid = ["请填写"], False
        elif isinstance(field, DecimalText) and not _within(kind, name, field.data):
            field.errors, valid = ["请填写合理范围内的数字"], False
    if not valid:
        return True
    wrong = faults(kind, form.values())
    if base is not None:
        wrong |= {
            name: f"不能比上级规则宽（上级为 {plain(getattr(base, name))}）"
            for name in laxer(kind, form.values(), base)
        }
    for name, sentence in wrong.items():
        form[name].errors = [*form[name].errors, sentence]
    return bool(wrong)


def _within(kind: RuleKind, name: str, value: Decimal | None) -> bool:
    if name in ("load", "min_completeness"):
        low, high = 0, 100
    else:
        low, high = LINE_VOLTS if name.startswith("line") else BOUNDS.get(kind, VOLTS)
    return value is not None and low <= value <= high
