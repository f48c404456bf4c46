"""Forms that ask for a reason: before a case is opened in full, before a list is exported."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, ValidationError

from zz import rules
from zz.projects.fields import required
from zz.web.choices import choices


class CaseForm(FlaskForm):
    """What every form about a case carries: the version the page was opened with."""

    version = HiddenField()

    @property
    def opened_version(self) -> int | None:
        """The version of the case that was shown; None where the page did not say."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class OpeningForm(CaseForm):
    """查看完整信息: one reason."""

    reason = SelectField("事由", [required("请选择查看事由")], choices=[], validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.offered()
        self.reason.choices = choices([("", "请选择事由"), *((text, text) for text in offered)])

    def offered(self) -> list[str]:
        """Return the reasons to choose from."""
        return [str(text)[:200] for text in rules.value("enrolment.privacy.reasons")]

    def validate_reason(self, field: Any) -> None:
        """One of the list."""
        if field.data not in self.offered():
            raise ValidationError("请选择列出的事由")


class ExportForm(OpeningForm):
    """导出: one reason, of a list of its own."""

    def offered(self) -> list[str]:
        return [str(text)[:200] for text in rules.value("enrolment.privacy.export_reasons")]
