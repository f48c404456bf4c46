"""The words of the loop: who must do what, how far it has come, and how late it is."""

from zz.labels import LabelledEnum


class AssignmentKind(LabelledEnum):
    """What the holder must do."""

    ASSIGN = "assign", "交办"
    HANDLE = "handle", "办理"
    VERIFY = "verify", "核验"
    WRITE_OFF = "write_off", "现场销号"
    APPROVE = "approve", "审批"
    ANSWER = "answer", "答复"
    REVIEW = "review", "审核"
    SUPPLY = "supply", "补正"
    PLACE = "place", "安排学位"
    CONFIRM = "confirm", "确认"
    ATTEND = "attend", "参会"


class Part(LabelledEnum):
    """Lead or assisting unit."""

    LEAD = "lead", "主办"
    ASSISTING = "assisting", "协办"


class AssignmentState(LabelledEnum):
    """How far an assignment has come."""

    PENDING = "pending", "待签收"
    IN_PROGRESS = "in_progress", "办理中"
    SUSPENDED = "suspended", "已挂起"
    REPLIED = "replied", "已提交"
    SENT_BACK = "sent_back", "已退回交办"
    DISCHARGED = "discharged", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class AssignmentAction(LabelledEnum):
    """What is done to an assignment."""

    SIGN = "sign", "签收"
    REPLY = "reply", "提交办理结果"
    SEND_BACK = "send_back", "退回交办方"
    RETURN = "return", "退回重办"
    SUSPEND = "suspend", "挂起"
    RESUME = "resume", "恢复办理"
    DISCHARGE = "discharge", "办结"
    RELEASE = "release", "免予反馈"
    WITHDRAW = "withdraw", "撤回"
    REOPEN = "reopen", "重新办理"


class Severity(LabelledEnum):
    """What hurts first: sorts before the rest."""

    RED = "1_red", "红牌"
    YELLOW = "2_yellow", "黄牌"
    NONE = "3_none", "正常"


class StepAction(LabelledEnum):
    """What the ladder does at a step."""

    REMIND = "remind", "到期提醒"
    URGE = "urge", "催办"
    YELLOW = "yellow", "黄牌"
    RED = "red", "红牌"


class Basis(LabelledEnum):
    """Which date a step is counted from: the one to sign by until signed, then the one to finish by."""

    SIGN = "sign", "签收期限"
    DUE = "due", "办结期限"


class ChainLevel(LabelledEnum):
    """分级调度: how far up a matter has climbed."""

    UNIT = "0_unit", "责任单位"
    CENTRE = "1_centre", "项目管理中心"
    LEADER = "2_leader", "分管市领导"
    MAIN_LEADER = "3_main_leader", "市主要领导"

    @property
    def above(self) -> "ChainLevel":
        """The level that learns of it next; the top stays the top."""
        levels = list(ChainLevel)
        return levels[min(levels.index(self) + 1, len(levels) - 1)]


class CardState(LabelledEnum):
    """A card is prepared by the system and issued by the centre."""

    PREPARED = "prepared", "待发"
    ISSUED = "issued", "已发出"
    DROPPED = "dropped", "不予发出"
