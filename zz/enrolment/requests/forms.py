"""Forms of filing: the request itself, whose texts `typed.fill` reads, and the small ones around it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from zz.enrolment.models import School
from zz.enrolment.requests.fields import BY_KEY, LABELS, RANKS, RequestField
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.typed import typed_of
from zz.enrolment.requests.vocabulary import Relation, Sex
from zz.enrolment.vocabulary import Residence, StaffGroup, grade_options
from zz.sealed import mask
from zz.web.choices import choices

BLANK = [("", "请选择")]
CHECKED = frozenset({"needs_talk", "accept_any", "together"})
GRADES = [*BLANK, *grade_options(-2)]
OPTIONS: dict[str, list[tuple[str, str]]] = {
    "staff_group": [*BLANK, *StaffGroup.options()],
    "residence": [*BLANK, *Residence.options()],
    "sex": [*BLANK, *Sex.options()],
    "relation": [*BLANK, *Relation.options()],
    "grade": GRADES,
    "current_grade": [("", "未入学"), *GRADES[1:]],
}


def _made(field: RequestField) -> Any:
    if field.key in CHECKED:
        return BooleanField(field.label)
    if field.key in OPTIONS or field.key.startswith("school_"):
        return SelectField(field.label, choices=choices(OPTIONS.get(field.key, BLANK)), validate_choice=False)
    return StringField(field.label)


class VersionForm(FlaskForm):
    """What every form about a request carries: the version that the page was opened with."""

    version = HiddenField()

    @property
    def shown_version(self) -> int | None:
        """The version that was shown; None where the page did not say."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


class RequestForm(VersionForm):
    """Every field of a request. It never holds what is stored of a sensitive one: a mask stands in its place."""

    consented = BooleanField("监护人已在纸质《告知同意书》上签字")

    def offer(self, schools: Mapping[int, School]) -> None:
        """Offer the schools of the county as preferences."""
        named = [(str(s.id), s.name) for s in schools.values() if s.active]
        for rank in RANKS:
            self[f"school_{rank}"].choices = choices([*BLANK, *named])

    def show(self, request: EnrolmentRequest) -> None:
        """Fill the form from a request: its columns, over them what could not be read."""
        wishes = {f"school_{p.rank}": str(p.school_id) for p in request.preferences}
        unread = typed_of(request)
        for key in BY_KEY:
            value = wishes.get(key, "") if key.startswith("school_") else getattr(request, key)
            if key in CHECKED:
                self[key].data = bool(value)
            else:
                self[key].data = unread.get(key, "" if BY_KEY[key].sensitive else shown(value))
        self.version.data = str(request.version)
        self.consented.data = request.consent is not None

    def complain(self, problems: Mapping[str, str]) -> None:
        """Put each sentence beside its field."""
        for key, sentence in problems.items():
            self[key].errors = [sentence]

    def placeholder(self, request: EnrolmentRequest, key: str) -> str:
        """Return what stands in an empty sensitive field: the stored value masked, and how to keep it."""
        value = getattr(request, key)
        if not value:
            return ""
        first, last = (6, 0) if key == "address" else (3, 4) if key.endswith("phone") else (4, 4)
        return f"{mask(value, first, last)}（不改请留空）"

    def texts(self, sent: Mapping[str, str]) -> dict[str, str]:
        """Return what came for each field; a box that is not ticked comes as nothing."""
        return {key: sent.get(key, "") for key in LABELS}


for _field in BY_KEY.values():
    setattr(RequestForm, _field.key, _made(_field))


def shown(value: Any) -> str:
    """Return a value as a form's field holds it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


class ReasonForm(VersionForm):
    """An act whose reason is one of a list."""

    reason = RadioField("理由", [DataRequired("请选择理由")], choices=[])

    def offer(self, reasons: list[str]) -> None:
        """Offer the reasons of the rule."""
        self.reason.choices = choices([(reason, reason) for reason in reasons])


class SureForm(VersionForm):
    """An act that cannot be undone."""

    sure = BooleanField("", [DataRequired("请先勾选确认")])


class StartForm(FlaskForm):
    """For whom: the enterprise where the work group enters a paper case; the term where two are open."""

    enterprise_id = SelectField("企业", choices=[], validate_choice=False)
    term_id = SelectField("学期", choices=[], validate_choice=False)


class ConsentTextForm(FlaskForm):
    """A new wording of the consent."""

    body = TextAreaField("告知同意书", [DataRequired("请填写告知同意书"), Length(max=6000, message="最多 6000 个字")])
