"""Forms of policies: the next version of one, and the questions of the policy card."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, SelectMultipleField
from wtforms.validators import Optional, ValidationError

from zz import clock
from zz.enrolment.forms import VersionedForm, lines
from zz.enrolment.models import PolicyVersion
from zz.enrolment.policies import AskedDocument, Households, asked_of, kinds
from zz.enrolment.vocabulary import LOWEST, Admission, Residence, StaffGroup, grade_options
from zz.projects.fields import DateField, ListedSelect, required, text
from zz.web.choices import choices

DAYS = 5  # of a group’s own


def _from_today(_form: Any, field: Any) -> None:
    if field.data and field.data < clock.today():
        raise ValidationError("施行日期不能早于今天：已经适用过的政策不改，只能从今天起改用新的")


class DocumentRow(Form):
    """One document: whether it is asked, of which families, for which way of coming in."""

    kind_id = HiddenField()
    asked = BooleanField("要")
    households = ListedSelect("要求哪些家庭", choices=choices(Households.options()), coerce=str, default="")
    admission = ListedSelect("哪种入学", choices=choices([("", "都要"), *Admission.options()]), coerce=str, default="")


class DayRow(Form):
    """A day that holds for this group alone, and what happens on it."""

    on = DateField("日期", [])  # both may be empty, but not one of them: `Optional` would end the checks here
    what = text("事项", 60)

    def validate_on(self, field: Any) -> None:
        """What happens has a day."""
        if self.what.data and not field.data and not field.errors:
            raise ValidationError("请填写日期")

    def validate_what(self, field: Any) -> None:
        """A day says what happens on it."""
        if self.on.data and not (field.data or "").strip():
            raise ValidationError("请写明这一天办什么")


class RevisionForm(VersionedForm):
    """The next version of a policy."""

    valid_from = DateField("施行日期", [required("请填写施行日期"), _from_today])
    qualifies = lines("适用条件", required("请写明谁可以申请"))
    priority = lines("排序办法", required("请写明学位不够时按什么顺序安排"))
    dates = lines("时间安排", Optional())
    days = FieldList(FormField(DayRow), "重要日期", max_entries=DAYS)
    documents = FieldList(FormField(DocumentRow))
    new_document = text("另加一种材料", 32, Optional())
    new_hint = text("这种材料要能看出什么", 200, Optional())
    reason = text("修订说明", 200, required("请写明为什么修订"))

    def fill(self, version: PolicyVersion) -> None:
        """Show the newest version as what is to be changed."""
        asked = {one.kind.id: one for one in asked_of(version)}
        self.version.data = str(version.number)
        self.valid_from.data = clock.today()
        for name in ("qualifies", "priority", "dates"):
            self[name].data = getattr(version, name)
        for day, what in version.key_dates():
            self.days.append_entry({"on": day, "what": what})
        while len(self.days) < DAYS:
            self.days.append_entry()
        for kind in kinds():
            found = asked.get(kind.id)
            self.documents.append_entry(
                {
                    "kind_id": str(kind.id), "asked": found is not None,
                    "households": found.households.value if found else "",
                    "admission": (found.admission or "") if found else "",
                }
            )  # fmt: skip

    def named_days(self) -> list[tuple[date, str]]:
        """Return the days that were filled in."""
        return [(row.on.data, row.what.data.strip()) for row in self.days if row.on.data and row.what.data]

    def asked(self) -> list[AskedDocument]:
        """Return the documents that are ticked."""
        known = {str(kind.id): kind for kind in kinds()}
        return [
            AskedDocument(
                known[row.kind_id.data], Households(row.households.data or ""),
                Admission(row.admission.data) if row.admission.data else None,
            )
            for row in self.documents
            if row.asked.data and row.kind_id.data in known
        ]  # fmt: skip

    def validate_new_document(self, field: Any) -> None:
        """A new document has a name of its own."""
        if field.data and field.data in {kind.name for kind in kinds()}:
            raise ValidationError("已有这种材料，请在上面勾选")


class CardForm(FlaskForm):
    """What a family says of itself; nothing of it is kept."""

    group = RadioField("员工类别", choices=choices(StaffGroup.options()), default=StaffGroup.ORDINARY.value)
    birth = DateField("孩子出生日期", [Optional()])
    grade = ListedSelect("申请年级", choices=choices([("", "按出生日期推算"), *grade_options(LOWEST)]), coerce=str)
    residence = RadioField("在本县的住房和户籍", choices=choices(Residence.options()), default=Residence.NEITHER.value)
    have = SelectMultipleField("已有的材料", choices=[], validate_choice=False)

    @property
    def wanted_grade(self) -> int | None:
        """The grade that was chosen."""
        return int(self.grade.data) if self.grade.data else None

    @property
    def born(self) -> date | None:
        """The birth date that was typed."""
        found: date | None = self.birth.data
        return found

    def validate_grade(self, field: Any) -> None:
        """Either the grade or the birth date is needed."""
        if not field.data and not self.birth.data and not self.birth.errors:
            raise ValidationError("请选择申请年级，或填写孩子出生日期")

    def validate_birth(self, field: Any) -> None:
        """A child is born, and no more than twenty years ago."""
        today = clock.today()
        if field.data and not today.year - 20 <= field.data.year <= today.year:
            raise ValidationError("出生日期请核对：应在最近二十年内")
