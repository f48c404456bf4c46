"""Forms of publication: its days, an objection, an answer to it."""

from wtforms import BooleanField, RadioField

from zz.enrolment.forms import VersionedForm, lines
from zz.enrolment.privacy.forms import ExportForm
from zz.enrolment.publication.letters import Letter
from zz.enrolment.questions.forms import no_numbers
from zz.enrolment.vocabulary import HIGHEST, LOWEST
from zz.projects.fields import DateField, ReferenceSelect, WholeNumber, required
from zz.web.choices import choices


class PublicationForm(VersionedForm):
    """公示: until when."""

    closes_on = DateField("公示到哪一天（含当天）", [required("请填写公示截止日期")])


class PlainForm(VersionedForm):
    """Nothing but the act itself."""


class OfferForm(VersionedForm):
    """递补: which seat."""

    school = WholeNumber("学校", 1, 10**9)
    grade = WholeNumber("年级", LOWEST, HIGHEST)


class ObjectionForm(VersionedForm):
    """异议, or why it should be reviewed."""

    text = lines("异议内容", required("请写明对哪一点有异议、依据是什么"), no_numbers)


class LetterForm(ExportForm):
    """Which paper, and why."""

    letter = RadioField("文件", choices=choices(Letter.options()), default=Letter.NOTICE.value)


class AppealForm(ObjectionForm):
    """申请复核."""

    text = lines("申请复核的理由", required("请写明不同意答复的理由"), no_numbers)


class AnswerForm(VersionedForm):
    """答复: the reason; where the objection holds, where the child goes instead."""

    answer = lines("答复（家长可以看到）", required("请写明答复的理由"), no_numbers)
    school = ReferenceSelect("更正为（异议成立时选）")
    over = BooleanField("超过标准班额安排（异议成立时，以答复为理由）")
