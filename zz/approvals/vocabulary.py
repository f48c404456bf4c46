"""The words of approvals: what is asked for, who decides, how far it has come."""

from zz.labels import LabelledEnum


class ApprovalKind(LabelledEnum):
    """What is asked for."""

    STAGE = "stage", "转段"
    RETREAT = "retreat", "退回上一阶段"
    ACTIVITY = "activity", "停缓建"
    DATES = "dates", "计划工期调整"
    MONEY = "money", "计划投资调整"
    EXTENSION = "extension", "延期"
    SUSPENSION = "suspension", "挂起"
    REPLY = "reply", "审签"


class Approver(LabelledEnum):
    """Who decides at a step of the chain, as seen from what is asked for."""

    UNIT = "unit", "责任单位"
    TOWNSHIP = "township", "镇街"
    PARK = "park", "园区"
    NAMED = "named", "指定单位"
    ISSUER = "issuer", "交办方"
    CENTRE = "centre", "项目管理中心"
    LEADER = "leader", "分管市领导"
    MAIN_LEADER = "main_leader", "市主要领导"


class Mode(LabelledEnum):
    """How a step with several approvers is passed."""

    ALL = "all", "会签"
    ANY = "any", "或签"


class ApprovalState(LabelledEnum):
    """How far a request has come."""

    WAITING = "waiting", "审批中"
    SUPPLEMENT = "supplement", "待补充"
    APPROVED = "approved", "已同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "已失效"


class ApprovalAction(LabelledEnum):
    """What is done to a request."""

    AGREE = "agree", "同意"
    GRANT = "grant", "审批通过"
    SEND_BACK = "send_back", "退回补充"
    REFUSE = "refuse", "不同意"
    WITHDRAW = "withdraw", "撤回申请"
    RESUBMIT = "resubmit", "补充后重新提交"
    LAPSE = "lapse", "失效"


class Decision(LabelledEnum):
    """What an approver may say."""

    AGREE = "agree", "同意"
    SEND_BACK = "send_back", "退回补充"
    REFUSE = "refuse", "不同意"


class StepState(LabelledEnum):
    """How far one approver's part has come."""

    COMING = "coming", "待流转"
    WAITING = "waiting", "待审批"
    AGREED = "agreed", "同意"
    SENT_BACK = "sent_back", "退回补充"
    REFUSED = "refused", "不同意"
    SKIPPED = "skipped", "未审批"


class StepAction(LabelledEnum):
    """What happens to one approver's part."""

    OPEN = "open", "流转"
    AGREE = "agree", "同意"
    SEND_BACK = "send_back", "退回补充"
    REFUSE = "refuse", "不同意"
    SKIP = "skip", "免予审批"
