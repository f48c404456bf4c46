"""The words of publication: where an objection or the offer of a free seat stands, what is done to them."""

from zz.labels import LabelledEnum


class ObjectionState(LabelledEnum):
    """Where an objection stands."""

    RAISED = "raised", "待工作组答复"
    REJECTED = "rejected", "异议不成立"
    REVIEWING = "reviewing", "教育局复核中"
    UPHELD = "upheld", "异议成立，已更正"
    KEPT = "kept", "复核维持"
    WITHDRAWN = "withdrawn", "已撤回"


class ObjectionAction(LabelledEnum):
    """What is done to an objection."""

    UPHOLD = "uphold", "异议成立，更正安排"
    REJECT = "reject", "异议不成立"
    APPEAL = "appeal", "申请复核"
    KEEP = "keep", "复核维持"
    WITHDRAW = "withdraw", "撤回异议"


class OfferState(LabelledEnum):
    """Where the offer of a free seat stands."""

    OPEN = "open", "待家长答复"
    LAPSED = "lapsed", "逾期未答复，再次询问"
    ACCEPTED = "accepted", "已接受"
    DECLINED = "declined", "不接受"
    PASSED_ON = "passed_on", "逾期，已递补下一位"
    WITHDRAWN = "withdrawn", "学位已不再空出"


class OfferAction(LabelledEnum):
    """What is done to an offer."""

    ACCEPT = "accept", "接受"
    DECLINE = "decline", "不接受"
    LAPSE = "lapse", "再次询问"
    PASS_ON = "pass_on", "递补下一位"
    WITHDRAW = "withdraw", "收回"
