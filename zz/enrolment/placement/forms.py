"""Forms of orders and rounds: the next order, sealing, a change by hand with its reason, giving a round up."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FieldList, HiddenField, RadioField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from zz import clock
from zz.enrolment.forms import VersionedForm
from zz.enrolment.placement.models import PlacementOrder
from zz.enrolment.placement.vocabulary import SUGGESTED, Criterion, SeedWay
from zz.projects.fields import DateField, ListedSelect, ReferenceSelect, required, text, trimmed
from zz.web.choices import choices

PLACES = range(1, 7)
SHORTEST_DRAW = 4


def reason(label: str, message: str) -> TextAreaField:
    """Make a field for a reason that must be there."""
    too_long = Length(max=200, message="最多 200 个字")
    return TextAreaField(label, [required(message), too_long], filters=[trimmed])


def criterion(label: str) -> ListedSelect:
    """Make a select of the criteria, or none of them."""
    return ListedSelect(label, choices=choices([("", "不用"), *Criterion.options()]), coerce=str, default="")


class OrderForm(VersionedForm):
    """修订排序办法: the criteria from the first down."""

    valid_from = DateField("施行日期", [required("请填写施行日期")])
    criteria = FieldList(criterion("条件"), min_entries=len(PLACES), max_entries=len(PLACES))
    reason = reason("依据和修订说明", "请写明依据的文件和修订的原因，所有人都能看到")

    def fill(self, newest: PlacementOrder | None) -> None:
        """Show the newest order, or the suggestion, as what is to be changed."""
        ranked = newest.ranked if newest else SUGGESTED
        self.version.data = str(newest.number if newest else 0)
        self.valid_from.data = clock.today()
        for field, one in zip(self.criteria, ranked, strict=False):
            field.data = str(one)

    @property
    def ranked(self) -> list[Criterion]:
        """The criteria that were chosen, in order."""
        return [Criterion(field.data) for field in self.criteria if field.data]

    def validate_valid_from(self, field: Any) -> None:
        """What has held is not rewritten."""
        if field.data and field.data < clock.today():
            raise ValidationError("施行日期不能早于今天：已经适用过的办法不改")

    def validate_criteria(self, field: Any) -> None:
        """At least one, none twice."""
        chosen = [one.data for one in field if one.data]
        if not chosen:
            raise ValidationError("请至少选择一项条件")
        if len(set(chosen)) < len(chosen):
            raise ValidationError("同一项条件只能选一次")


class SealForm(VersionedForm):
    """封存: where the lots come from; `mark` is that of the list as it was shown."""

    mark = HiddenField()
    way = RadioField("抽签码的来源", choices=choices(SeedWay.options()), default=SeedWay.RANDOM.value)
    drawn = text("现场摇出的号码", 64, Optional())
    witnesses = text("见证人", 200, Optional())

    @property
    def chosen(self) -> SeedWay:
        return SeedWay(self.way.data)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A public draw needs its number and its witnesses."""
        fine = bool(super().validate(*args, **kwargs))
        if not fine or self.chosen == SeedWay.RANDOM:
            return fine
        if len(self.drawn.data or "") < SHORTEST_DRAW:
            self.drawn.errors = [*self.drawn.errors, f"请填写现场摇出的号码，至少 {SHORTEST_DRAW} 位"]
        if not self.witnesses.data:
            self.witnesses.errors = [*self.witnesses.errors, "请填写见证人的单位和姓名"]
        return not self.errors


class PlainForm(VersionedForm):
    """Nothing but the act itself."""


class AbandonForm(VersionedForm):
    """作废, with a reason."""

    reason = reason("作废的理由", "请写明为什么作废")


class EditForm(VersionedForm):
    """调整 one child; `seen` is the draft as it was shown."""

    seen = HiddenField()
    school = ReferenceSelect("调整到")
    reason = reason("理由", "请写明理由，家长可以看到")
    over = BooleanField("超出名额安排（须经教育局同意，理由中写明）")


class TrialForm(VersionedForm):
    """试算: one class more, another order. It is never posted."""

    school = ReferenceSelect("学校")
    grade = ListedSelect("年级", choices=[], coerce=str, default="")
    classes = ListedSelect(
        "增加几个班", choices=choices([(str(n), f"{n} 个班") for n in range(4)]), coerce=str, default="1"
    )
    criteria = FieldList(criterion("条件"), min_entries=len(PLACES), max_entries=len(PLACES))

    def offer(self, schools: Sequence[tuple[int, str]], grades: Sequence[tuple[int, str]]) -> None:
        """Give the schools and grades to choose from."""
        self.school.choices = choices([("", "不增加"), *((str(i), name) for i, name in schools)])
        self.grade.choices = choices([("", "请选择"), *((str(grade), label) for grade, label in grades)])

    def validate_grade(self, field: Any) -> None:
        """A class is added to a grade."""
        if self.school.data and not field.data:
            raise ValidationError("请选择在哪个年级增加班级")
