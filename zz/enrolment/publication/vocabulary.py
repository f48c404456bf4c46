"""The words of publication: where an objection stands, what is done to it."""

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
