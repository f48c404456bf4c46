"""Forms of activities: keeping one, cancelling, signing a child up, attendance."""

from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import Optional, ValidationError

from zz import clock
from zz.enrolment.activities.models import Activity
from zz.enrolment.activities.vocabulary import ActivityKind
from zz.enrolment.forms import VersionedForm, lines
from zz.enrolment.questions.forms import no_numbers
from zz.enrolment.vocabulary import LOWEST, grade_options
from zz.enrolment.wording import day_words
from zz.projects.fields import DateField, ListedSelect, WholeNumber, required, text
from zz.web.choices import choices


def _not_before(name: str, words: str) -> Any:
    def check(form: Any, field: Any) -> None:
        if field.data and form[name].data and field.data < form[name].data:
            raise ValidationError(f"不能早于{words}")

    return check


class ActivityForm(VersionedForm):
    """An activity as the work group writes it."""

    kind = RadioField("类别", choices=choices(ActivityKind.options()), default=ActivityKind.TUTORING.value)
    title = text("活动名称", 64, required("请填写活动名称"))
    detail = lines("内容", Optional())
    place = text("地点", 64, required("请填写地点"))
    hours = text("时间", 64, Optional())
    starts_on = DateField("开始日期", [required("请填写开始日期")])
    ends_on = DateField("结束日期", [required("请填写结束日期"), _not_before("starts_on", "开始日期")])
    sign_up_by = DateField("报名截止", [required("请填写报名截止日期")])
    places = WholeNumber("名额", 1, 2000)
    first_grade = ListedSelect("最低年级", choices=choices(grade_options(LOWEST)), coerce=int, default=1)
    last_grade = ListedSelect("最高年级", choices=choices(grade_options(LOWEST)), coerce=int, default=6)

    def validate_places(self, field: Any) -> None:
        """An activity has places."""
        if field.data is None:
            raise ValidationError("请填写名额")

    def validate_sign_up_by(self, field: Any) -> None:
        """Sign-up ends before the activity does."""
        if field.data and self.ends_on.data and field.data > self.ends_on.data:
            raise ValidationError("不能晚于结束日期")

    def validate_last_grade(self, field: Any) -> None:
        """From the lower grade to the higher."""
        if field.data is not None and self.first_grade.data is not None and field.data < self.first_grade.data:
            raise ValidationError("不能低于最低年级")

    def values(self) -> dict[str, Any]:
        """Return the columns of an Activity as typed."""
        found = {name: f.data for name, f in self._fields.items() if name not in ("version", "csrf_token")}
        return {**found, "kind": ActivityKind(found["kind"])}


class CancelForm(VersionedForm):
    """Why an activity is cancelled."""

    reason = text("取消原因", 200, required("请写明取消原因，会通知已报名的企业"))


class SignUpForm(VersionedForm):
    """A child: a name to call it by and a grade."""

    child_name = text("孩子的名字", 16, required("请填写孩子的名字"), no_numbers)
    grade = ListedSelect("年级", choices=[], coerce=int)

    def offer(self, activity: Activity) -> None:
        """Offer the grades that the activity is for."""
        self.grade.choices = choices(grade_options(activity.first_grade, activity.last_grade))


class AttendanceForm(VersionedForm):
    """Who was there on a day of the activity."""

    on_day = DateField("日期", [required("请填写日期")])
    present = SelectMultipleField("到场的孩子", choices=[], coerce=str, validate_choice=False)

    activity: Activity

    def validate_on_day(self, field: Any) -> None:
        """Attendance is of a day that has come, between the first and the last."""
        if field.data and field.data > clock.today():
            raise ValidationError("还没到这一天")
        first, last = self.activity.starts_on, self.activity.ends_on
        if field.data and not first <= field.data <= last:
            raise ValidationError(f"不在活动期间：{day_words(first)}至{day_words(last)}")

    def ids(self) -> set[int]:
        """Return the sign-ups that are ticked."""
        return {int(value) for value in self.present.data or () if value.isascii() and value.isdecimal()}
