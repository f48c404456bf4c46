"""Forms of the desk's ground: what every form carries, a term, a school, its seats."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from zz.enrolment.models import Term
from zz.enrolment.vocabulary import HIGHEST, LOWEST, Ownership, Season, grade_options
from zz.projects.fields import DateField, ListedSelect, ReferenceSelect, WholeNumber, required, text, trimmed
from zz.web.choices import choices

LONG = 1000


def lines(label: str, *validators: Any, longest: int = LONG) -> TextAreaField:
    """Make a field of several lines."""
    return TextAreaField(label, [*validators, Length(max=longest, message=f"最多 {longest} 个字")], filters=[trimmed])


class VersionedForm(FlaskForm):
    """What every form about a row carries: the version the page was opened with."""

    version = HiddenField()

    @property
    def shown_version(self) -> int | None:
        """The version that was shown; None where the page did not say."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _after(before: str, words: str) -> Any:
    """Refuse a day before that of another field."""

    def check(form: Any, field: Any) -> None:
        if field.data and form[before].data and field.data < form[before].data:
            raise ValidationError(f"不能早于{words}")

    return check


class TermForm(VersionedForm):
    """A term and its key dates."""

    year = WholeNumber("年份", 2000, 2100)
    season = RadioField("学期", choices=choices(Season.options()), default=Season.AUTUMN.value)
    starts_on = DateField("开学日期", [required("请填写开学日期")])
    ends_on = DateField("结束日期", [required("请填写结束日期"), _after("starts_on", "开学日期")])
    collect_from = DateField("园区开始收集申请", [required("请填写日期")])
    collect_to = DateField("申请截止", [required("请填写日期"), _after("collect_from", "开始收集的日期")])
    review_by = DateField("教育局审核完毕", [required("请填写日期"), _after("collect_to", "申请截止日期")])
    result_on = DateField("公示结果", [required("请填写日期"), _after("review_by", "审核完毕日期")])
    arrival_from = DateField("新生开始报到", [required("请填写日期"), _after("result_on", "公示日期")])
    arrival_to = DateField("报到截止", [required("请填写日期"), _after("arrival_from", "开始报到的日期")])
    current = BooleanField("设为当前学期")

    def validate_year(self, field: Any) -> None:
        """A term has a year."""
        if field.data is None:
            raise ValidationError("请填写年份")

    def values(self) -> dict[str, Any]:
        """Return the columns of a Term as typed."""
        names = ("starts_on", "ends_on", "collect_from", "collect_to", "review_by", "result_on", "arrival_from")
        found = {name: self[name].data for name in (*names, "arrival_to", "year")}
        return {**found, "season": Season(self.season.data), "current": bool(self.current.data)}

    def fill(self, term: Term) -> None:
        """Show a term."""
        self.season.data = term.season.value
        self.version.data = str(term.version)


class SchoolForm(VersionedForm):
    """What is written of a school. Its own people do not change name, grades or unit: see `narrow`."""

    name = text("学校名称", 64, required("请填写学校名称"))
    ownership = RadioField("办学性质", choices=choices(Ownership.options()), default=Ownership.PUBLIC.value)
    first_grade = ListedSelect("最低年级", [], choices=choices(grade_options(LOWEST)), coerce=int, default=1)
    last_grade = ListedSelect("最高年级", [], choices=choices(grade_options(LOWEST, HIGHEST)), coerce=int, default=6)
    unit_id = ReferenceSelect("学校账号所在单位")
    address = text("地址", 128, Optional())
    catchment = lines("服务区", Optional())
    phone = text("招生电话", 32, Optional())
    note = lines("说明", Optional())
    source = text("数据来源", 200, Optional())
    active = BooleanField("继续招生", default=True)

    OWN = ("address", "catchment", "phone", "note")

    def narrow(self) -> None:
        """Leave the fields that a school's own people may change."""
        for name in ("name", "ownership", "first_grade", "last_grade", "unit_id", "source", "active"):
            del self[name]

    def validate_last_grade(self, field: Any) -> None:
        """A school goes upward."""
        if field.data is not None and self.first_grade.data is not None and field.data < self.first_grade.data:
            raise ValidationError("不能低于最低年级")

    def values(self) -> dict[str, Any]:
        """Return the columns of a School as typed: those that the form has."""
        found = {name: field.data for name, field in self._fields.items() if name not in ("version", "csrf_token")}
        if "ownership" in found:
            found["ownership"] = Ownership(found["ownership"])
        return {key: "" if value is None and key != "unit_id" else value for key, value in found.items()}


class SeatsRow(Form):
    """Seats of one grade."""

    grade = HiddenField()
    classes = WholeNumber("班数", 0, 60)
    class_size = WholeNumber("班额", 1, 100)
    enrolled = WholeNumber("在读和已招", 0, 5000)
    reserved = WholeNumber("预留", 0, 1000)


class SeatsForm(VersionedForm):
    """Seats of all grades of a school in a term."""

    rows = FieldList(FormField(SeatsRow))
    reason = text("班额超过标准的理由", 200, Optional())
