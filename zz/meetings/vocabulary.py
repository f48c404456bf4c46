"""The words of meetings: level, kind, where one stands, why a matter is on the agenda, what is decided."""

from zz.labels import LabelledEnum


class MeetingLevel(LabelledEnum):
    """分级调度: who convenes it."""

    CITY = "city", "市级"
    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "乡镇"


class MeetingKind(LabelledEnum):
    """What it is for."""

    REVIEW = "review", "调度会"
    CONSULTATION = "consultation", "要素保障会商"
    ON_SITE = "on_site", "现场办公会"


class MeetingState(LabelledEnum):
    """Where a meeting stands."""

    PLANNED = "planned", "筹备中"
    CALLED = "called", "已通知"
    HELD = "held", "已召开"
    MINUTED = "minuted", "已印发纪要"
    CANCELLED = "cancelled", "已取消"


class MeetingAction(LabelledEnum):
    """What is done to a meeting."""

    EDIT = "edit", "修改安排"
    CALL = "call", "发出会议通知"
    HOLD = "hold", "开始会议"
    DECIDE = "decide", "登记会议决定"
    ISSUE = "issue", "印发会议纪要"
    CANCEL = "cancel", "取消会议"


class Ground(LabelledEnum):
    """Why the program proposes a matter for the agenda; the first that holds."""

    CLIMBED = "climbed", "需市领导协调"
    OVERDUE = "overdue", "逾期未办结"
    TO_ASSIGN = "to_assign", "待交办，需会上明确"
    RED = "red", "红灯项目"
    YELLOW = "yellow", "黄灯项目"


class DecisionKind(LabelledEnum):
    """What a decision sets going in the loop."""

    ASSIGN = "assign", "交办"
    INSTRUCT = "instruct", "会议要求"
    DATES = "dates", "调整计划竣工日期"
