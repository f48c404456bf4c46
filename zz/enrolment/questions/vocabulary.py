"""The words of questions: what one is about, where it stands, what is done to it."""

from zz.labels import LabelledEnum


class Topic(LabelledEnum):
    """What a question is about."""

    QUALIFICATION = "qualification", "入学条件"
    DOCUMENTS = "documents", "材料准备"
    TRANSFER = "transfer", "转学插班"
    SCHOOLS = "schools", "学校和学位"
    DATES = "dates", "时间和进度"
    OTHER = "other", "其他"


class QuestionState(LabelledEnum):
    """Where a question stands."""

    ASKED = "asked", "待答复"
    ANSWERED = "answered", "已答复"
    WITHDRAWN = "withdrawn", "已撤回"


class QuestionAction(LabelledEnum):
    """What is done to a question."""

    ANSWER = "answer", "答复"
    WITHDRAW = "withdraw", "撤回"
    AMEND = "amend", "修改答复"
