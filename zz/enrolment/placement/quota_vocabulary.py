"""The words of the table of quotas: where it stands, what is done to it."""

from zz.labels import LabelledEnum


class QuotaState(LabelledEnum):
    """Where a table of quotas stands; what was confirmed before holds until a new table is."""

    DRAFT = "draft", "起草中"
    PROPOSED = "proposed", "待教育局确认"
    RETURNED = "returned", "已退回修改"
    CONFIRMED = "confirmed", "已确认"


class QuotaAction(LabelledEnum):
    """What is done to a table of quotas."""

    PROPOSE = "propose", "提交教育局确认"
    TAKE_BACK = "take_back", "撤回"
    CONFIRM = "confirm", "确认名额"
    RETURN = "return", "退回修改"
    REVISE = "revise", "调整名额"
