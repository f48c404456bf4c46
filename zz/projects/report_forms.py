"""The form of a report: fields that are not the reader's are not there."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    MultipleFileField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from zz.projects.doubts import MonthMoney
from zz.projects.report_policy import Part
from zz.projects.visit_operations import Findings
from zz.sheets.values import CellError, parse_money

VISIT_FIELDS = ("physical_progress", "workers", "next_step", "problems")
MONEY_FIELDS = ("month", "invested", "statistical", "note")
DRAFT_FIELDS = (*VISIT_FIELDS, *MONEY_FIELDS)
KEY = re.compile(r"[0-9a-f-]{8,36}")
LONGEST_DRAFT = 4_000
LONGEST_AGE = timedelta(days=7)


def tidy(text: str | None) -> str:
    """Return `text` without control signs and without blank lines around it; \\n between lines."""
    lines = (text or "").replace("\r\n", "\n").split("\n")
    return "\n".join("".join(c for c in line if c.isprintable()).rstrip() for line in lines).strip()


class MoneyField(Field):
    """Money as `Decimal` 万元; takes separators, full-width figures and a unit of its own (“1.2亿元”)."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{Decimal(self.data).normalize():f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            self.data = parse_money(valuelist[0], "万元") if valuelist else None
        except CellError as error:
            raise ValueError(error.text) from error


class VisitForm(FlaskForm):
    """What a commissioner finds on the site."""

    physical_progress = TextAreaField(
        "形象进度",
        [DataRequired("请写明现场形象进度"), Length(max=2000, message="最多 2000 字")],
        filters=[tidy],
    )
    workers = IntegerField("当日施工人数", [Optional(), NumberRange(0, 50_000, "请填写 0 到 50000 之间的人数")])
    next_step = TextAreaField("下一步计划", [Length(max=2000, message="最多 2000 字")], filters=[tidy])
    problems = TextAreaField(
        "需协调的问题（没有可不填，一件一条）", [Length(max=2000, message="最多 2000 字")], filters=[tidy]
    )

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        if "workers" in self and self.workers.process_errors:
            self.workers.process_errors = ["请填写整数，如 180"]

    def findings(self) -> Findings:
        """Return what was found on the site."""
        progress, next_step, problems = (f.data or "" for f in (self.physical_progress, self.next_step, self.problems))
        return Findings(progress, self.workers.data, next_step, problems)


class ReportForm(VisitForm):
    """Visit fields and money fields; `reduced` takes away what is not the reader's."""

    month = HiddenField("填报月份")
    invested = MoneyField("本月累计完成投资（万元）")
    statistical = MoneyField("其中入统投资（万元，没有可不填）")
    note = StringField("填报说明", [Optional(), Length(max=200, message="最多 200 字")], filters=[tidy])
    photos = MultipleFileField("现场照片")
    client_key = HiddenField("页面")
    confirmed = BooleanField("数据无误，确认提交")

    def reduced(self, part: Part) -> "ReportForm":
        """Return the form with the fields of `part` alone."""
        for name in () if part.visits else VISIT_FIELDS:
            delattr(self, name)
        for name in () if part.fills else MONEY_FIELDS:
            delattr(self, name)
        return self

    def validate_client_key(self, field: HiddenField) -> None:
        """Put a fresh key where none, or nonsense, was sent."""
        if not KEY.fullmatch(field.data or ""):
            raise ValidationError("页面已过期，请刷新后重新提交")

    def validate_invested(self, field: MoneyField) -> None:
        """Ask for the figure where money is all there is to report."""
        if field.data is None and "physical_progress" not in self and not field.errors:
            raise ValidationError("请填写当月累计完成投资，没有完成请填 0")

    def found(self) -> Findings | None:
        """Return what was found on the site; None from somebody who does not visit."""
        return self.findings() if "physical_progress" in self else None

    def money(self) -> MonthMoney | None:
        """Return the month's money, where there is any."""
        if "invested" not in self or self.invested.data is None or (month := parse_month(self.month.data)) is None:
            return None
        return MonthMoney(*month, self.invested.data, self.statistical.data, self.note.data or "")


class ReturnForm(FlaskForm):
    """Why a figure goes back."""

    reason = StringField("退回原因", [DataRequired("请写明退回原因，便于对方改正"), Length(max=200)], filters=[tidy])


def parse_month(text: str | None) -> tuple[int, int] | None:
    """Return (year, month) of “2023-09”; None for anything else."""
    try:
        found = datetime.strptime(text or "", "%Y-%m")
    except ValueError:
        return None
    return found.year, found.month


def age_of(text: str | None) -> timedelta:
    """Return how long ago something was typed, from seconds as the phone says them: 0 to a week, 0 for nonsense."""
    whole = (text or "").split(".")[0]
    seconds = int(whole) if whole.isascii() and whole.isdecimal() and len(whole) < 9 else 0
    return min(timedelta(seconds=seconds), LONGEST_AGE)
