"""The words of the library and of remediation: where a fault stands, what is done about it, what came of it."""

from zz.labels import LabelledEnum


class EntryState(LabelledEnum):
    """Where a fault stands in the library."""

    OPEN = "open", "在库"
    SUSPENDED = "suspended", "已挂起"
    DISMISSED = "dismissed", "已排除"
    RECOVERED = "recovered", "已恢复"
    TAKEN_BACK = "taken_back", "数据已更正"


class EntryAction(LabelledEnum):
    """What is done to an entry: the first four by a person, the rest by judging."""

    SUSPEND = "suspend", "挂起"
    RESUME = "resume", "恢复在库"
    DISMISS = "dismiss", "排除"
    RESTORE = "restore", "撤销排除"
    RECOVER = "recover", "恢复正常"
    RECUR = "recur", "再次异常"
    TAKE_BACK = "take_back", "数据更正后撤出"


class RemediationState(LabelledEnum):
    """Where a remediation stands."""

    FOUND = "found", "新发现"
    RETURNED = "returned", "供电所退回"
    PLANNED = "planned", "已立计划"
    RESERVED = "reserved", "储备项目"
    IN_PROGRESS = "in_progress", "治理中"
    PENDING_VERIFICATION = "pending_verification", "待验证"
    VERIFIED = "verified", "已验证"
    WITHDRAWN = "withdrawn", "已撤销"


class RemediationAction(LabelledEnum):
    """What is done to a remediation."""

    SEND_BACK = "send_back", "退回派发"
    DISPATCH = "dispatch", "重新派发"
    PLAN = "plan", "立计划"
    RESERVE = "reserve", "列入储备项目"
    START = "start", "开始治理"
    RECORD = "record", "登记治理情况"
    ASK_CLOSURE = "ask_closure", "申请闭环"
    VERIFY = "verify", "验证通过"
    REJECT = "reject", "验证不通过"
    REOPEN = "reopen", "重复异常，重新治理"
    WITHDRAW = "withdraw", "撤销"


class Measure(LabelledEnum):
    """Measures of remediation (治理措施)."""

    TAP_ADJUSTMENT = "tap_adjustment", "调档"
    LOAD_BALANCING = "load_balancing", "三相负荷调整"
    COMPENSATION = "compensation", "无功补偿"
    METER_REPAIR = "meter_repair", "表计消缺"
    PHOTOVOLTAIC = "photovoltaic", "光伏电压治理"
    CAPACITY = "capacity", "配变增容"
    NEW_TRANSFORMER = "new_transformer", "新增布点"
    LINE_RENEWAL = "line_renewal", "线路改造"
    OTHER = "other", "其他"

    @property
    def rule(self) -> str:
        """The key of the rule that holds its days."""
        return f"voltage.days.{self.value}"


class Verdict(LabelledEnum):
    """What the comparison before and after says."""

    MET = "met", "达标"
    NOT_MET = "not_met", "不达标"
    INSUFFICIENT = "insufficient", "数据不足"


class Cause(LabelledEnum):
    """What the shape of a fault hints at."""

    TAP = "tap", "疑似档位"
    LOAD_OR_LINE = "load_or_line", "疑似负荷或线路"
    UNBALANCE = "unbalance", "疑似三相不平衡"
    METER = "meter", "疑似表计或户变关系"
    PHOTOVOLTAIC = "photovoltaic", "疑似光伏倒送"
    UNKNOWN = "unknown", "暂无提示"
