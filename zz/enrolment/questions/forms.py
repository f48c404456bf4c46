"""Forms of questions: asking, answering, publishing."""

from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from zz.enrolment.forms import VersionedForm, lines
from zz.enrolment.questions.names import numbers_in
from zz.enrolment.questions.vocabulary import Topic
from zz.projects.fields import required, text
from zz.web.choices import choices


def no_numbers(_form: Any, field: Any) -> None:
    """Refuse ID numbers, registry numbers and mobile numbers: no question needs them."""
    if numbers_in(field.data or ""):
        raise ValidationError("请不要写身份证号、学籍号和手机号：要核对具体孩子的情况，请在入学申请里填写")


def _topics(**kwargs: Any) -> RadioField:
    return RadioField("事项", choices=choices(Topic.options()), **kwargs)


class QuestionForm(VersionedForm):
    """What an enterprise wants to know."""

    topic = _topics(default=Topic.QUALIFICATION.value)
    text = lines("咨询内容", required("请写明要咨询什么"), no_numbers)


class AnswerForm(VersionedForm):
    """What the work group answers."""

    answer = lines("答复", required("请写明答复"), no_numbers, longest=2000)


class FaqForm(VersionedForm):
    """What is published: without names."""

    topic = _topics(default=Topic.OTHER.value)
    question = text("问题", 300, required("请写明问题"))
    answer = lines("答复", required("请写明答复"), longest=2000)
    checked = BooleanField("已核对：没有企业、员工和孩子的名字")
    active = BooleanField("公开显示", default=True)

    def validate_checked(self, field: Any) -> None:
        """Somebody has read it over."""
        if not field.data:
            raise ValidationError("请核对后勾选")
