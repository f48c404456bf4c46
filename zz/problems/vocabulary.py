"""The words of problems: where one stands, what is done to it, where it comes from, how urgent it is."""

from zz.labels import LabelledEnum


class ProblemState(LabelledEnum):
    """Where a problem stands; signing and replying live on its assignments."""

    REPORTED = "reported", "待交办"
    OPEN = "open", "办理中"
    CLOSED = "closed", "已办结待销号"
    WRITTEN_OFF = "written_off", "已销号"
    WITHDRAWN = "withdrawn", "已撤回"


class ProblemAction(LabelledEnum):
    """What is done to a problem."""

    ASSIGN = "assign", "交办"
    REASSIGN = "reassign", "改派"
    RAISE = "raise", "提请项目管理中心交办"
    SEND_BACK = "send_back", "退回交办方"
    RELEASE = "release", "免予反馈"
    RETURN = "return", "退回重办"
    CLOSE = "close", "办结"
    WRITE_OFF = "write_off", "销号"
    REOPEN = "reopen", "重新办理"
    WITHDRAW = "withdraw", "撤回"
    MERGE = "merge", "并入其他问题"
    URGE = "urge", "催办"
    SUPERVISE = "supervise", "督办"
    INSTRUCT = "instruct", "批示"
    PROPOSE = "propose", "提请市领导协调"


class Source(LabelledEnum):
    """Who brought it up (来源)."""

    COMMISSIONER = "commissioner", "专员"
    OWNER = "owner", "业主"
    UNIT = "unit", "责任单位"
    CONSULTATION = "consultation", "会商"
    INSTRUCTION = "instruction", "批示"


class Urgency(LabelledEnum):
    """How urgent; each has its number of working days among the rules."""

    URGENT = "urgent", "特急"
    ORDINARY = "ordinary", "一般"
    HARD = "hard", "疑难"

    @property
    def rule(self) -> str:
        """The key of the rule that holds its days."""
        return f"assignment.days.{self.value}"
